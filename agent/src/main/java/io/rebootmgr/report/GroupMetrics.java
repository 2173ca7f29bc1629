package io.rebootmgr.report;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Slots;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The slots of a node's group and the claims on them. Each node tells of the whole group, for one that is stuck tells
 * nothing; without the others' names, which would be a time series for each pair of nodes.
 */
final class GroupMetrics {
    private static final ClaimState[] STATES = ClaimState.values();

    private GroupMetrics() {}

    /** Adds them to what is told. */
    static void add(Exposition to, Self self, Facts facts) {
        Slots slots;
        try {
            slots = facts.slots(self.group()).counting(facts.view(), self.keys(), self.group());
        } catch (MalformedJson e) {
            return;
        }
        OptionalInt limit = Limit.in(facts);
        if (limit.isPresent()) {
            String name = "rebootmgr_group_slots";
            to.metric(name, "How many nodes of the group may be out of service at once.");
            to.labelled(name, limit.getAsInt(), "group", self.group());
        }
        String claims = "rebootmgr_group_claims";
        to.metric(claims, "How many slots of the group are claimed, by the state of the claim.");
        for (ClaimState state : STATES) {
            if (state == ClaimState.UNKNOWN && count(slots, state) == 0) {
                continue;
            }
            to.labelled(claims, count(slots, state), "group", self.group(), "state", state.label());
        }
        if (!slots.claims().isEmpty()) {
            ages(to, self, slots);
        }
        own(to, self, slots);
    }

    private static void ages(Exposition to, Self self, Slots slots) {
        String name = "rebootmgr_group_oldest_claim_timestamp_seconds";
        to.metric(name, "Since when the group's oldest claim of a state is in it. Not there without one.");
        for (ClaimState state : STATES) {
            oldest(slots, state)
                    .ifPresent(since -> to.labelled(name, since, "group", self.group(), "state", state.label()));
        }
    }

    private static long count(Slots slots, ClaimState state) {
        long count = 0;
        for (Claim claim : slots.claims()) {
            count += claim.state() == state ? 1 : 0;
        }
        return count;
    }

    /** Of one that only a lock tells it may not be known. */
    private static OptionalLong oldest(Slots slots, ClaimState state) {
        return slots.claims().stream()
                .filter(claim -> claim.state() == state && claim.since().isAfter(Instant.EPOCH))
                .mapToLong(claim -> claim.since().getEpochSecond())
                .min();
    }

    private static void own(Exposition to, Self self, Slots slots) {
        for (Claim claim : slots.claims()) {
            if (claim.node().equals(self.node())) {
                String name = "rebootmgr_claim_since_timestamp_seconds";
                to.metric(name, "Since when this node's own claim is in its state. Not there without a claim.");
                to.labelled(
                        name,
                        claim.since().getEpochSecond(),
                        "group",
                        self.group(),
                        "state",
                        claim.state().label());
                return;
            }
        }
    }
}
