package io.rebootmgr.event;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import java.util.List;
import java.util.Optional;

/**
 * What was known of the fleet when something happened: what people have to be told with it.
 *
 * @param fleet the fleet's name, where its policy says one
 * @param contact who looks after the nodes that it is about, where their policy says so
 * @param limit slots of the group that it is about; 0 where that is not known
 * @param claims those that count in that group
 * @param failures of this node in a row
 * @param maxFailures with how many it gives up; 0 where that is not known
 */
public record Surroundings(
        Optional<String> fleet,
        Optional<String> contact,
        int limit,
        List<Claim> claims,
        int failures,
        int maxFailures) {
    /** Nothing is known. */
    public static final Surroundings UNKNOWN = new Surroundings(Optional.empty(), Optional.empty(), 0, List.of(), 0, 0);

    public Surroundings {
        claims = List.copyOf(claims);
    }

    /** Nothing but the fleet's name is known. */
    public static Surroundings ofFleet(Optional<String> fleet) {
        return of(fleet, Optional.empty());
    }

    /** Nothing but the fleet's name, and who looks after its nodes, is known. */
    public static Surroundings of(Optional<String> fleet, Optional<String> contact) {
        return new Surroundings(fleet, contact, 0, List.of(), 0, 0);
    }

    /** The same, for whoever looks after the groups that it is about. */
    public Surroundings to(Optional<String> whom) {
        return new Surroundings(fleet, whom, limit, claims, failures, maxFailures);
    }

    /** What these facts say of this node's group; what is unreadable of it is not known. */
    public static Surroundings of(Facts facts) {
        if (!(facts.policy() instanceof PolicyState.Known(Policy policy))) {
            return UNKNOWN;
        }
        Self self = facts.self();
        try {
            List<Claim> claims = facts.slots(self.group())
                    .counting(facts.view(), self.keys(), self.group())
                    .claims();
            int failures = facts.status().map(NodeStatus::failures).orElse(0);
            return new Surroundings(
                    policy.fleetName(), policy.contact(), policy.limit(), claims, failures, policy.maxFailures());
        } catch (MalformedJson e) {
            return of(policy.fleetName(), policy.contact());
        }
    }

    /** The claim of a node, if it has one in this group. */
    Optional<Claim> claimOf(String node) {
        return claims.stream().filter(claim -> claim.node().equals(node)).findFirst();
    }

    /**
     * What is held up while this node has a slot; empty where that is not known. It counts whether or not its claim was
     * seen: it may be a moment old.
     */
    String heldUpBy(String node, String group) {
        long taken =
                1 + claims.stream().filter(claim -> !claim.node().equals(node)).count();
        return limit == 0
                ? ""
                : taken >= limit
                        ? "nobody else in " + group + " reboots"
                        : taken + " of " + limit + " slots of " + group + (taken == 1 ? " is taken" : " are taken");
    }
}
