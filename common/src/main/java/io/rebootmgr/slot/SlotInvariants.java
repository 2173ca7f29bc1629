package io.rebootmgr.slot;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What no write of a group's slots may do, whoever asked for it and whatever the rules before it have found. It is
 * checked in production, right before each write: a mistake in any of them is an error of this node's run then, and not
 * one node too many out of service.
 */
public final class SlotInvariants {
    private SlotInvariants() {}

    /**
     * Fails where the write would break one of them.
     *
     * @param node the one whose claims the write is about
     * @param counts whether a claim counts before the write
     * @param limits that a new claim has to keep
     * @throws IllegalStateException naming what would be broken; nothing has been written then
     */
    public static void check(Slots before, Slots after, String node, Predicate<Claim> counts, Limits limits) {
        Set<List<String>> seen = new HashSet<>();
        for (Claim claim : after.claims()) {
            require(seen.add(List.of(claim.node(), claim.id())), "would hold claim " + claim.id() + " twice");
            require(
                    claim.node().equals(node) || before.claims().contains(claim),
                    "would change a claim of " + claim.node() + ", and is about " + node);
        }
        for (Claim claim : before.claims()) {
            require(
                    claim.node().equals(node)
                            || !counts.test(claim)
                            || after.claims().contains(claim),
                    "would take the slot of " + claim.node() + ", and is about " + node);
        }
        // What stands there already may begin to count, though: whoever turned it back in the list does not make a node
        // serve that is down.
        // And whoever says that it is drained takes nothing: it is out of service already.
        List<Claim> taken = after.claims().stream()
                .filter(claim -> before.of(claim.node(), claim.id()).isEmpty())
                .filter(claim -> claim.state() != ClaimState.DRAINED)
                .toList();
        Occupied was = Occupied.by(before.claims().stream().filter(counts).toList(), limits);
        Occupied is = Occupied.by(
                after.claims().stream()
                        .filter(claim -> counts.test(claim) || !before.claims().contains(claim))
                        .toList(),
                limits);
        for (Claim claim : taken) {
            String key = claim.domain().key(claim.node());
            noMore("slots", is.keys().size(), was.keys().size(), limits.slots());
            noMore("places of domain " + Domain.shown(key), is.ofDomain(key), was.ofDomain(key), limits.ofDomain());
            noMore("domains", is.domains().size(), was.domains().size(), limits.domains());
        }
    }

    private static void noMore(String what, int is, int was, int limit) {
        require(is <= Math.max(limit, was), "would take " + is + " " + what + " of " + limit);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("a write of slots " + otherwise + "; it was not made");
        }
    }
}
