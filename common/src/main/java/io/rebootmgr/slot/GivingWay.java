package io.rebootmgr.slot;

import io.rebootmgr.slot.NextInLine.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where only so many failure domains may have a node out, those of a domain that is out could go one after the other
 * for ever, and who waits for it to be empty never. So once somebody has stood in line like that for an hour, those who
 * stand behind leave the next turn to it. Not where a node of the group is out for as long: then the domain does not
 * get empty, whoever waits.
 */
public final class GivingWay {
    private static final Duration LONG = Duration.ofHours(1);

    private GivingWay() {}

    /** Who goes before this node though its own domain has room; almost always nobody. */
    public static Optional<Waiter> to(
            NextInLine line, Slots counting, String node, String key, Occupied out, Instant now) {
        Instant longAgo = now.minus(LONG);
        boolean isOut = out.limits().domains() != Limits.NONE && out.domains().contains(key);
        if (!isOut || counting.claims().stream().anyMatch(claim -> claim.since().isBefore(longAgo))) {
            return Optional.empty();
        }
        return line.without(counting).before(node).stream()
                .filter(waiter -> out.isClosed(waiter.key()) && waiter.named().isBefore(longAgo))
                .findFirst();
    }
}
