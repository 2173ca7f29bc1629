package io.rebootmgr.cli;

import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.slot.Typed;
import java.util.Optional;

/** What somebody may have meant who named a node and a claim that do not belong together. */
final class WhoseClaim {
    private WhoseClaim() {}

    /** Goes after the words that no such claim of the node stands there; empty where nothing comes near. */
    static String meant(FleetClaims standing, String node, String claim) {
        Optional<String> holder = standing.all().stream()
                .filter(held -> Typed.id(held.claim().id()).equals(claim))
                .map(held -> ", that is " + Typed.node(held.claim().node()) + "'s")
                .findFirst();
        if (holder.isPresent() || !standing.ofNode(node).isEmpty()) {
            return holder.orElse("");
        }
        return MeantName.of(
                        node,
                        standing.all().stream()
                                .map(ClaimInGroup::claim)
                                .map(its -> its.node())
                                .toList())
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }
}
