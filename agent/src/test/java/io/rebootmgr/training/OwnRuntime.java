package io.rebootmgr.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The Java runtime of a built tree: the modules that the program can come to use, and nothing else. */
final class OwnRuntime {
    /**
     * What the jars reach; of what jdeps lists, java.desktop, java.sql and java.compiler stand behind optional features
     * of libraries.
     */
    private static final List<String> MODULES =
            List.of("java.base", "java.logging", "java.naming", "java.xml", "jdk.unsupported");

    private OwnRuntime() {}

    /** Links {@code tree/runtime}, unless the one that stands there was linked the same way by this very JDK. */
    static void linkInto(Path tree) throws IOException {
        Path runtime = tree.resolve("runtime");
        Path origin = tree.resolveSibling("runtime.origin");
        // scripts/package tells of it: whose JDK it was.
        String wanted = "%s %s (%s) with %s%n"
                .formatted(
                        System.getProperty("java.vendor"),
                        Runtime.version(),
                        System.getProperty("java.home"),
                        String.join(",", MODULES));
        if (Files.exists(runtime)
                && Files.exists(origin)
                && Files.readString(origin).equals(wanted)) {
            return;
        }
        delete(runtime);
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(
                        () -> new IllegalStateException("this Java has no jlink: " + System.getProperty("java.home")));
        int code = jlink.run(
                System.out,
                System.err,
                "--add-modules",
                String.join(",", MODULES),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                runtime.toString());
        if (code != 0) {
            throw new IllegalStateException("jlink failed with " + code);
        }
        Files.writeString(origin, wanted);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
