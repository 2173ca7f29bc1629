package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which services have a say in a reboot, and what they say. */
public final class Health {
    private static final String NODE_MAINTENANCE = "_node_maintenance";
    private static final String IGNORE_MAINTENANCE = "ignore_maintenance";

    private Health() {}

    /**
     * The services that have a say on this side of the reboot, by name. Where several local instances of a service are
     * tagged for it, the rule of every one of them must hold; an instance without the tag has no say.
     */
    public static List<Considered> considered(List<LocalService> local, RebootSide side) {
        SortedMap<String, HealthRule> rules = new TreeMap<>();
        local.stream()
                .filter(service -> side.considers(service.tags()))
                .sorted(Comparator.comparing(LocalService::id))
                .forEach(service -> rules.merge(service.name(), HealthRule.of(service.tags()), HealthRule::and));
        List<Considered> considered = new ArrayList<>();
        rules.forEach((service, rule) -> considered.add(new Considered(service, rule)));
        return List.copyOf(considered);
    }

    /**
     * One service, by all its instances in the datacenter. Nodes are counted, not instances: a node passes if all its
     * instances pass. One that is to be ignored never counts as failing, not even for a claim, and counts as passing
     * only while it passes and holds none.
     */
    public static ServiceHealth judge(
            Considered considered, List<Instance> instances, HealthInput fleet, RebootSide side) {
        String service = considered.service();
        return switch (considered.rule()) {
            case HealthRule.Malformed malformed ->
                new ServiceHealth.Unjudged(
                        service,
                        "tag " + Excerpt.of(malformed.tag()) + " is malformed, expected " + malformed.expected());
            case HealthRule.Bounds bounds ->
                instances.isEmpty()
                        ? new ServiceHealth.Unjudged(
                                service, "is registered at this node, but Consul's catalog has no instance of it")
                        : count(service, bounds, instances, fleet, side);
        };
    }

    private static ServiceHealth count(
            String service, HealthRule.Bounds rule, List<Instance> instances, HealthInput fleet, RebootSide side) {
        SortedMap<String, List<Instance>> nodes = new TreeMap<>();
        instances.forEach(instance -> nodes.computeIfAbsent(instance.node(), node -> new ArrayList<>())
                .add(instance));
        // A node that reboots cleanly leaves the catalog: its instance is not there to be seen failing.
        fleet.goingWith(service).forEach(node -> nodes.putIfAbsent(node, List.of()));
        int passing = 0;
        boolean thisNodePasses = false;
        List<FailingNode> failing = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (Map.Entry<String, List<Instance>> entry : nodes.entrySet()) {
            String node = entry.getKey();
            Optional<FailingNode> failure = failure(node, entry.getValue(), fleet, side);
            if (failure.isEmpty()) {
                passing++;
                thisNodePasses |= fleet.isThisNode(node);
            } else if (fleet.isIgnored(node)) {
                ignored.add(node);
            } else {
                failing.add(failure.get());
            }
        }
        return new ServiceHealth.Counted(service, rule, passing, failing, ignored, thisNodePasses);
    }

    private static Optional<FailingNode> failure(
            String node, List<Instance> instances, HealthInput fleet, RebootSide side) {
        if (fleet.isAboutToGo(node)) {
            return Optional.of(new FailingNode(node, "holds a claim"));
        }
        // Consul promises no order: sorted, the same state gives the same words at every run.
        return instances.stream()
                .flatMap(instance -> failingChecks(instance, fleet).stream())
                .filter(check -> !side.passesOver(check))
                .min(Comparator.comparing(Check::id).thenComparing(Check::name).thenComparing(Check::output))
                .map(check -> FailingNode.by(node, check));
    }

    /**
     * The checks that keep an instance from passing. A status that Consul does not have is failing; maintenance of the
     * service alone ({@code _service_maintenance:}) is always a check like any other.
     */
    private static List<Check> failingChecks(Instance instance, HealthInput fleet) {
        boolean maintenanceIgnored =
                fleet.isThisNode(instance.node()) || instance.tags().contains(IGNORE_MAINTENANCE);
        return instance.checks().stream()
                .filter(check -> !check.status().equals("passing"))
                .filter(check -> !(maintenanceIgnored && check.id().equals(NODE_MAINTENANCE)))
                .toList();
    }
}
