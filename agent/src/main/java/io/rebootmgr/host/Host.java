package io.rebootmgr.host;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The node that this agent runs on. What cannot be read or written is a {@link HostException} that names the file and
 * the way out.
 */
public interface Host {

    /** The lock that lets one run at a time work on this node, or empty when another run holds it. Never waits. */
    Optional<Lock> lock();

    /**
     * Why {@link #lock} would fail now, as far as that can be told without taking or making anything: its directory or
     * its file would be refused, or somebody who is no run holds it. Empty when nothing is known.
     */
    default Optional<String> lockObstacle() {
        return Optional.empty();
    }

    /** Whether a run holds the lock now; asking takes and creates nothing. */
    default boolean isLocked() {
        return false;
    }

    /** The process id of the run that holds the lock, also before it {@link #doing said} anything; empty if unknown. */
    default Optional<Long> lockHolder() {
        return Optional.empty();
    }

    /** Says what this run is doing now, for one that comes second; only while it holds the lock. */
    default void doing(String what) {}

    /** Takes that back: the run is over. */
    default void doingNothing() {}

    /** What the run at work says that it is doing; empty when it said nothing yet, or there is none. */
    default Optional<Doing> whatIsDone() {
        return Optional.empty();
    }

    /** The kernel's id of this boot. */
    String bootId();

    /**
     * Which start of user space this is: another text after {@code systemctl soft-reboot}, which keeps the boot id.
     * First the number of soft reboots since the boot, then a slash, then an id that is new after each; either may be
     * missing, and where nothing tells it is empty. Asks the system, so not for an idle run.
     */
    default String userspace() {
        return "";
    }

    /** Time since this boot; its own clock, which no change of the wall clock moves. */
    Duration uptime();

    /** The release of the running kernel. */
    String kernel();

    /**
     * What programs hold against a shutdown now; asks the system, so not for an idle run.
     *
     * @throws HostException when it cannot be told
     */
    default List<ShutdownLock> shutdownLocks() {
        return List.of();
    }

    /** The trigger files that exist, in the order of the settings. */
    List<TriggerFile> triggerFiles();

    /**
     * A text that changes when a detector of this node comes, goes or changes; empty where there are none. Only looked
     * at, never read: cheap enough for an idle run.
     */
    default Optional<String> detectors() {
        return Optional.empty();
    }

    /**
     * A text that is another one after a soft reboot, and at other times may be; empty where nothing tells. Cheap
     * enough for an idle run, unlike {@link #userspace}.
     */
    default String userspaceSign() {
        return "";
    }

    /** What was last saved with {@link #saveDetected}; empty for what cannot be read. */
    default Optional<byte[]> loadDetected() {
        return Optional.empty();
    }

    /** Keeps what detectors said; what a crash of the node leaves of it may be garbage. */
    default void saveDetected(byte[] detected) {}

    /** What was last saved with {@link #saveClaim}, if it was not deleted since. */
    Optional<byte[]> loadClaim();

    /** Keeps it through a crash of the process or the node: when this returns it is on the disk, whole. */
    void saveClaim(byte[] claim);

    /** Forgets it; none is fine. */
    void deleteClaim();

    /**
     * Keeps a claim that cannot be read out of the way of the next one, and returns where it stands for people to look
     * at.
     */
    default String setClaimAside() {
        deleteClaim();
        return "nowhere";
    }

    /**
     * Why {@link #saveClaim} would fail now; empty when nothing is known. It writes as much to the same place, and
     * leaves nothing of it there.
     */
    default Optional<String> claimObstacle() {
        return Optional.empty();
    }

    /** What this boot last noted of its place in line; empty where that is nothing, or cannot be read. */
    default Optional<byte[]> lineNote() {
        return Optional.empty();
    }

    /** Notes it, for no longer than this boot; not at all where there is no room. */
    default void noteLine(byte[] note) {}

    /** Forgets it; none is fine. */
    default void forgetLine() {}

    /** What this boot last noted of the steps that it has done in a rollout; empty where that cannot be read. */
    default Optional<byte[]> stepsNote() {
        return Optional.empty();
    }

    /** Notes it, for no longer than this boot; not at all where there is no room. */
    default void noteSteps(byte[] note) {}

    /** Forgets it. */
    default void forgetSteps() {}

    /** Why root does not obey what stands here: the reboot command, or what a run left; empty when nothing is known. */
    default Optional<String> foreignHand() {
        return Optional.empty();
    }

    /** Whether there is a command that switches this node off. */
    default boolean canPowerOff() {
        return false;
    }

    /** Runs it, as {@link #reboot} runs its own. */
    default Rebooted powerOff() {
        return new Rebooted.NotStarted("there is no such command");
    }

    /** Whether a run of this boot has noted this lease; in doubt one has. */
    default boolean knowsLease(String lease) {
        return true;
    }

    /** Notes it; false where that could not be kept, so that the next run would be the first again. */
    default boolean noteLease(String lease) {
        return false;
    }

    /** Runs the reboot command and waits until it has ended (at most a minute); the node goes down a little later. */
    Rebooted reboot();

    /** Held until closed, or until the process ends however it ends. */
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A run at work.
     *
     * @param since when it began with {@code what}, by the wall clock: it is only shown
     */
    record Doing(long pid, Instant since, String what) {}

    /**
     * A file that asks for a reboot. The same {@code inode} and {@code modified} mean that nobody asked again.
     *
     * @param modified nanoseconds since 1970
     * @param reason its first line, printable, at most 200 characters; may be empty
     */
    record TriggerFile(String path, long inode, long modified, String reason) {}

    /** An inhibitor lock: who holds it, and why, in its holder's words. */
    record ShutdownLock(String who, String why) {}

    /** What became of the reboot command. */
    sealed interface Rebooted {
        /** The node is going down. */
        record Issued() implements Rebooted {}

        /**
         * The command was started and says that it failed. That proves nothing: systemd's "Connection timed out" comes
         * from machines that go down all the same.
         */
        record Failed(String cause) implements Rebooted {}

        /** There is no such program, or it cannot be executed: this node stays up. */
        record NotStarted(String cause) implements Rebooted {}
    }
}
