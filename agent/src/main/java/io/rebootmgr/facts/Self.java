package io.rebootmgr.facts;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.slot.Domain;
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

    /** The same node, in the group in which it took a claim: its settings may name another one since. */
    public Self in(String claimed) {
        return claimed.equals(group) ? this : new Self(node, claimed, keys, grace, zone, version, domain);
    }
}
