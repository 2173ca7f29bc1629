package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code claim.json}: either the old content or the new, whole, whenever the node loses power. */
final class ClaimFile {
    /** A claim has a few hundred bytes; what is larger is not one. */
    static final int LONGEST_BYTES = 1 << 20;

    /** Of a claim with a long reason and all of its tasks. */
    private static final int PROBE_BYTES = 16 * 1024;

    private static final int STICKY = 01000;

    private final Path directory;
    private final Path file;
    private final Path next;
    private final Path unreadable;

    ClaimFile(Path state) {
        directory = state.toAbsolutePath();
        file = directory.resolve("claim.json");
        next = directory.resolve("claim.json.new");
        unreadable = directory.resolve("claim.json.unreadable");
    }

    Optional<byte[]> load() {
        try {
            // What is longer is cut off, and so cannot be read as a claim.
            return Optional.of(PlainFile.read(file, LONGEST_BYTES + 1));
        } catch (NoSuchFileException | PlainFile.NotPlain e) {
            // A directory, a pipe, a link to nowhere: no claim, and nothing to be overwritten.
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(new byte[0]) : Optional.empty();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    void save(byte[] content) {
        try {
            makeDirectory();
            Files.deleteIfExists(next);
            write(next, content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    /** A new file, on the disk when this is back. */
    private static void write(Path to, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(
                to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions("rw-------"))) {
            for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                out.write(rest);
            }
            out.force(true);
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

    Path setAside() {
        try {
            // A directory that was put aside before is not replaced by a move.
            Path aside = Files.isDirectory(unreadable, LinkOption.NOFOLLOW_LINKS)
                    ? unreadable.resolveSibling(unreadable.getFileName() + "-" + UUID.randomUUID())
                    : unreadable;
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
            return aside;
        } catch (IOException e) {
            throw failed("put aside", e);
        }
    }

    /**
     * Why {@link #save} would fail. A full disk is seen only by whoever writes to it: so this does, in a file of its
     * own that is gone afterwards.
     */
    Optional<String> obstacle() {
        Path place = place();
        if (!Files.isDirectory(place) || !Files.isWritable(place)) {
            return Optional.of(text("write", place + " cannot be written to"));
        }
        Path probe = place.resolve(".rebootmgr-probe-" + UUID.randomUUID());
        try {
            write(probe, new byte[PROBE_BYTES]);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(text("write", PlainFile.cause(e)));
        } finally {
            remove(probe);
        }
    }

    private static void remove(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException e) {
            // Where a file can be made it can be removed; what a dying disk leaves is in nobody's way.
        }
    }

    /** Who else could write a claim there, which the next run would obey. */
    Optional<String> foreign() {
        Path place = place();
        try {
            // What root makes in a sticky directory is root's.
            boolean sticky = !place.equals(directory) && (FileStat.of(place).mode() & STICKY) != 0;
            return sticky ? Optional.empty() : RootOnly.violatedBy(place);
        } catch (IOException e) {
            return Optional.of(text("look at", PlainFile.cause(e)));
        }
    }

    /** The directory, or the nearest above it that is there. */
    private Path place() {
        Path place = directory;
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        return place;
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
        return new HostException(text(what, PlainFile.cause(e)), e);
    }

    private String text(String what, String why) {
        return "cannot " + what + " " + file + " (" + why + "): paths.state must be a directory of the agent's own, "
                + "with space left";
    }
}
