package io.rebootmgr.fleet;

import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Freed;
import io.rebootmgr.slot.WaitingLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A group and its slots.
 *
 * @param policy what holds for its nodes that have none of their own; empty where there is none that can be read
 * @param holders in the order of their claims
 * @param hot who is changed in service, in the order of their claims
 * @param freed when the last node that was out gave its slot back
 * @param line its nodes that wait for a slot
 * @param hotLine its nodes that wait to be changed in service
 */
public record Group(
        String name,
        Optional<Policy> policy,
        List<ClaimInGroup> holders,
        List<ClaimInGroup> hot,
        Freed freed,
        WaitingLine line,
        WaitingLine hotLine) {

    public Group {
        holders = List.copyOf(holders);
        hot = List.copyOf(hot);
    }

    /** Its nodes that may be out of service at once; empty where no policy that can be read says so. */
    public OptionalInt limit() {
        return policy.map(known -> OptionalInt.of(known.limit())).orElse(OptionalInt.empty());
    }

    /** How many slots are taken. */
    public long taken() {
        return holders.stream().filter(ClaimInGroup::counts).count();
    }

    /** Until when no slot is taken though one is free; empty where none is, or one may be taken. */
    public Optional<Instant> cooldown(Instant now) {
        return policy.filter(known -> taken() < known.limit())
                .flatMap(known -> freed.holdsUntil(known.limits().cooldown(), now));
    }
}
