package io.rebootmgr.verdict;

import java.util.Optional;

/**
 * The exit codes of every command. Below 100 a later run may succeed by itself, from 100 on somebody has to act. 0 to 6
 * and 101 to 104 are those of the Python rebootmgr, so that its users' units and alerts keep working.
 */
public enum ExitCode {
    DONE(0, "done, or nothing to do"),
    BUG(1, "a bug; stack trace in the log"),
    HEALTH(2, "health checks hold"),
    MEMBERS(3, "a cluster member is failed, or the Consul quorum has no spare server"),
    NO_SLOT(4, "no slot free"),
    CLAIM_LOST(5, "the claim, its session or Consul was lost after claiming"),
    WINDOW(6, "outside the maintenance window, or a holiday or freeze"),
    CONSUL(8, "Consul unreachable, refused or without leader"),
    HELD(9, "paused, not up for long enough, a lock against a shutdown, a gate program, or another run is at work"),
    TASK_LATER(10, "a task asked to be tried again later (its exit 75)"),
    DETECTOR(11, "a detector could not say what this node needs"),
    LEASED(12, "the node is leased by somebody else"),
    ROLLOUT(13, "the node waits for its turn in a rollout"),
    FOUND(14, "a report found something that lags behind"),
    USAGE(64, "wrong usage, no such name or claim, or a question not answered with yes"),
    TASK_FAILED(100, "a task failed"),
    DISABLED(101, "this node is disabled, or left alone by a list"),
    STOPPED(102, "a stop flag is set"),
    NOT_REBOOTED(103, "the reboot did not happen: same boot id after the grace period"),
    NOT_INITIALISED(104, "no policy in Consul, or a task directory is missing"),
    INVALID(105, "settings, policy, slots or permissions that cannot be used"),
    GIVEN_UP(106, "given up after max_failures, or parked"),
    REBOOT_FAILED(107, "the reboot command failed"),
    HUNG_UP(129, "ended by SIGHUP: its terminal was closed"),
    INTERRUPTED(130, "ended by SIGINT, as Ctrl-C sends it"),
    TERMINATED(143, "ended by SIGTERM");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** What the process exits with. */
    public int number() {
        return number;
    }

    /** The code of a number in a logbook or status; none where a newer agent wrote one that is not known here. */
    public static Optional<ExitCode> of(int number) {
        for (ExitCode code : values()) {
            if (code.number == number) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /** What such a number means. */
    public static String meaningOf(int number) {
        return of(number).map(ExitCode::meaning).orElse("unknown exit code");
    }

    /** Whether a run that ended with it has failed, and counts against {@code max_failures}. */
    public boolean isFailure() {
        return this == TASK_FAILED || this == NOT_REBOOTED || this == REBOOT_FAILED;
    }

    /** Whether a signal ended it, whichever. */
    public boolean isOfSignal() {
        return this == HUNG_UP || this == INTERRUPTED || this == TERMINATED;
    }

    /** The code in a few words, for help and the logbook. */
    public String meaning() {
        return meaning;
    }
}
