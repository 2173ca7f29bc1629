package io.rebootmgr.show;

import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.gate.DomainGate;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.Occupied;
import java.util.List;
import java.util.Optional;

/**
 * Which failure domains keep a node from a slot. Its status does not tell: it would be written anew whenever a node of
 * another one goes or comes back.
 */
final class DomainHolds {
    private static final int MOST_NAMED = 5;

    private DomainHolds() {}

    /** What a node waits for, whose last run ended like that; empty where no domain is full any more, or ever was. */
    static Optional<String> holding(List<Group> groups, Counted one, Last last) {
        if (!last.gate().equals(Optional.of(DomainGate.NAME))) {
            return Optional.empty();
        }
        Optional<Group> its = one.group()
                .flatMap(name -> groups.stream()
                        .filter(group -> group.name().equals(name))
                        .findFirst());
        return its.flatMap(group -> one.node()
                .policy()
                .or(group::policy)
                .map(Policy::limits)
                .filter(Limits::hasDomains)
                .flatMap(limits -> by(group, one, limits)));
    }

    private static Optional<String> by(Group group, Counted one, Limits limits) {
        List<Claim> claims = group.holders().stream()
                .filter(ClaimInGroup::counts)
                .map(ClaimInGroup::claim)
                .toList();
        Occupied out = Occupied.by(claims, limits);
        Domain domain = one.node().status().map(NodeStatus::domain).orElse(Domain.NONE);
        String key = domain.key(one.node().name());
        if (domain.isNamed() && out.isFull(key)) {
            List<String> nodes = claims.stream()
                    .filter(claim ->
                            claim.domain().equals(domain) || claim.domain().equals(Domain.UNREADABLE))
                    .map(Claim::node)
                    .toList();
            return Optional.of("waiting for its failure domain " + domain.name() + ", of which " + out.ofDomain(key)
                    + " of " + limits.ofDomain() + (limits.ofDomain() == 1 ? " node is" : " nodes are") + " out: "
                    + named(nodes));
        }
        return out.isClosed(key)
                ? Optional.of("waiting for other failure domains: " + limits.domains()
                        + " may have a node out at a time, now " + named(out.shownDomains()) + "; it is "
                        + (domain.isNamed() ? "of " + domain.name() : "a domain of its own"))
                : Optional.empty();
    }

    private static String named(List<String> names) {
        int more = names.size() - MOST_NAMED;
        return String.join(", ", names.stream().limit(MOST_NAMED).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }
}
