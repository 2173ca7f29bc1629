package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * What the run that holds the lock is doing, for whoever comes second: {@code run/doing}, a line {@code PID SINCE
 * TEXT}. Nothing is decided by it, so what cannot be written or read is left out. An idle run writes none.
 */
final class DoingFile {
    private static final int MOST_BYTES = 4096;
    private static final int LONGEST_TEXT = 300;
    private static final int FIELDS = 3;

    private final Path file;
    private boolean written;

    DoingFile(Path run) {
        file = run.toAbsolutePath().normalize().resolve("doing");
    }

    /** Replaces what was said before. Only for who holds the lock. */
    void say(String what, Instant since) {
        String line = ProcessHandle.current().pid() + " " + since.truncatedTo(ChronoUnit.SECONDS) + " "
                + PrintableText.of(what, LONGEST_TEXT) + "\n";
        Path fresh = file.resolveSibling("doing.new");
        try {
            Files.deleteIfExists(fresh);
            Set<OpenOption> anew =
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try (var out = Files.newByteChannel(
                    fresh, anew, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            written = true;
        } catch (IOException e) {
            // The run matters more than what is said of it.
            return;
        }
    }

    /** The run is over. */
    void forget() {
        if (!written) {
            return;
        }
        written = false;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Its process is gone soon, and by that whoever reads it knows.
            return;
        }
    }

    /** What was said by a process that still lives. */
    Optional<Host.Doing> read() {
        String text;
        try {
            text = new String(PlainFile.read(file, MOST_BYTES, LinkOption.NOFOLLOW_LINKS), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            return Optional.empty();
        }
        String[] fields = text.split(" ", FIELDS);
        boolean readable = fields.length == FIELDS && fields[0].matches("[1-9][0-9]{0,9}");
        if (!readable || !Files.exists(Path.of("/proc", fields[0]))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Host.Doing(
                    Long.parseLong(fields[0]), Instant.parse(fields[1]), PrintableText.of(fields[2], LONGEST_TEXT)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
