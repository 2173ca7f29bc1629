package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.file.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The detectors as they stand in their directory, and {@code detected.json}: what they said last. */
final class DetectorFiles {
    private static final int MOST = 1000;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Path directory;
    private final Path file;

    DetectorFiles(Path directory, Path state) {
        this.directory = directory.toAbsolutePath();
        this.file = state.toAbsolutePath().resolve("detected.json");
    }

    /** As {@link Host#detectors} says. */
    Optional<String> sign() {
        if (!Files.isDirectory(directory)) {
            return Files.exists(directory, LinkOption.NOFOLLOW_LINKS) ? Optional.of("no directory") : Optional.empty();
        }
        List<String> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path each : files) {
                all.add(sign(each));
                if (all.size() == MOST) {
                    break;
                }
            }
        } catch (IOException e) {
            // Whoever asks them finds out what is wrong, and says so.
            return Optional.of("unreadable");
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Collections.sort(all);
        long hash = FNV_OFFSET;
        for (String each : all) {
            for (int at = 0; at < each.length(); at++) {
                hash = (hash ^ each.charAt(at)) * FNV_PRIME;
            }
            hash = (hash ^ '\n') * FNV_PRIME;
        }
        return Optional.of(all.size() + "-" + Long.toHexString(hash));
    }

    private static String sign(Path each) {
        String name = String.valueOf(each.getFileName());
        try {
            FileStat stat = FileStat.of(each);
            return name + " " + stat.device() + " " + stat.inode() + " " + stat.modified() + " " + stat.mode();
        } catch (IOException e) {
            return name + " to nothing";
        }
    }

    /** What cannot be read was never said. */
    Optional<byte[]> load() {
        try {
            return WholeFile.read(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void save(byte[] content) {
        try {
            Files.createDirectories(
                    file.resolveSibling("."),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            WholeFile.write(file, content, "rw-------");
        } catch (IOException e) {
            throw new HostException(
                    "cannot write " + file + " (" + PlainFile.cause(e)
                            + "): paths.state must be a directory of the agent's own, with space left",
                    e);
        }
    }
}
