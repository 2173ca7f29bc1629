package io.rebootmgr.host;

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
import java.util.Set;

/**
 * The file of a {@link RunLock}, which no other user can open: who can open a file can lock it, for reading too, and so keep
 * every run on this node from starting.
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
     * Opens it, made if missing: 0600, in a directory of 0700. What an older agent or an operator made looser is tightened where it
     * is this user's.
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

    private FileChannel openExisting() throws IOException {
        int user = FileStat.of(Path.of("/proc/self")).uid();
        tightenDirectory(user);
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
            } else if (user == 0 && stat.uid() != 0) {
                throw new HostException(file + " belongs to another user (" + stat.uid()
                        + "), who can hold it and so stop every run: remove it, and find out who made it");
            }
            safe = true;
            return channel;
        } finally {
            if (!safe) {
                channel.close();
            }
        }
    }

    private void tightenDirectory(int user) throws IOException {
        FileStat stat = FileStat.of(directory);
        if (stat.uid() == user && (stat.mode() & OTHERS_MAY) != 0 && holdsNothingElse()) {
            tighten(directory, "rwx------");
        } else if (user == 0 && (stat.uid() != 0 || (stat.mode() & OTHERS_MAY_WRITE) != 0)) {
            throw new HostException(
                    directory + " can be written to by others than root (owner " + stat.uid() + ", mode "
                            + Integer.toOctalString(stat.mode() & PERMISSIONS)
                            + "), who could stop every run: set paths.run to a directory of root's own");
        }
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
