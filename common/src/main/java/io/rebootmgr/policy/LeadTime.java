package io.rebootmgr.policy;

import java.time.Duration;

/**
 * What has to pass yet before a node may be sent into its reboot.
 *
 * @param settle as the policy has it, or what is left of it; not negative
 * @param tasks how long the tasks before that took the last time; zero where that is not known, or over
 */
public record LeadTime(Duration settle, Duration tasks) {
    /** The node is ready to go. */
    public static final LeadTime NONE = new LeadTime(Duration.ZERO, Duration.ZERO);

    public Duration total() {
        return settle.plus(tasks);
    }

    LeadTime withoutTasks() {
        return new LeadTime(settle, Duration.ZERO);
    }

    /** In words: {@code settle (2m 10s)}. */
    String text() {
        String its = "settle (" + Durations.format(settle) + ")";
        if (tasks.isZero()) {
            return its;
        }
        return "its tasks (" + Durations.format(tasks) + " the last time) and " + its;
    }
}
