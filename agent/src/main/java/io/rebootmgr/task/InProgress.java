package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.process.ProcessId;
import io.rebootmgr.process.ProcessMark;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A note of the task that runs, kept from before its start until it has ended. One that is there when a run begins is
 * of a run that was killed, and its task may live. It stands beside the lock, where nothing outlives a boot.
 */
final class InProgress {
    private static final int LONGEST = 1024;
    /** As many as fit beside the longest name. */
    private static final int MOST_PROCESSES = 16;

    private final Path directory;
    private final Path file;

    /** @param directory of this node's runs; made if missing */
    InProgress(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("task");
    }

    /** The note's file, for messages. */
    Path file() {
        return file;
    }

    /**
     * What is left of an earlier run.
     *
     * @param processes those that were known of it
     */
    record Left(Optional<ProcessMark> mark, String task, Set<ProcessId> processes) {}

    /** Empty where no task was running. */
    Optional<Left> left() throws IOException {
        String text;
        try {
            text = new String(PlainFile.read(file, LONGEST, LinkOption.NOFOLLOW_LINKS), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] lines = text.split("\n", 3);
        int end = lines[0].indexOf(' ');
        if (end < 0) {
            return Optional.of(new Left(Optional.empty(), "", Set.of()));
        }
        return Optional.of(new Left(
                ProcessMark.parse(lines[0].substring(0, end)),
                lines[0].substring(end + 1).strip(),
                lines.length > 1 ? ProcessId.parse(lines[1]) : Set.of()));
    }

    /** A kill at any moment leaves the note whole, or none. */
    void begin(ProcessMark mark, String task) throws IOException {
        write(mark, task, Set.of());
    }

    /** It runs, as these processes: they may give themselves another environment, and have no mark any more. */
    void runs(ProcessMark mark, String task, Set<ProcessId> processes) throws IOException {
        write(
                mark,
                task,
                processes.stream().limit(MOST_PROCESSES).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private void write(ProcessMark mark, String task, Set<ProcessId> processes) throws IOException {
        Files.createDirectories(directory);
        Path next = directory.resolve("task.new");
        Files.deleteIfExists(next);
        String second = processes.isEmpty() ? "" : ProcessId.text(processes) + "\n";
        byte[] note = (mark.text() + " " + task + "\n" + second).getBytes(StandardCharsets.UTF_8);
        try (var channel = Files.newByteChannel(
                        next,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var out = Channels.newOutputStream(channel)) {
            out.write(note);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void ended() throws IOException {
        Files.deleteIfExists(file);
    }
}
