package io.rebootmgr.report;

import io.rebootmgr.file.WholeFile;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where a node's memory is kept from run to run; written only when it has changed. */
final class MemoryFile {
    private static final String FOR_ROOT = "rw-------";

    private final Path file;
    private Memory kept = Memory.NONE;

    MemoryFile(Path stateDirectory) {
        this.file = stateDirectory.resolve("report.json");
    }

    /** What the last run kept; nothing where that cannot be read. */
    Memory load() {
        try {
            Optional<byte[]> saved = WholeFile.read(file);
            kept = saved.isPresent() ? Memory.parse(saved.get()) : Memory.NONE;
        } catch (IOException | MalformedJson e) {
            warn(e);
        }
        return kept;
    }

    void save(Memory memory) {
        if (Arrays.equals(memory.bytes(), kept.bytes())) {
            return;
        }
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            WholeFile.write(file, memory.bytes(), FOR_ROOT);
            kept = memory;
        } catch (IOException | RuntimeException e) {
            warn(e);
        }
    }

    /** Asked for when there is something to say: an idle run shall not start the log. */
    private void warn(Exception e) {
        LoggerFactory.getLogger(MemoryFile.class).warn("not remembered what was reported, {}: {}", file, e.toString());
    }
}
