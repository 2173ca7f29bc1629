package io.rebootmgr.task;

import io.rebootmgr.host.FileStat;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.RootOnly;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The programs that stand directly in a directory: the regular files that have execute bits. A symbolic link counts as
 * what it points to. Hidden files and what editors and package managers leave behind are skipped even if executable.
 */
public sealed interface Executables {
    int ANY_EXECUTE = 0111;

    /** Why a link is skipped that leads nowhere. */
    String TO_NOTHING = "a link to nothing";

    /**
     * What may be run.
     *
     * @param files in C-locale order of their names
     * @param skipped what is no program, each with the reason
     * @param broken what has execute bits and cannot be executed, or is empty, each with the cause and the way out
     */
    record Found(List<Path> files, List<Other> skipped, List<Other> broken) implements Executables {}

    /** What is not run, and what there is to say of it. */
    record Other(Path file, String text) {
        /** A program that is gone, and a link to it that stayed. */
        boolean isLinkToNothing() {
            return text.endsWith(TO_NOTHING);
        }
    }

    /** There is no such directory. */
    record Missing(Path directory) implements Executables {}

    /** The directory or a file in it must not be run as root; {@code causes}, not empty, name each and the way out. */
    record Refused(List<String> causes) implements Executables {}

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

    /**
     * What is against starting a file of a directory now, right before it is started; a directory that was in order an
     * hour ago may be another one by now.
     */
    static Optional<String> obstacle(Path file, boolean asRoot) {
        try {
            Optional<String> foreign = asRoot ? foreign(file.resolveSibling(".")) : Optional.empty();
            if (foreign.isPresent()) {
                return foreign;
            }
            if (isLinkToNothing(file)) {
                return Optional.of(file + " is a link to nothing; put back what it leads to, or remove it");
            }
            if (!Files.isRegularFile(file) || !hasExecuteBits(file)) {
                return Optional.of(file + " is no longer an executable file");
            }
            return switch (Startable.judge(file)) {
                case Startable.No(String cause) -> Optional.of(cause);
                case Startable.Yes(List<Path> with) ->
                    asRoot ? foreign(file).or(() -> foreignOf(with)) : Optional.empty();
            };
        } catch (IOException e) {
            return Optional.of(file + " cannot be looked at (" + e + ")");
        }
    }

    /**
     * The same of one file, whose directory has to be root's as well.
     *
     * @throws HostException when it cannot be told whether it is there
     */
    static Executables at(Path file, boolean asRoot) {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Missing(file);
        }
        try {
            return sorted(file.resolveSibling("."), List.of(file), asRoot);
        } catch (IOException e) {
            throw new HostException("cannot look at " + file + " (" + e + "): it must be readable by the agent", e);
        }
    }

    private static Executables list(Path directory, boolean asRoot) throws IOException {
        return sorted(directory, inOrder(directory), asRoot);
    }

    private static Executables sorted(Path directory, List<Path> paths, boolean asRoot) throws IOException {
        List<Path> found = new ArrayList<>();
        List<Other> skipped = new ArrayList<>();
        List<Other> broken = new ArrayList<>();
        Set<String> causes = new LinkedHashSet<>();
        if (asRoot) {
            foreign(directory).ifPresent(causes::add);
        }
        for (Path path : paths) {
            String name = path.getFileName().toString();
            Optional<String> reason = reasonToSkip(path, name);
            if (reason.isPresent()) {
                skipped.add(new Other(path, PrintableText.of(name, 255) + ": " + reason.get()));
                continue;
            }
            if (asRoot) {
                foreign(path).ifPresent(causes::add);
            }
            switch (startable(path, name)) {
                case Startable.No(String cause) -> broken.add(new Other(path, cause));
                case Startable.Yes(List<Path> with) -> {
                    found.add(path);
                    if (asRoot) {
                        foreignOf(with).ifPresent(causes::add);
                    }
                }
            }
        }
        if (causes.isEmpty()) {
            return new Found(found, skipped, broken);
        }
        broken.forEach(other -> causes.add(other.text()));
        return new Refused(List.copyOf(causes));
    }

    private static Startable startable(Path path, String name) throws IOException {
        // In a locale without UTF-8 Java can list such a file and cannot name it when starting it.
        return Files.exists(path.resolveSibling(name), LinkOption.NOFOLLOW_LINKS)
                ? Startable.judge(path)
                : new Startable.No(PrintableText.of(path.toString(), 255)
                        + " has a name that cannot be written in this locale: rename it, or set LC_ALL=C.UTF-8");
    }

    private static Optional<String> foreign(Path path) {
        try {
            return RootOnly.violatedBy(path);
        } catch (IOException e) {
            return Optional.of("whose " + path + " is cannot be found out (" + e + ")");
        }
    }

    private static Optional<String> foreignOf(List<Path> programs) {
        return programs.stream()
                .map(Executables::foreign)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean hasExecuteBits(Path path) throws IOException {
        return (FileStat.of(path).mode() & ANY_EXECUTE) != 0;
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

    private static Optional<String> reasonToSkip(Path path, String name) throws IOException {
        if (name.startsWith(".")) {
            return Optional.of("hidden");
        }
        if (isLeftover(name)) {
            return Optional.of("left behind by an editor or a package manager");
        }
        if (!Files.exists(path)) {
            return Optional.of(isLinkToNothing(path) ? TO_NOTHING : "gone or not accessible");
        }
        if (Files.isDirectory(path)) {
            return Optional.of("a directory");
        }
        if (!Files.isRegularFile(path)) {
            return Optional.of("not a regular file");
        }
        return hasExecuteBits(path) ? Optional.empty() : Optional.of("not executable");
    }

    private static boolean isLinkToNothing(Path path) {
        return Files.isSymbolicLink(path) && !Files.exists(path);
    }

    private static boolean isLeftover(String name) {
        return name.endsWith("~")
                || name.endsWith(".rpmsave")
                || name.endsWith(".rpmnew")
                || name.endsWith(".rpmorig")
                || name.contains(".dpkg-");
    }
}
