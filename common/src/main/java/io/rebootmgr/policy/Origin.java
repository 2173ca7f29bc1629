package io.rebootmgr.policy;

/** Where a field's value came from: the {@linkplain Layer#name() name of a layer}, or {@code default}. */
public record Origin(String name) {
    public static final Origin DEFAULT = new Origin("default");
}
