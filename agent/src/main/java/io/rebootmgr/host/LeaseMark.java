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

    /** Whether no run of this boot has seen it yet; it has from now on. False where that cannot be written down. */
    boolean isNew(String lease, String boot) {
        String line = lease + " " + boot + "\n";
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && line.equals(new String(
                            PlainFile.read(file, MOST_BYTES, LinkOption.NOFOLLOW_LINKS), StandardCharsets.UTF_8))) {
                return false;
            }
            Path fresh = file.resolveSibling("leased.new");
            Files.deleteIfExists(fresh);
            try (var out = Files.newByteChannel(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
