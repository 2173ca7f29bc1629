package io.rebootmgr.task;

import java.util.List;

/** When an operator's script runs. */
public enum Stage {
    /** The change of a node that serves all the while. */
    HOT("hot", "hot_tasks", "hot task"),
    PRE_BOOT("pre_boot", "pre_boot_tasks", "pre_boot task"),
    /** The change of a node that is drained; before its reboot, where it reboots. */
    DRAINED("drained", "drained_tasks", "drained task"),
    POST_BOOT("post_boot", "post_boot_tasks", "post_boot task"),
    ABORT("abort", "abort_tasks", "abort task"),
    /** What one node of a group does at the end of a rollout, for all of them. */
    FINALIZE("finalize", "finalize_tasks", "finalize task"),
    /** No task: it only says whether the node may go, see {@code io.rebootmgr.gate.Programs}. */
    GATE("gate", "gates.d", "gate program"),
    /** No task, and no directory but one file: it says what it would cost to take the node now. */
    IMPACT("impact", "impact", "impact program"),
    /** No task: it says what the node needs, see {@code io.rebootmgr.detect}. */
    DETECT("detect", "detectors.d", "detector");

    /** Those of a reboot, in their order. */
    public static final List<Stage> OF_REBOOT = List.of(PRE_BOOT, DRAINED, POST_BOOT, ABORT);

    /** Those that do something, in the order of a reboot; a hot change is all that runs hot tasks. */
    public static final List<Stage> OF_TASKS = List.of(HOT, PRE_BOOT, DRAINED, POST_BOOT, ABORT, FINALIZE);

    private final String label;
    private final String directory;
    private final String what;

    Stage(String label, String directory, String what) {
        this.label = label;
        this.directory = directory;
        this.what = what;
    }

    /** Whether a node without its directory is complete: it only has none of these tasks. */
    public boolean isOptional() {
        return this != PRE_BOOT && this != POST_BOOT;
    }

    /** As tasks ({@code REBOOTMGR_STAGE}), logs and people see it. */
    public String label() {
        return label;
    }

    /** The name of its directory below the tasks path, or of the one program that it has. */
    public String directory() {
        return directory;
    }

    /** What one of its scripts is called. */
    public String what() {
        return what;
    }
}
