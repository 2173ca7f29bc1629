package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** What the runs of one boot tell each other of the node's place in line: {@code run/line}. Only a hint. */
final class LineNote {
    private static final int MOST_BYTES = 4096;

    private final Path file;

    LineNote(Path run) {
        file = run.toAbsolutePath().normalize().resolve("line");
    }

    Optional<byte[]> read() {
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(PlainFile.read(file, MOST_BYTES, LinkOption.NOFOLLOW_LINKS))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(byte[] note) {
        Path fresh = file.resolveSibling("line.new");
        try {
            Files.deleteIfExists(fresh);
            try (var out = Files.newByteChannel(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(note));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // It is asked again with the next run, and waits a little longer.
            return;
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What it says is of this boot, and only a hint.
            return;
        }
    }
}
