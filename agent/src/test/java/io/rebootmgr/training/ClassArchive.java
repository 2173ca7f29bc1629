package io.rebootmgr.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private static final int DUMPS_MAX = 9;
    private static final String LOADED = "loaded";

    private ClassArchive() {}

    /** Writes {@code tree/lib/rebootmgr.jsa} with the tree's own runtime, and beside the tree what it was made of. */
    static void writeInto(Path tree) throws IOException, InterruptedException {
        Path archive = tree.resolve("lib/rebootmgr.jsa");
        Path list = tree.resolveSibling("rebootmgr.classes");
        Path folder = Files.createTempDirectory("rebootmgr-training");
        try {
            Set<String> classes = usual(tree, folder);
            dump(tree, folder, Files.write(list, classes), archive);
            classes.addAll(loadedBy(folder));
            dumpAlike(tree, folder, Files.write(list, classes), archive);
        } finally {
            OwnRuntime.delete(folder);
        }
    }

    /**
     * Writes it until it is the same twice. Rarely, one differs in which constants are resolved (<a
     * href="https://bugs.openjdk.org/browse/JDK-8377712">JDK-8377712</a>).
     */
    private static void dumpAlike(Path tree, Path folder, Path classes, Path archive)
            throws IOException, InterruptedException {
        Path before = folder.resolve("before");
        for (int again = 0; again < DUMPS_MAX; again++) {
            dump(tree, folder, classes, archive);
            if (again > 0 && Files.mismatch(before, archive) < 0) {
                return;
            }
            Files.copy(archive, before, StandardCopyOption.REPLACE_EXISTING);
        }
        throw new IllegalStateException("no two of " + DUMPS_MAX + " class archives were alike");
    }

    /** The classes of most of some idle runs. */
    private static SortedSet<String> usual(Path tree, Path folder) throws IOException, InterruptedException {
        Map<String, Integer> seen = new TreeMap<>();
        for (int run = 0; run < RUNS; run++) {
            Path of = Files.createDirectory(folder.resolve("run" + run));
            loaded(tree, of).forEach(line -> seen.merge(line, 1, Integer::sum));
        }
        seen.values().removeIf(times -> times <= RUNS / 2);
        return new TreeSet<>(seen.keySet());
    }

    /**
     * What else the JVM loaded, and so archived, for the sake of the classes that it was told. A run may or may not
     * load such a class by itself, and the bytes would hang on that: two builds on a busy machine once had archives of
     * the same classes that differed, for one of them was in one list only.
     */
    private static List<String> loadedBy(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve(LOADED)).stream()
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> !name.contains("/"))
                .map(name -> name.replace('.', '/'))
                .toList();
    }

    private static List<String> loaded(Path tree, Path folder) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        try (TrainingNode node = IdleNode.in(folder)) {
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
                List.of(
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xlog:class+load:file=" + folder.resolve(LOADED) + ":none"),
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
