package io.rebootmgr.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code claim.json}: either the old content or the new, whole, whenever the node loses power. */
final class ClaimFile {
    /** A claim has a few hundred bytes; what is larger is not one. */
    static final int LONGEST_BYTES = 1 << 20;

    private final Path directory;
    private final Path file;
    private final Path next;

    ClaimFile(Path state) {
        directory = state.toAbsolutePath();
        file = directory.resolve("claim.json");
        next = directory.resolve("claim.json.new");
    }

    Optional<byte[]> load() {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_BYTES + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", e);
        }
        if (content.length > LONGEST_BYTES) {
            throw new HostException(file + " is larger than 1 MiB, so it is no claim: look at it and remove it");
        }
        return Optional.of(content);
    }

    void save(byte[] content) {
        try {
            makeDirectory();
            Files.deleteIfExists(next);
            try (FileChannel out = FileChannel.open(
                    next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions("rw-------"))) {
                for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    void delete() {
        try {
            if (Files.deleteIfExists(file)) {
                sync(directory);
            }
        } catch (IOException e) {
            throw failed("delete", e);
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory, permissions("rwx------"));
        Path parent = directory.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    /** Without this the file's new name may be lost with the power though its content is not. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String rights) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    }

    private HostException failed(String what, IOException e) {
        return new HostException(
                "cannot " + what + " " + file + " (" + e + "): paths.state must be a directory of the agent's own, "
                        + "with space left",
                e);
    }
}
