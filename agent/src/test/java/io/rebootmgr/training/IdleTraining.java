package io.rebootmgr.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the class archive of a built tree: the launcher's own command line runs idle once, and the JVM writes down the
 * classes in the state in which that left them. An archive serves the very build of Java that made it; any other passes over it.
 */
final class IdleTraining {
    private static final int AOT_CACHE_SINCE = 25;
    private static final long BOUND_SECONDS = 120;

    private IdleTraining() {}

    /** The tree's path; Java is the one that runs this. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path tree = Path.of(args[0]).toAbsolutePath();
        Path archive = tree.resolve("lib/rebootmgr.jsa");
        Files.deleteIfExists(archive);
        Path folder = Files.createTempDirectory("rebootmgr-training");
        try {
            train(tree, archive, folder);
        } finally {
            delete(folder);
        }
    }

    private static void train(Path tree, Path archive, Path folder) throws IOException, InterruptedException {
        Path made = folder.resolve("archive");
        // The cache of newer JVMs holds linked classes and prepared call sites too: a quarter faster.
        String option = Runtime.version().feature() >= AOT_CACHE_SINCE ? "AOTCacheOutput" : "ArchiveClassesAtExit";
        Path log = folder.resolve("log");
        try (IdleNode node = IdleNode.in(folder)) {
            ProcessBuilder run = new ProcessBuilder(
                            tree.resolve("bin/rebootmgr").toString(),
                            "run",
                            "--config",
                            node.config().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            Map<String, String> environment = run.environment();
            environment.keySet().removeIf(name -> name.startsWith("CONSUL_") || name.startsWith("JAVA_TOOL"));
            environment.put("REBOOTMGR_JAVA_HOME", System.getProperty("java.home"));
            environment.put("JDK_JAVA_OPTIONS", "-XX:" + option + "=" + made);
            Process process = run.start();
            boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0 || node.requests() != 1 || !Files.exists(made)) {
                throw new IllegalStateException("the idle run of the training failed after " + node.requests()
                        + " requests (expected one):\n" + Files.readString(log));
            }
        }
        Files.copy(made, archive);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
