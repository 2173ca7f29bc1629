package io.rebootmgr.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A file that others read at any moment: it is there whole or not at all. */
public final class WholeFile {
    private static final int LONGEST_BYTES = 64 * 1024;

    private WholeFile() {}

    /**
     * Replaces it, links and all: none is followed, nor any of others' on the way to it. What a crash of the node
     * leaves of it is not worth waiting for the disk.
     *
     * @param rights as {@code rw-r--r--}: those that the file is created with. The umask may take some away, which is
     *     put right only in a directory that nobody else can write to: elsewhere the name may be another file's by then
     */
    public static void write(Path file, byte[] content, String rights) throws IOException {
        Path whole = file.toAbsolutePath();
        Path name = Objects.requireNonNull(whole.getFileName());
        // Beside it, and not of its ending: node_exporter would read it.
        Path next = Path.of(name + ".new");
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(rights);
        try (SecureDirectoryStream<Path> directory = SafeDirectory.open(Objects.requireNonNull(whole.getParent()))) {
            try {
                directory.deleteFile(next);
            } catch (NoSuchFileException e) {
                // As it should be.
            }
            try (WritableByteChannel out = directory.newByteChannel(
                    next,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(wanted))) {
                for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                    out.write(rest);
                }
            }
            if (SafeDirectory.isOurs(directory)) {
                directory
                        .getFileAttributeView(next, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setPermissions(wanted);
            }
            directory.move(next, directory, name);
        }
    }

    /** What it holds, up to 64 KiB; empty when there is none. */
    public static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(PlainFile.read(file, LONGEST_BYTES, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
