package io.rebootmgr.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes a node's own caches for a fast start (JEP 483, 514): a run that never leaves the node is watched by the JVM,
 * and what it loaded and linked is written down. Made on the node, for no two are alike and packages are to be.
 * {@code bin/make-cache} calls it when the package is installed.
 *
 * <p>There are two, for all that stands in one is made ready whenever it is used: an idle run would pay for the tables
 * of {@code status}.
 */
public final class NodeCache {
    private static final long BOUND_SECONDS = 90;

    /** What people ask, and wait for. */
    private static final List<String> COMMANDS = List.of("status", "plan", "history");

    private final Path tree;
    private final Path folder;

    private NodeCache(Path tree, Path folder) {
        this.tree = tree;
        this.folder = folder;
    }

    /**
     * The tree, the file to write of an idle run, and that of what people type. Others beside them are of other trees,
     * and removed. Fails with an exception.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path cache = Path.of(args[1]).toAbsolutePath();
        Path caches = Files.createDirectories(cache.getParent());
        removeFrom(caches);
        // Beside it, so that it comes into place in one step; nobody but its owner looks in.
        Path folder = Files.createTempDirectory(caches, "training");
        try {
            NodeCache made = new NodeCache(Path.of(args[0]).toAbsolutePath(), folder);
            Files.move(made.ofIdleRun(), cache, StandardCopyOption.ATOMIC_MOVE);
            Files.move(made.ofCommands(), Path.of(args[2]).toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(folder);
        }
    }

    private Path ofIdleRun() throws IOException, InterruptedException {
        try (TrainingNode node = IdleNode.in(folder)) {
            Path made = trained(
                    "idle",
                    List.of(
                            "io.rebootmgr.cli.Main",
                            "run",
                            "--wait-if-next",
                            "-v",
                            "--config",
                            node.config().toString()));
            if (node.requests() != 2) {
                throw new IllegalStateException("two runs made " + node.requests() + " requests");
            }
            return made;
        }
    }

    private Path ofCommands() throws IOException, InterruptedException {
        try (TrainingNode node = BusyFleet.in(folder)) {
            List<String> words = new ArrayList<>(List.of("io.rebootmgr.cli.Exercise"));
            for (String command : COMMANDS) {
                words.addAll(List.of(command, "--config", node.config().toString(), ";"));
            }
            return trained("commands", words);
        }
    }

    private Path trained(String name, List<String> words) throws IOException, InterruptedException {
        Path made = folder.resolve(name);
        run(words, "-XX:AOTCacheOutput=" + made);
        // Tried before anything starts with it: this one fails where it does not fit, which later ones do not.
        run(words, "-XX:AOTCache=" + made, "-XX:AOTMode=on");
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private void run(List<String> words, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(tree.resolve("runtime/bin/java").toString()));
        command.addAll(List.of(options));
        // As the launcher starts it.
        command.addAll(List.of("-Xlog:disable", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss512k", "-Xmx256m"));
        command.addAll(List.of("-XX:-UsePerfData", "-Dfile.encoding=UTF-8"));
        command.addAll(List.of("-cp", tree.resolve("lib/rebootmgr-agent.jar").toString()));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.contains("CONSUL_") || name.contains("JAVA_"));
        Process process = builder.start();
        boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
        // The JVM writes the cache in a process of its own.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }

    private static void removeFrom(Path caches) throws IOException {
        try (Stream<Path> old = Files.list(caches)) {
            for (Path entry : old.toList()) {
                delete(entry);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
