package io.rebootmgr.cycle;

import java.util.Optional;

/** What a run can do first. */
enum FirstAct {
    DISOWN,
    UNDO,
    POWER_OFF,
    ASK,
    CLAIM,
    GO_ON,
    TRY_AGAIN,
    RETURN;

    /** What a check or a dry run says that a run does first. */
    static Optional<FirstAct> announcedBy(String said) {
        if (said.startsWith("would remove a claim")) {
            return Optional.of(DISOWN);
        } else if (said.startsWith("would switch this node off")) {
            return Optional.of(POWER_OFF);
        } else if (said.startsWith("would ask the detectors")) {
            return Optional.of(ASK);
        } else if (said.startsWith("would undo") || said.startsWith("would give the slot back")) {
            return Optional.of(UNDO);
        } else if (said.startsWith("would reboot now")
                || said.startsWith("would drain and change")
                || said.startsWith("would change")) {
            return Optional.of(CLAIM);
        } else if (said.startsWith("would go on to its reboot")) {
            return Optional.of(TRY_AGAIN);
        } else if (said.startsWith("would go on")) {
            return Optional.of(GO_ON);
        } else if (said.startsWith("would try again")) {
            return Optional.of(TRY_AGAIN);
        } else if (said.startsWith("would give its hot slot back")) {
            return Optional.of(RETURN);
        } else if (said.startsWith("back") || said.startsWith("changed") || said.startsWith("would return")) {
            return Optional.of(RETURN);
        }
        return Optional.empty();
    }
}
