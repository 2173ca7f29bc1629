package io.rebootmgr.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock file. Agents exclude one another with the lock that Java has (fcntl). An operator's {@code flock FILE
 * COMMAND} is another kind, which the kernel keeps apart: it is found in {@code /proc/locks} and keeps a run from
 * starting as well. The other way round it does not: {@code flock} does not see that an agent runs. Whoever holds it
 * and is no run of this program is an alarm: while that lasts nothing reboots here, and a node that came back stays out
 * of service.
 */
final class RunLock {
    /** Closing any channel of a file gives back all of this process' locks on it: so it is opened once only. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;

    RunLock(Path run) {
        file = run.toAbsolutePath().normalize().resolve("lock");
    }

    /**
     * Empty while another run holds it.
     *
     * @throws HostException while somebody else does, or could
     */
    Optional<Host.Lock> take() {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<Host.Lock> taken = Optional.empty();
        try {
            taken = takeFromOthers();
            return taken;
        } catch (IOException e) {
            throw new HostException(cannot(e.toString()), e);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private Optional<Host.Lock> takeFromOthers() throws IOException {
        FileChannel channel = new LockFile(file).open();
        boolean taken = false;
        try {
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
            Optional<String> stranger = new LockHolder(file).foreign(lock.isEmpty());
            if (stranger.isPresent()) {
                throw new HostException(heldBy(stranger.get()));
            }
            taken = lock.isPresent();
            if (taken) {
                LockHolder.leaveHint(channel);
            }
            return taken ? Optional.of(new Held(channel, file)) : Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private String heldBy(String stranger) {
        return file + " is held by " + stranger
                + ", which is not a run of rebootmgr: no run can start on this node until it" + " lets go; end it";
    }

    private String cannot(String why) {
        return "cannot lock " + file + " (" + why + "): paths.run must be a directory that the agent can write to";
    }

    /** Why {@link #take} would throw; changes nothing. */
    Optional<String> obstacle() {
        if (HELD.contains(file)) {
            return Optional.empty();
        }
        try {
            Optional<String> place = new LockFile(file).obstacle();
            if (place.isPresent()) {
                return place;
            }
            LockHolder holder = new LockHolder(file);
            return Files.exists(file) && holder.isListed()
                    ? holder.foreign(true).map(this::heldBy)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(cannot(e.toString()));
        }
    }

    /**
     * Whether a run holds it; what cannot be found out is no.
     *
     * @throws HostException while somebody else does
     */
    boolean isHeld() {
        if (HELD.contains(file)) {
            return true;
        }
        try {
            if (!Files.exists(file) || !new LockHolder(file).isListed()) {
                return false;
            }
            Optional<String> stranger = new LockHolder(file).foreign(true);
            if (stranger.isPresent()) {
                throw new HostException(heldBy(stranger.get()));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The process id of the run that holds it, as far as it can be found out; only while {@link #take} is refused. */
    Optional<Long> holder() {
        if (HELD.contains(file)) {
            return Optional.of(ProcessHandle.current().pid());
        }
        try {
            return new LockHolder(file).run();
        } catch (IOException e) {
            return Optional.empty();
        }
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
