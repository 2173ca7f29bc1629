package io.rebootmgr.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock file. Agents exclude one another with the lock that Java has (fcntl). An operator's {@code flock FILE
 * COMMAND} is another kind, which the kernel keeps apart: it is found in {@code /proc/locks} and keeps a run from
 * starting as well. The other way round it does not: {@code flock} does not see that an agent runs.
 */
final class RunLock {
    /** Closing any channel of a file gives back all of this process' locks on it: so it is opened once only. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path file;

    RunLock(Path run) {
        directory = run.toAbsolutePath().normalize();
        file = directory.resolve("lock");
    }

    Optional<Host.Lock> take() {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<Host.Lock> taken = Optional.empty();
        try {
            taken = takeFromOthers();
            return taken;
        } catch (IOException e) {
            throw new HostException(
                    "cannot lock " + file + " (" + e + "): paths.run must be a directory that the agent can write to",
                    e);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private Optional<Host.Lock> takeFromOthers() throws IOException {
        FileChannel channel = open();
        boolean taken = false;
        try {
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
            taken = lock.isPresent() && !isListed(" FLOCK ");
            return taken ? Optional.of(new Held(channel, file)) : Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private FileChannel open() throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }

    /** Whether anybody holds it; what cannot be found out is no. */
    boolean isHeld() {
        try {
            return HELD.contains(file) || (Files.exists(file) && (isListed(" POSIX ") || isListed(" FLOCK ")));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isListed(String kind) throws IOException {
        FileStat stat = FileStat.of(file);
        String id = kernelName(stat.device(), stat.inode());
        Path locks = Path.of("/proc/locks");
        if (!Files.exists(locks)) {
            return false;
        }
        for (String line : new String(Files.readAllBytes(locks), StandardCharsets.US_ASCII).split("\n", -1)) {
            if (line.contains(kind) && line.contains(id)) {
                return true;
            }
        }
        return false;
    }

    /** As proc_locks(5) writes it: device numbers in hexadecimal, inode in decimal. */
    static String kernelName(long device, long inode) {
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
        return " " + twoDigits(major) + ":" + twoDigits(minor) + ":" + inode + " ";
    }

    private static String twoDigits(long number) {
        String hex = Long.toHexString(number);
        return hex.length() < 2 ? "0" + hex : hex;
    }

    private record Held(FileChannel channel, Path file) implements Host.Lock {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new HostException("cannot unlock " + file + " (" + e + ")", e);
            } finally {
                HELD.remove(file);
            }
        }
    }
}
