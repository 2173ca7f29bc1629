package io.rebootmgr.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file that others read at any moment: it is there whole or not at all. */
final class WholeFile {
    private static final int LONGEST_BYTES = 64 * 1024;

    private WholeFile() {}

    /** Replaces it. What a crash of the node leaves of it is not worth waiting for the disk. */
    static void write(Path file, byte[] content, int mode) throws IOException {
        // Beside it, and not of its ending: node_exporter would read it.
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        // Opened only if it is not there: in a directory that others can write to it might be a link by now.
        try (OutputStream out = Files.newOutputStream(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(content);
        }
        Files.setAttribute(next, "unix:mode", mode);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What it holds, up to 64 KiB; empty when there is none. */
    static Optional<byte[]> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(LONGEST_BYTES));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
