package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How long the way to a reboot is for a node that holds nothing yet. */
final class WayAhead {
    private WayAhead() {}

    /**
     * Settle, and the tasks as they took in the last reboot of the logbook; in a glance, which has none, settle alone.
     */
    static LeadTime of(Facts facts, Policy policy) {
        return new LeadTime(policy.settle(), lastTasks(facts));
    }

    private static Duration lastTasks(Facts facts) {
        try {
            List<Entry> entries = facts.history().entries();
            for (int at = entries.size() - 1; at >= 0; at--) {
                Entry entry = entries.get(at);
                if (entry.end().isPresent() && entry.end().get().code() == 0) {
                    return entry.phases().stream()
                            .filter(phase -> phase.name().equals("pre_boot_tasks"))
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
