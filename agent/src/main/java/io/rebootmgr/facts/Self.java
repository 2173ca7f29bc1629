package io.rebootmgr.facts;

import io.rebootmgr.consul.Keys;
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
 */
public record Self(String node, String group, Keys keys, Duration grace, Supplier<ZoneId> zone, String version) {

    /** The same node, in the group in which it took a claim: its settings may name another one since. */
    public Self in(String claimed) {
        return claimed.equals(group) ? this : new Self(node, claimed, keys, grace, zone, version);
    }
}
