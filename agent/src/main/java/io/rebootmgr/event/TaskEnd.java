package io.rebootmgr.event;

import java.time.Duration;

/**
 * The task that ended a run.
 *
 * @param stage its label: {@code pre_boot}, {@code post_boot} or {@code abort}
 * @param name its file's
 * @param took how long it ran
 * @param lastError the last line of its standard error, fit to be told to anybody; may be empty
 */
public record TaskEnd(String stage, String name, Duration took, String lastError) {}
