package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Instances of one service and what is known of their nodes, seen from the node {@code me}. */
final class Fleet {
    private final List<Instance> instances = new ArrayList<>();
    private final Map<String, List<String>> claimed = new HashMap<>();
    private final Set<String> ignored = new HashSet<>();

    static Check check(String id, String status) {
        return new Check(id, "Check of " + id, status, "");
    }

    static Check failing(String id, String output) {
        return new Check(id, "Check of " + id, "critical", output);
    }

    static final Check SERF = check("serfHealth", "passing");
    static final Check DOWN = failing("serfHealth", "Agent not live or unreachable");
    static final Check NODE_MAINTENANCE = check("_node_maintenance", "critical");

    Fleet with(String node, Check... checks) {
        return tagged(node, List.of(), checks);
    }

    Fleet tagged(String node, List<String> tags, Check... checks) {
        instances.add(new Instance(node, "gw-" + instances.size(), "gateway", tags, List.of(checks)));
        return this;
    }

    Fleet claimed(String... nodes) {
        List.of(nodes).forEach(node -> claimed.put(node, List.of()));
        return this;
    }

    /** It claimed with this service, and has left the catalog since. */
    Fleet gone(String node, String service) {
        claimed.put(node, List.of(service));
        return this;
    }

    Fleet ignored(String... nodes) {
        ignored.addAll(List.of(nodes));
        return this;
    }

    ServiceHealth judge(String... tags) {
        return judge(RebootSide.BEFORE, tags);
    }

    ServiceHealth judge(RebootSide side, String... tags) {
        return Health.judge(
                new Considered("gateway", HealthRule.of(List.of(tags))),
                instances,
                new HealthInput("me", claimed, ignored),
                side);
    }

    Verdict verdict(String... tags) {
        return judge(tags).verdict();
    }

    /** The verdict's text when it holds, and {@code ok} when it does not. */
    String says(String... tags) {
        return switch (verdict(tags)) {
            case Verdict.Proceed proceed -> "ok";
            case Verdict.Hold hold -> hold.reason();
            case Verdict.Unknown unknown -> "unknown: " + unknown.cause();
        };
    }
}
