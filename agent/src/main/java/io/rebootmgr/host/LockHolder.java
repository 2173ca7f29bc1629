package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who holds a lock file: another run, which is as it should be, or anybody else, which is not. */
final class LockHolder {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_HINT = 100;
    private static final int MOST_BYTES = 1 << 22;
    /** Of a line of proc_locks(5): ordinal, kind, advisory or not, read or write, process id, file, start, end. */
    private static final int PID = 4;

    private final Path file;

    LockHolder(Path file) {
        this.file = file;
    }

    /**
     * Anybody that holds it and is no run of this program; empty where there is none.
     *
     * @param posix whether locks of the kind that runs take count, or only those of flock(1). Not for who holds such a
     *     lock: to look into the file would give it back
     */
    Optional<String> foreign(boolean posix) throws IOException {
        List<Long> flocks = holders(" FLOCK ");
        if (!flocks.isEmpty()) {
            return Optional.of(name(flocks.getFirst()));
        }
        if (!posix) {
            return Optional.empty();
        }
        for (long holder : posixHolders()) {
            if (!isRun(holder)) {
                return Optional.of(name(holder));
            }
        }
        return Optional.empty();
    }

    /** The process id of the run that holds it. Not for that run itself: see {@link #foreign}. */
    Optional<Long> run() throws IOException {
        return posixHolders().stream().filter(this::isRun).findFirst();
    }

    private List<Long> posixHolders() throws IOException {
        List<Long> holders = new ArrayList<>(holders(" POSIX "));
        holders.addAll(holders(" OFDLCK "));
        if (holders.isEmpty()) {
            // Not listed, as in some containers: what a run wrote into the file is all there is to go by.
            holders.add(hint());
        }
        return holders;
    }

    /** Whether anybody is known to hold it. */
    boolean isListed() throws IOException {
        return !holders(" FLOCK ").isEmpty()
                || !holders(" POSIX ").isEmpty()
                || !holders(" OFDLCK ").isEmpty();
    }

    /** Lets others tell this run from a stranger. */
    static void leaveHint(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // A hint only: the lock itself is held.
        }
    }

    /** The ids of processes that hold a lock of this kind on it; 0 or less for what the kernel does not tell. */
    private List<Long> holders(String kind) throws IOException {
        List<Long> holders = new ArrayList<>();
        if (!Files.exists(LOCKS)) {
            return holders;
        }
        FileStat stat = FileStat.of(file, LinkOption.NOFOLLOW_LINKS);
        String id = RunLock.kernelName(stat.device(), stat.inode());
        for (String line : PlainFile.text(LOCKS, MOST_BYTES).split("\n", -1)) {
            if (line.contains(kind) && line.contains(id) && !line.contains("->")) {
                holders.add(number(line.trim().split(" +", -1)[PID]));
            }
        }
        return holders;
    }

    /** This user's process, that wrote its id into the file, which others cannot, or that was started as a run is. */
    private boolean isRun(long pid) {
        if (pid <= 0) {
            return false;
        }
        try {
            Path process = Path.of("/proc/" + pid);
            return FileStat.of(process).uid()
                            == FileStat.of(Path.of("/proc/self")).uid()
                    && (pid == hint() || commandLine(process).contains("io.rebootmgr.cli.Main"));
        } catch (IOException e) {
            return false;
        }
    }

    private long hint() {
        try {
            return number(PlainFile.text(file, LONGEST_HINT, LinkOption.NOFOLLOW_LINKS)
                    .strip());
        } catch (IOException e) {
            return 0;
        }
    }

    private static String commandLine(Path process) throws IOException {
        return PlainFile.text(process.resolve("cmdline"), MOST_BYTES).replace('\0', ' ');
    }

    private static String name(long pid) {
        if (pid <= 0) {
            return "a process that the kernel does not name (see `lslocks`)";
        }
        try {
            Path process = Path.of("/proc/" + pid);
            return "process " + pid + " of user " + FileStat.of(process).uid() + " ("
                    + PrintableText.of(commandLine(process), LONGEST_NAME).strip() + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
