package io.rebootmgr.task;

import io.rebootmgr.host.HostException;
import io.rebootmgr.process.PrintableText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs that stand directly in a directory. A symbolic link counts as what it points to, whose own permissions are
 * checked. Hidden files and what editors and package managers leave behind are skipped even if executable.
 */
public sealed interface Executables {

    /** Its executable files in C-locale order of their names, and what is not one, each with the reason. */
    record Found(List<Path> files, List<String> skipped) implements Executables {}

    /** There is no such directory. */
    record Missing(Path directory) implements Executables {}

    /** The directory or a file in it must not be run as root; {@code cause} names it and the way out. */
    record Refused(String cause) implements Executables {}

    /**
     * What may be run of a directory.
     *
     * @param asRoot whether it will run as root, so that nobody else may be able to write it
     * @throws HostException when it is there and cannot be read
     */
    static Executables in(Path directory, boolean asRoot) {
        if (!Files.isDirectory(directory)) {
            return new Missing(directory);
        }
        try {
            return list(directory, asRoot);
        } catch (IOException e) {
            throw new HostException("cannot read " + directory + " (" + e + "): it must be readable by the agent", e);
        }
    }

    private static Executables list(Path directory, boolean asRoot) throws IOException {
        List<Path> found = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        List<Path> guarded = new ArrayList<>(List.of(directory));
        for (Path path : inOrder(directory)) {
            String name = path.getFileName().toString();
            Optional<String> reason = reasonToSkip(path, name);
            if (reason.isPresent()) {
                skipped.add(PrintableText.of(name, 255) + ": " + reason.get());
            } else {
                found.add(path);
                guarded.add(path);
            }
        }
        if (asRoot) {
            for (Path path : guarded) {
                Optional<String> cause = RootOnly.violatedBy(path);
                if (cause.isPresent()) {
                    return new Refused(cause.get());
                }
            }
        }
        return new Found(found, skipped);
    }

    /** Paths compare byte by byte, whatever the locale: the C order. */
    private static List<Path> inOrder(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(paths::add);
        }
        paths.sort(null);
        return paths;
    }

    private static Optional<String> reasonToSkip(Path path, String name) {
        if (name.startsWith(".")) {
            return Optional.of("hidden");
        }
        if (isLeftover(name)) {
            return Optional.of("left behind by an editor or a package manager");
        }
        if (!Files.exists(path)) {
            return Optional.of(Files.isSymbolicLink(path) ? "a link to nothing" : "gone or not accessible");
        }
        if (Files.isDirectory(path)) {
            return Optional.of("a directory");
        }
        if (!Files.isRegularFile(path)) {
            return Optional.of("not a regular file");
        }
        if (!Files.isExecutable(path)) {
            return Optional.of("not executable");
        }
        // In a locale without UTF-8 Java can list such a file and cannot name it when starting it.
        if (!Files.exists(path.resolveSibling(name), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("its name cannot be written in this locale");
        }
        return Optional.empty();
    }

    private static boolean isLeftover(String name) {
        return name.endsWith("~")
                || name.endsWith(".rpmsave")
                || name.endsWith(".rpmnew")
                || name.endsWith(".rpmorig")
                || name.contains(".dpkg-");
    }
}
