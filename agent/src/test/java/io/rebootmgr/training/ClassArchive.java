package io.rebootmgr.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The archive of a built tree from which the JVM takes the classes of an idle run ready-made. An idle run tells which
 * ones, and the JVM writes them down without running anything, so that the bytes do not hang on how the run went. The
 * class path in it is relative: the JVM finds the jars wherever the tree stands, as long as their times and sizes are
 * the same.
 *
 * <p>An AOT cache (JEP 483) would start a fifth faster still, but no two are alike: it holds the clock and the random
 * seeds of its training.
 */
final class ClassArchive {
    private static final long BOUND_SECONDS = 120;
    private static final int RUNS = 3;
    private static final int DUMPS_MAX = 5;

    private ClassArchive() {}

    /** Writes {@code tree/lib/rebootmgr.jsa} with the tree's own runtime. */
    static void writeInto(Path tree) throws IOException, InterruptedException {
        Path archive = tree.resolve("lib/rebootmgr.jsa");
        Files.deleteIfExists(archive);
        Path folder = Files.createTempDirectory("rebootmgr-training");
        try {
            Path classes = Files.write(folder.resolve("classes"), usual(tree, folder));
            Path other = folder.resolve("other");
            dump(tree, folder, classes, archive);
            dump(tree, folder, classes, other);
            for (int tries = 1; Files.mismatch(archive, other) >= 0; tries++) {
                if (tries == DUMPS_MAX) {
                    throw new IllegalStateException("no two archives of the same classes are alike");
                }
                Files.move(other, archive, StandardCopyOption.REPLACE_EXISTING);
                dump(tree, folder, classes, other);
            }
        } finally {
            OwnRuntime.delete(folder);
        }
    }

    /**
     * The classes of most of some idle runs. Once, on a busy machine, two builds had archives that differ; which class
     * or which dump it was is not known, for hundreds of either by hand were alike.
     */
    private static List<String> usual(Path tree, Path folder) throws IOException, InterruptedException {
        Map<String, Integer> seen = new TreeMap<>();
        for (int run = 0; run < RUNS; run++) {
            Path of = Files.createDirectory(folder.resolve("run" + run));
            loaded(tree, of).forEach(line -> seen.merge(line, 1, Integer::sum));
        }
        return seen.entrySet().stream()
                .filter(line -> line.getValue() > RUNS / 2)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> loaded(Path tree, Path folder) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        try (IdleNode node = IdleNode.in(folder)) {
            java(
                    tree,
                    folder,
                    List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + classes),
                    List.of(
                            "io.rebootmgr.cli.Main",
                            "run",
                            "--wait-if-next",
                            "-v",
                            "--config",
                            node.config().toString()));
            if (node.requests() != 1) {
                throw new IllegalStateException("the training made " + node.requests() + " requests, expected one");
            }
            return inOrder(Files.readAllLines(classes));
        }
    }

    private static void dump(Path tree, Path folder, Path classes, Path archive)
            throws IOException, InterruptedException {
        java(
                tree,
                folder,
                List.of("-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + archive),
                List.of());
    }

    /**
     * The list without what differs from run to run: the order in which threads happened to load classes, their
     * numbers, and which constants ({@code @cp}) a random hash led past.
     */
    private static List<String> inOrder(List<String> list) {
        return list.stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("@cp "))
                .map(line -> line.replaceFirst(" id: [0-9]+$", ""))
                .distinct()
                .sorted()
                .toList();
    }

    private static void java(Path tree, Path folder, List<String> options, Collection<String> program)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                tree.resolve("runtime/bin/java").toString(),
                // As the launcher starts it.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Xlog:disable"));
        command.addAll(options);
        command.addAll(List.of("-cp", "lib/rebootmgr-agent.jar"));
        command.addAll(program);
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("CONSUL_") || name.contains("JAVA_"));
        Process process = builder.start();
        boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
    }
}
