package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.slot.Limits;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policy in effect for one node, every value within the bounds of its field in {@link PolicyFields}. */
public final class Policy {
    /** What holds where no layer says anything. */
    public static final Policy DEFAULTS = new Policy(Map.of());

    private final Map<PolicyField<?>, Object> values;
    /** 0 before it was asked for: a plan asks for it of each of thousands of nodes. */
    private int hash;

    /**
     * The defaults, and over them what was said.
     *
     * @param said each of the type of its field
     */
    Policy(Map<PolicyField<?>, Object> said) {
        values = Map.copyOf(said);
    }

    @SuppressWarnings("unchecked")
    <T> T get(PolicyField<T> field) {
        // Only what this field has read was put there.
        return (T) values.getOrDefault(field, field.fallback());
    }

    /** The same with limits of no more than this many nodes, 1 or more. */
    public Policy atMost(int nodes) {
        Map<PolicyField<?>, Object> lower = new HashMap<>(values);
        lower.put(PolicyFields.LIMIT, Math.min(limit(), nodes));
        lower.put(PolicyFields.HOT_LIMIT, Math.min(get(PolicyFields.HOT_LIMIT), nodes));
        return new Policy(lower);
    }

    /** Whether this node may reboot at all. */
    public boolean enabled() {
        return get(PolicyFields.ENABLED);
    }

    /** Why it may not, in an operator's words. */
    public Optional<String> disabledReason() {
        return get(PolicyFields.DISABLED_REASON);
    }

    /** Where anything is in it, nodes in neither this nor {@link #canaries} are left alone. */
    public NodeList allow() {
        return get(PolicyFields.ALLOW);
    }

    /** The nodes that are left alone; none of them is in {@link #allow} or {@link #canaries}. */
    public NodeList deny() {
        return get(PolicyFields.DENY);
    }

    /** Why a node of this group is left alone by the lists, in words; empty where it is not. */
    public Optional<String> leavesAlone(String node, String group) {
        if (deny().contains(node, group)) {
            return Optional.of("left alone: in deny of the policy");
        }
        boolean goes =
                allow().isEmpty() || allow().contains(node, group) || canaries().contains(node, group);
        return goes ? Optional.empty() : Optional.of("left alone: neither in allow nor in canaries of the policy");
    }

    /** Nodes that go whatever {@link #allow} says. */
    public NodeList canaries() {
        return get(PolicyFields.CANARIES);
    }

    /** How many nodes of the group may be out of service at once, 1 or more. */
    public int limit() {
        return get(PolicyFields.LIMIT);
    }

    /** How many nodes of the group may be changed at once while they serve; neither domains nor a cooldown count. */
    public Limits hotLimits() {
        return new Limits(get(PolicyFields.HOT_LIMIT));
    }

    /** Whether changes of nodes in service heed no maintenance window. */
    public boolean hotAnytime() {
        return get(PolicyFields.HOT_ANYTIME);
    }

    /** How many nodes of the group may be out at once, of which failure domains, and how soon after one another. */
    public Limits limits() {
        return new Limits(
                limit(),
                get(PolicyFields.DOMAIN_LIMIT).orElse(Limits.NONE),
                get(PolicyFields.DOMAINS_AT_A_TIME).orElse(Limits.NONE),
                get(PolicyFields.COOLDOWN));
    }

    /** After how long in line the impact of a node counts as none, 0 or longer. */
    public Duration maxWait() {
        return get(PolicyFields.MAX_WAIT);
    }

    /** How long to wait after the tasks until every health check has run again, 0 or longer. */
    public Duration settle() {
        return get(PolicyFields.SETTLE);
    }

    /** How long one task may run, 1 s or longer. */
    public Duration taskTimeout() {
        return get(PolicyFields.TASK_TIMEOUT);
    }

    /** How long one gate program may run, 1 s to 1 h. */
    public Duration gateTimeout() {
        return get(PolicyFields.GATE_TIMEOUT);
    }

    /** How long what detectors said counts, 1 s or longer. */
    public Duration detectInterval() {
        return get(PolicyFields.DETECT_INTERVAL);
    }

    /** How long one detector may run, 1 s to 24 h. */
    public Duration detectTimeout() {
        return get(PolicyFields.DETECT_TIMEOUT);
    }

    /** How long a run waits for health after the boot, 0 or longer. */
    public Duration postHealthTimeout() {
        return get(PolicyFields.POST_HEALTH_TIMEOUT);
    }

    /** TTL of the session held while preparing, 10 s to 24 h. */
    public Duration sessionTtl() {
        return get(PolicyFields.SESSION_TTL);
    }

    /** How long a node must have been up, 0 or longer. */
    public Duration minUptime() {
        return get(PolicyFields.MIN_UPTIME);
    }

    /** After how many failures in a row a node gives up, 1 or more. */
    public int maxFailures() {
        return get(PolicyFields.MAX_FAILURES);
    }

    /** After how many reboots for one reason within {@link #maxRebootsPer} the next one is held, 1 to 1000. */
    public int maxReboots() {
        return get(PolicyFields.MAX_REBOOTS);
    }

    /** The time in which they count, 1 m or longer. */
    public Duration maxRebootsPer() {
        return get(PolicyFields.MAX_REBOOTS_PER);
    }

    /** Names of the nodes whose failures are passed over, sorted. */
    public Set<String> ignoreFailedChecks() {
        return get(PolicyFields.IGNORE_FAILED_CHECKS);
    }

    /** How long a node of the group may be rebooting before somebody is told, 1 m or longer. */
    public Duration stuckAfter() {
        return get(PolicyFields.STUCK_AFTER);
    }

    /** What messages call the fleet, at most 40 characters; said by the fleet's own policy only. */
    public Optional<String> fleetName() {
        return get(PolicyFields.FLEET_NAME);
    }

    /** How rollouts of the group go where whoever starts one does not say. */
    public Optional<RolloutDefaults> rollout() {
        return get(PolicyFields.ROLLOUT);
    }

    /** Which published versions the group rolls out by itself. */
    public Follow follow() {
        return get(PolicyFields.FOLLOW);
    }

    /** Whether nothing automatic begins outside a rollout. */
    public boolean requireRollout() {
        return get(PolicyFields.REQUIRE_ROLLOUT);
    }

    /** Who looks after these nodes, in words or as an address. */
    public Optional<String> contact() {
        return get(PolicyFields.CONTACT);
    }

    /** After how long without a rollout the group counts as unmaintained, 1 d or longer. */
    public Duration unmaintainedAfter() {
        return get(PolicyFields.UNMAINTAINED_AFTER);
    }

    /** Whose days and dates count; the node's own where absent. */
    public Optional<ZoneId> zone() {
        return get(PolicyFields.TIMEZONE);
    }

    /** When a reboot may start; none means always. */
    public List<Window> windows() {
        return get(PolicyFields.WINDOWS);
    }

    /** Whose public holidays hold reboots back. */
    public Optional<Holidays> holidays() {
        return get(PolicyFields.HOLIDAYS);
    }

    /** Dates that hold reboots back. */
    public List<Freeze> freezes() {
        return get(PolicyFields.FREEZES);
    }

    /** As {@link PolicyLayers} reads it: every field in order, except those that are not set and have no default. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        for (PolicyField<?> field : PolicyFields.all()) {
            field.in(this).ifPresent(value -> json.set(field.name(), value));
        }
        return json;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Policy that && saysTheSameAs(that));
    }

    private boolean saysTheSameAs(Policy that) {
        return PolicyFields.all().stream().allMatch(field -> get(field).equals(that.get(field)));
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = json().hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return Json.line(json());
    }
}
