package io.rebootmgr.report;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.MaintenanceCalendar;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Position;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node that wants a reboot waits for: its turn in the line for a slot, and the next maintenance window. An idle
 * node waits for nothing, so that it need not read its policy or know its time zone.
 */
final class WaitMetrics {
    private WaitMetrics() {}

    /**
     * Adds them to what is told.
     *
     * @param wanted whether a reboot is asked for
     * @param at now, seconds since 1970
     */
    static void add(Exposition to, Facts facts, boolean wanted, long at) {
        var waiting = facts.view()
                .get(facts.self()
                        .keys()
                        .waiting(facts.self().group(), facts.self().node()));
        if (waiting.isPresent()) {
            line(to, facts, waiting.get().value(), at);
        }
        if (wanted && facts.policy() instanceof PolicyState.Known known) {
            window(to, facts.self(), known.policy(), Instant.ofEpochSecond(at));
        }
    }

    private static void line(Exposition to, Facts facts, byte[] waiting, long at) {
        String group = facts.self().group();
        try {
            long since = Fields.parse(waiting).instant("since").getEpochSecond();
            String name = "rebootmgr_line_since_timestamp_seconds";
            to.metric(name, "Since when this node waits in line for a slot of its group. Not there when it does not.");
            to.labelled(name, since, "group", group);
        } catch (MalformedJson e) {
            // Its place is told all the same.
        }
        try {
            // The place is the same whatever the limit. Behind the next ones only the whole line would tell it, and no
            // node reads that.
            Position position = facts.position(Policy.DEFAULTS.limits(), Instant.ofEpochSecond(at));
            if (position.named()) {
                String name = "rebootmgr_line_place";
                to.metric(name, "This node's place in the line, 1 goes first. Not there behind those named as next.");
                to.labelled(name, position.before().size() + 1L, "group", group);
            }
        } catch (MalformedJson e) {
            // Nobody goes before the slots can be read, and the exit code says that they cannot.
        }
    }

    private static void window(Exposition to, Self self, Policy policy, Instant now) {
        boolean always = policy.windows().isEmpty()
                && policy.freezes().isEmpty()
                && policy.holidays().isEmpty();
        if (always) {
            return;
        }
        Optional<MaintenanceCalendar.Opening> opening =
                MaintenanceCalendar.opening(policy, now, self.zone().get());
        if (opening.isEmpty()) {
            return;
        }
        if (opening.get().from().isAfter(now)) {
            to.gauge(
                    "rebootmgr_window_opens_timestamp_seconds",
                    "When reboots may start next. Not there while they may, or no reboot is wanted, or none opens.",
                    opening.get().from().getEpochSecond());
        } else if (opening.get().to().isPresent()) {
            to.gauge(
                    "rebootmgr_window_closes_timestamp_seconds",
                    "Until when reboots may start. Not there while they may not, or no reboot is wanted, or none ends it.",
                    opening.get().to().get().getEpochSecond());
        }
    }
}
