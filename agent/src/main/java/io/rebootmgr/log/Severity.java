package io.rebootmgr.log;

import io.rebootmgr.verdict.ExitCode;

/** How much an event matters, in the words and numbers of syslog. */
public enum Severity {
    ERROR(3, "error"),
    WARNING(4, "warning"),
    NOTICE(5, "notice"),
    INFO(6, "info"),
    DEBUG(7, "debug");

    private final int priority;
    private final String label;

    Severity(int priority, String label) {
        this.priority = priority;
        this.label = label;
    }

    /** As journald understands it at the beginning of a line: {@code <3>} is an error. */
    public int priority() {
        return priority;
    }

    public String label() {
        return label;
    }

    /** How a command ended: an error is what somebody has to act on, and being held is none. */
    public static Severity of(ExitCode code) {
        // No switch: its table would be one more class for every idle run to load.
        if (code == ExitCode.DONE) {
            return INFO;
        }
        if (code == ExitCode.CONSUL || code == ExitCode.CLAIM_LOST) {
            return WARNING;
        }
        boolean passing = code.number() < ExitCode.TASK_FAILED.number() && code != ExitCode.BUG;
        return (passing && code != ExitCode.USAGE) || code.isOfSignal() ? NOTICE : ERROR;
    }
}
