package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Which lease this boot has seen: {@code run/leased}, a line {@code LEASE BOOT}. */
final class LeaseMark {
    private static final int MOST_BYTES = 4096;

    private final Path file;

    LeaseMark(Path run) {
        file = run.toAbsolutePath().normalize().resolve("leased");
    }

    /** Whether a run of this boot has noted it; true where that cannot be read. */
    boolean knows(String lease, String boot) {
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && line(lease, boot)
                            .equals(new String(
                                    PlainFile.read(file, MOST_BYTES, LinkOption.NOFOLLOW_LINKS),
                                    StandardCharsets.UTF_8));
        } catch (IOException e) {
            return true;
        }
    }

    /** Notes it; false where it cannot be written down. */
    boolean note(String lease, String boot) {
        try {
            Path fresh = file.resolveSibling("leased.new");
            Files.deleteIfExists(fresh);
            try (var out = Files.newByteChannel(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(line(lease, boot).getBytes(StandardCharsets.UTF_8)));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String line(String lease, String boot) {
        return lease + " " + boot + "\n";
    }
}
