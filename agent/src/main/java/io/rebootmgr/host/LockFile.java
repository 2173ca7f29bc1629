package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file of a {@link RunLock}, which no other user can open: who can open a file can lock it, for reading too, and so
 * keep every run on this node from starting.
 */
final class LockFile {
    private static final int OTHERS_MAY = 077;
    private static final int OTHERS_MAY_WRITE = 022;
    private static final int PERMISSIONS = 07777;

    private final Path directory;
    private final Path file;

    LockFile(Path file) {
        this.file = file;
        this.directory = file.resolveSibling(".").normalize();
    }

    /**
     * Opens it, made if missing: 0600, in a directory of 0700. What an older agent or an operator made looser is
     * tightened where it is this user's.
     *
     * @throws HostException as root, where others could put another file in its place, or have done so
     */
    FileChannel open() throws IOException {
        try {
            return openExisting();
        } catch (NoSuchFileException e) {
            Files.createDirectories(directory, rights("rwx------"));
            return openExisting();
        }
    }

    /**
     * Why {@link #open} would fail, as far as that can be told without changing anything.
     *
     * @throws IOException with the reason, too
     */
    Optional<String> obstacle() throws IOException {
        int user = user();
        Path place = directory;
        while (!Files.exists(place, LinkOption.NOFOLLOW_LINKS) && place.getParent() != null) {
            place = place.getParent();
        }
        if (!place.equals(directory)) {
            return writable(place);
        }
        FileStat stat = FileStat.of(directory);
        Optional<String> refused = isLoose(stat, user) ? Optional.empty() : refusedDirectory(stat, user);
        if (refused.isPresent()) {
            return refused;
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return writable(directory);
        }
        return refusedFile(user)
                .or(() -> Files.isReadable(file) && Files.isWritable(file)
                        ? Optional.empty()
                        : Optional.of("cannot lock " + file + ": it cannot be written to by this user"));
    }

    private Optional<String> writable(Path place) {
        return Files.isDirectory(place) && Files.isWritable(place)
                ? Optional.empty()
                : Optional.of("cannot lock " + file + ": " + place
                        + (Files.isDirectory(place) ? " cannot be written to" : " is not a directory")
                        + "; paths.run must be a directory that the agent can write to");
    }

    private static int user() throws IOException {
        return FileStat.of(Path.of("/proc/self")).uid();
    }

    private FileChannel openExisting() throws IOException {
        int user = user();
        tightenDirectory(user);
        Optional<String> before = refusedFile(user);
        if (before.isPresent()) {
            throw new HostException(before.get());
        }
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                rights("rw-------"));
        boolean safe = false;
        try {
            FileStat stat = FileStat.of(file, LinkOption.NOFOLLOW_LINKS);
            if (stat.uid() == user && (stat.mode() & OTHERS_MAY) != 0) {
                tighten(file, "rw-------");
            }
            Optional<String> after = refusedFile(user);
            if (after.isPresent()) {
                throw new HostException(after.get());
            }
            safe = true;
            return channel;
        } finally {
            if (!safe) {
                channel.close();
            }
        }
    }

    /**
     * What is against the file that is there, if one is: a lock on a device or a pipe would exclude nobody, or somebody
     * else.
     */
    private Optional<String> refusedFile(int user) throws IOException {
        try {
            PlainFile.check(file, LinkOption.NOFOLLOW_LINKS);
            FileStat stat = FileStat.of(file, LinkOption.NOFOLLOW_LINKS);
            return user == 0 && stat.uid() != 0
                    ? Optional.of(file + " belongs to another user (" + stat.uid()
                            + "), who can hold it and so stop every run: remove it, and find out who made it")
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (PlainFile.NotPlain e) {
            return Optional.of("cannot lock " + file + " (" + e + "): remove it, and find out who made it");
        }
    }

    private void tightenDirectory(int user) throws IOException {
        FileStat stat = FileStat.of(directory);
        if (isLoose(stat, user)) {
            tighten(directory, "rwx------");
            return;
        }
        Optional<String> refused = refusedDirectory(stat, user);
        if (refused.isPresent()) {
            throw new HostException(refused.get());
        }
    }

    /** Whether it is this user's to tighten, and others may do something in it. */
    private boolean isLoose(FileStat stat, int user) throws IOException {
        return stat.uid() == user && (stat.mode() & OTHERS_MAY) != 0 && holdsNothingElse();
    }

    private Optional<String> refusedDirectory(FileStat stat, int user) {
        return user == 0 && (stat.uid() != 0 || (stat.mode() & OTHERS_MAY_WRITE) != 0)
                ? Optional.of(directory + " can be written to by others than root (owner " + stat.uid() + ", mode "
                        + Integer.toOctalString(stat.mode() & PERMISSIONS)
                        + "), who could stop every run: set paths.run to a directory of root's own")
                : Optional.empty();
    }

    /** A directory that others use too, as {@code /run} itself, keeps its mode. */
    private boolean holdsNothingElse() throws IOException {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
            for (Path path : inside) {
                if (!path.getFileName().equals(file.getFileName())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void tighten(Path path, String rights) throws IOException {
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(PosixFilePermissions.fromString(rights));
    }

    private static FileAttribute<Set<PosixFilePermission>> rights(String rights) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    }
}
