package io.rebootmgr.facts;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Limits;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * Who this node is.
 *
 * @param grace how long after the reboot command the node may still be up
 * @param zone the node's own time zone, for policies that name none; asked for by those alone: the first question costs
 *     a fifth of an idle run
 * @param version the agent's
 * @param domain what it fails together with
 */
public record Self(
        String node, String group, Keys keys, Duration grace, Supplier<ZoneId> zone, String version, Domain domain) {

    /** One that is a failure domain of its own. */
    public Self(String node, String group, Keys keys, Duration grace, Supplier<ZoneId> zone, String version) {
        this(node, group, keys, grace, zone, version, Domain.NONE);
    }

    /** The same node about to be changed like that: of its group's keys those of the list that its claim stands in. */
    public Self making(ChangeKind change) {
        return of(change == ChangeKind.HOT ? ClaimList.HOT : ClaimList.SLOTS);
    }

    /** The same node, and of its group's keys those of this list of claims. */
    public Self of(ClaimList list) {
        return list == keys.list() ? this : new Self(node, group, keys.of(list), grace, zone, version, domain);
    }

    /** What its claims have to keep of a policy's limits. */
    public Limits limits(Policy policy) {
        return keys.list() == ClaimList.HOT ? policy.hotLimits() : policy.limits();
    }

    /** The same node, in the group in which it took a claim: its settings may name another one since. */
    public Self in(String claimed) {
        return claimed.equals(group) ? this : new Self(node, claimed, keys, grace, zone, version, domain);
    }
}
