package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** How long the way to a reboot is for a node that holds nothing yet. */
final class WayAhead {
    private WayAhead() {}

    /**
     * Settle, and the tasks as they took the last time by the logbook; in a glance, which has none, settle alone. A
     * node that serves meanwhile has neither before it.
     */
    static LeadTime of(Facts facts, Policy policy, ChangeKind change) {
        return change == ChangeKind.HOT ? LeadTime.NONE : new LeadTime(policy.settle(), lastTasks(facts, change));
    }

    /** Of a drain those before its commit; of a reboot all that come before the reboot command. */
    private static Duration lastTasks(Facts facts, ChangeKind change) {
        Set<String> before =
                change == ChangeKind.REBOOT ? Set.of("pre_boot_tasks", "drained_tasks") : Set.of("pre_boot_tasks");
        try {
            List<Entry> entries = facts.history().entries();
            for (int at = entries.size() - 1; at >= 0; at--) {
                Entry entry = entries.get(at);
                if (entry.change() != ChangeKind.HOT
                        && entry.end().isPresent()
                        && entry.end().get().code() == 0) {
                    return entry.phases().stream()
                            .filter(phase -> before.contains(phase.name()))
                            .map(Entry.Phase::took)
                            .filter(took -> !took.isNegative())
                            .reduce(Duration.ZERO, Duration::plus)
                            .truncatedTo(ChronoUnit.SECONDS);
                }
            }
            return Duration.ZERO;
        } catch (MalformedJson e) {
            // An estimate only.
            return Duration.ZERO;
        }
    }
}
