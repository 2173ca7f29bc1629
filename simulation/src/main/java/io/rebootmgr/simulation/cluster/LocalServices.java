package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.Consul.LocalService;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of a node's services its agent has now, and which of those with their check. It survives restarts of the agent.
 */
final class LocalServices {
    private final List<LocalService> all;
    /** By id. */
    private final SortedSet<String> registered;

    private final SortedSet<String> checked;

    LocalServices(List<LocalService> all) {
        this.all = List.copyOf(all);
        this.registered = all.stream().map(LocalService::id).collect(Collectors.toCollection(TreeSet::new));
        this.checked = new TreeSet<>(registered);
    }

    List<LocalService> registered() {
        return all.stream().filter(this::isRegistered).toList();
    }

    List<LocalService> checked() {
        return all.stream().filter(this::isChecked).toList();
    }

    List<LocalService> all() {
        return all;
    }

    boolean isRegistered(LocalService service) {
        return registered.contains(service.id());
    }

    boolean isChecked(LocalService service) {
        return checked.contains(service.id());
    }

    void register(LocalService service, boolean withCheck) {
        registered.add(service.id());
        if (withCheck) {
            checked.add(service.id());
        }
    }

    void remove(LocalService service) {
        registered.remove(service.id());
        checked.remove(service.id());
    }
}
