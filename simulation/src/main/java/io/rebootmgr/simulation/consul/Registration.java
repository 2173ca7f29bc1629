package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.CheckState;
import io.rebootmgr.consul.Consul.FoundCheck;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the catalog has of one node.
 *
 * @param services by id
 * @param checks by id; those of the node itself are under the empty service id
 */
public record Registration(
        String node, SortedMap<String, LocalService> services, SortedMap<String, SortedMap<String, Check>> checks) {
    private static final String NODE_ITSELF = "";

    static Registration of(String node) {
        return new Registration(node, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /** The node's own checks, {@code serfHealth} and {@code _node_maintenance} among them. */
    public List<Check> nodeChecks() {
        return checksOf(NODE_ITSELF);
    }

    /** The checks of one service on it. */
    public List<Check> serviceChecks(String serviceId) {
        return checksOf(serviceId);
    }

    private List<Check> checksOf(String serviceId) {
        SortedMap<String, Check> found = checks.get(serviceId);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    /** Its instances of a service, with the node's checks before their own. */
    List<Instance> instances(String service) {
        List<Instance> found = new ArrayList<>();
        for (LocalService local : services.values()) {
            if (local.name().equals(service)) {
                List<Check> all = new ArrayList<>(nodeChecks());
                all.addAll(checksOf(local.id()));
                found.add(new Instance(node, local.id(), service, local.tags(), List.copyOf(all)));
            }
        }
        return found;
    }

    /** Its checks that are in this state. */
    List<FoundCheck> checks(CheckState state) {
        List<FoundCheck> found = new ArrayList<>();
        checks.forEach((id, its) -> {
            LocalService service = services.get(id);
            its.values().stream()
                    .filter(check -> check.status().equals(state.word()))
                    .map(check -> new FoundCheck(
                            node,
                            service == null ? "" : service.name(),
                            service == null ? List.of() : service.tags(),
                            check))
                    .forEach(found::add);
        });
        return found;
    }

    Registration with(LocalService service) {
        return new Registration(node, with(services, service.id(), Optional.of(service)), checks);
    }

    Registration withoutService(String id) {
        return new Registration(node, with(services, id, Optional.empty()), with(checks, id, Optional.empty()));
    }

    Registration withNodeCheck(Check check) {
        return withCheck(NODE_ITSELF, check);
    }

    Registration withCheck(String serviceId, Check check) {
        var changed = with(checks.getOrDefault(serviceId, new TreeMap<>()), check.id(), Optional.of(check));
        return new Registration(node, services, with(checks, serviceId, Optional.of(changed)));
    }

    Registration withoutNodeCheck(String id) {
        var changed = with(checks.getOrDefault(NODE_ITSELF, new TreeMap<>()), id, Optional.empty());
        return new Registration(node, services, with(checks, NODE_ITSELF, Optional.of(changed)));
    }

    private static <V> SortedMap<String, V> with(SortedMap<String, V> map, String key, Optional<V> value) {
        SortedMap<String, V> changed = new TreeMap<>(map);
        value.ifPresentOrElse(present -> changed.put(key, present), () -> changed.remove(key));
        return Collections.unmodifiableSortedMap(changed);
    }
}
