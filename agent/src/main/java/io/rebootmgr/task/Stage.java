package io.rebootmgr.task;

/** When a task runs. */
public enum Stage {
    PRE_BOOT("pre_boot"),
    POST_BOOT("post_boot"),
    ABORT("abort");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** As tasks ({@code REBOOTMGR_STAGE}), logs and people see it. */
    public String label() {
        return label;
    }

    /** The name of its directory below the tasks path. */
    public String directory() {
        return label + "_tasks";
    }
}
