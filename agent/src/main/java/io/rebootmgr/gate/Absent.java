package io.rebootmgr.gate;

import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Members that are failed in Consul, for people: which of them are away for a reboot, and what to do if one stays away.
 */
final class Absent {
    private static final int MOST_WITH_CLAIM = 3;

    private Absent() {}

    /** Says the same as long as they are away, so that a status need not be written anew. */
    static String text(List<String> failed, GateInput input) {
        FleetClaims claims = FleetClaims.of(input.facts().view(), input.self().keys());
        List<String> told = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Optional<Claim> first = Optional.empty();
        for (String name : failed) {
            Optional<Claim> claim = claims.ofNode(name).stream()
                    .filter(ClaimInGroup::counts)
                    .map(ClaimInGroup::claim)
                    .findFirst();
            if (claim.isPresent() && told.size() < MOST_WITH_CLAIM) {
                told.add(name + ", " + claim.get().text() + " since "
                        + Moments.alone(claim.get().since(), input.self().zone().get())
                        + " under claim "
                        + Typed.id(claim.get().id()));
                first = first.or(() -> claim);
            } else {
                others.add(name);
            }
        }
        if (!others.isEmpty()) {
            told.add(Names.text(others));
        }
        return "failed in Consul: " + String.join("; ", told) + "; " + wayOut(failed.getFirst(), first);
    }

    private static String wayOut(String name, Optional<Claim> claim) {
        String release = claim.map(held -> Suggestion.of("rebootmgr release")
                                .argument(Typed.node(held.node()))
                                .option("--claim", Typed.id(held.id()))
                                .asIs("--reason WHY")
                                .typed()
                        + ", then ")
                .orElse("");
        String leave = Suggestion.of("consul force-leave")
                .argument(claim.map(Claim::node).orElse(name))
                .typed();
        return "if it is gone for good: " + release + leave + " (docs/operations.md, A node that never came back)";
    }
}
