package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.text.Few;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the services that a node had before its reboot are there again and can be judged. By name, not by id:
 * schedulers give another id to each start. Only that they are there is judged here; their health is {@link Health}'s
 * business.
 */
public final class Comeback {
    private static final int MOST_NAMED = 20;
    private static final int LONGEST = 1000;
    /** Maintenance of the service alone is Consul's word on it, not the service's. */
    private static final String SERVICE_MAINTENANCE = "_service_maintenance";

    private Comeback() {}

    /**
     * What a node waits for after its reboot, by what it has before.
     *
     * @param instances of each service with a say after the boot, in the whole datacenter
     * @return by name, each with whether it has a check of its own
     */
    public static SortedMap<String, Boolean> awaited(Map<String, List<Instance>> instances, String node) {
        SortedMap<String, Boolean> awaited = new TreeMap<>();
        instances.forEach((service, all) -> awaited.put(service, hasCheck(own(all, node))));
        return awaited;
    }

    /**
     * Holds while one of them is missing, is not in the catalog yet, or has no check yet where it had one. One that is
     * registered without a tag of ours has no say any more, and is back.
     *
     * @param local what the node's own agent has
     * @param instances as for {@link #awaited}
     */
    public static Verdict judge(
            Map<String, Boolean> awaited,
            List<LocalService> local,
            Map<String, List<Instance>> instances,
            String node) {
        Set<String> registered = local.stream().map(LocalService::name).collect(Collectors.toCollection(TreeSet::new));
        List<String> missing = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> unchecked = new ArrayList<>();
        awaited.forEach((service, hadCheck) -> {
            List<Instance> own = own(instances.getOrDefault(service, List.of()), node);
            if (!registered.contains(service)) {
                missing.add(service);
            } else if (instances.containsKey(service) && own.isEmpty()) {
                unknown.add(service);
            } else if (instances.containsKey(service) && hadCheck && !hasCheck(own)) {
                unchecked.add(service);
            }
        });
        List<String> against = new ArrayList<>();
        tell(against, "not registered again at this node's Consul agent: ", missing);
        tell(
                against,
                "registered again, and not in Consul's catalog yet (this node's Consul agent's log says why): ",
                unknown);
        tell(against, "registered again without the health check that it had: ", unchecked);
        return against.isEmpty()
                ? new Verdict.Proceed(awaited.size() + " of " + awaited.size() + " services are back")
                : new Verdict.Hold(ExitCode.HEALTH, Excerpt.clip(String.join(" | ", against), LONGEST));
    }

    private static void tell(List<String> against, String what, List<String> services) {
        if (!services.isEmpty()) {
            against.add(what + Few.of(services.stream().map(Excerpt::of).toList(), MOST_NAMED));
        }
    }

    /** Consul takes upper and lower case of a node's name for the same. */
    private static List<Instance> own(List<Instance> instances, String node) {
        return instances.stream()
                .filter(instance -> instance.node().equalsIgnoreCase(node))
                .toList();
    }

    private static boolean hasCheck(List<Instance> own) {
        return own.stream()
                .flatMap(instance -> instance.checks().stream())
                .anyMatch(check -> !check.serviceId().isEmpty() && !check.id().startsWith(SERVICE_MAINTENANCE));
    }
}
