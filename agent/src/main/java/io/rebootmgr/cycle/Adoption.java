package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node that lost its claim file and finds its claim in Consul: the file written anew, as far as can be known. */
final class Adoption {
    private Adoption() {}

    static LocalClaim of(Ports ports, Facts facts, Claim claim, String group) {
        LocalClaim.Step step = switch (claim.state()) {
            case PREPARING -> LocalClaim.Step.PREPARING;
            case REBOOTING -> LocalClaim.Step.REBOOTING;
            case RETURNING -> LocalClaim.Step.RETURNING;
        };
        List<Trigger> asked = facts.triggers().stream()
                .filter(trigger -> olderThanCommit(ports, facts, trigger))
                .toList();
        Entry entry = Entry.begun(
                claim.id(),
                claim.node(),
                group,
                claim.reason(),
                asked.stream().map(Trigger::name).toList(),
                claim.since());
        // Whether tasks had begun is not known, and undoing nothing does no harm.
        return new LocalClaim(
                        claim.id(),
                        group,
                        step,
                        claim.bootId(),
                        claim.session(),
                        claim.reason(),
                        true,
                        asked,
                        Duration.ZERO,
                        false,
                        entry)
                .awaiting(claim.awaited());
    }

    /** A key by the index of the status that the commit wrote with it, a file by the time of this boot. */
    private static boolean olderThanCommit(Ports ports, Facts facts, Trigger trigger) {
        return switch (trigger.kind()) {
            case KEY -> {
                try {
                    Optional<NodeStatus> status = facts.status();
                    String key = facts.self().keys().status(facts.self().node());
                    yield status.isPresent()
                            && status.get().state() == State.REBOOTING
                            && Long.parseLong(trigger.mark()) < facts.view().index(key);
                } catch (MalformedJson e) {
                    yield false;
                }
            }
            case FILE -> {
                Instant booted = ports.clock().now().minus(ports.host().uptime());
                yield trigger.since().orElseThrow().isBefore(booted);
            }
        };
    }
}
