package io.rebootmgr.report;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.lease.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What people have put in a node's way and may forget there: pauses, and the node's lease. */
final class HoldMetrics {
    /** A clock that is further ahead is wrong, and what it says would keep an alert from ever firing. */
    private static final Duration AHEAD_MAX = Duration.ofHours(1);

    private HoldMetrics() {}

    /** Adds them to what is told; {@code at} is now, seconds since 1970. */
    static void add(Exposition to, Self self, Facts facts, long at) {
        List<Pause> pauses = facts.pauses(Instant.ofEpochSecond(at));
        String name = "rebootmgr_paused";
        to.metric(name, "1 where the fleet, this node's group, or this node is paused.");
        Keys keys = self.keys();
        to.labelled(name, holds(pauses, keys.pause()), "scope", "fleet");
        to.labelled(name, holds(pauses, keys.groupPause(self.group())), "scope", "group", "group", self.group());
        to.labelled(name, holds(pauses, keys.nodePause(self.node())), "scope", "node");
        ends(to, pauses);
        lease(to, self, facts, at);
    }

    private static long holds(List<Pause> pauses, String key) {
        for (Pause pause : pauses) {
            if (pause.key().equals(key)) {
                return 1;
            }
        }
        return 0;
    }

    private static void ends(Exposition to, List<Pause> pauses) {
        String name = "rebootmgr_pause_ends_timestamp_seconds";
        boolean told = false;
        for (Pause pause : pauses) {
            if (pause.until().isPresent()) {
                if (!told) {
                    to.metric(name, "When a pause is over. Not there for one that has no end.");
                    told = true;
                }
                long end = pause.until().get().getEpochSecond();
                switch (pause.scope()) {
                    case FLEET -> to.labelled(name, end, "scope", "fleet");
                    case GROUP -> to.labelled(name, end, "scope", "group", "group", pause.name());
                    case NODE -> to.labelled(name, end, "scope", "node");
                }
            }
        }
    }

    private static void lease(Exposition to, Self self, Facts facts, long at) {
        View.Entry entry = facts.view().get(self.keys().lease(self.node())).orElse(null);
        LeaseState state = entry == null ? null : LeaseState.of(entry);
        to.gauge(
                "rebootmgr_leased",
                "1 where somebody has the node's lease, or something stands in its place.",
                state == null || state.isFree() ? 0 : 1);
        if (state instanceof LeaseState.Held(Lease lease)
                && !lease.since().isAfter(Instant.ofEpochSecond(at).plus(AHEAD_MAX))) {
            String name = "rebootmgr_lease_since_timestamp_seconds";
            to.metric(
                    name,
                    "Since when the node is leased, by the clock of whoever took it. Not there without a lease, or where"
                            + " that cannot be.");
            // Others write what they like there, and each new word would be a time series.
            String purpose = Purpose.of(lease.purpose()).map(Purpose::label).orElse("other");
            to.labelled(name, lease.since().getEpochSecond(), "purpose", purpose);
        }
    }
}
