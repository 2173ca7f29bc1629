package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Consul.CheckState;
import io.rebootmgr.consul.Consul.FoundCheck;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.Watched;
import io.rebootmgr.consul.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of one server, which has applied everything up to an index and nothing after it. Costs nothing to have. */
public final class Replica {
    private final long index;
    private final KeyStore keys;
    private final Catalog catalog;

    Replica(long index, KeyStore keys, Catalog catalog) {
        this.index = index;
        this.keys = keys;
        this.catalog = catalog;
    }

    /** The last Raft entry that it has applied. */
    public long index() {
        return index;
    }

    /** Every key that begins with one of {@code prefixes}: the answer to {@link io.rebootmgr.consul.Consul#read}. */
    public View read(List<String> prefixes) {
        List<View.Entry> found = new ArrayList<>();
        prefixes.forEach(prefix -> keys.under(prefix, index).forEach(entry -> found.add(entry.shown())));
        return new View(found);
    }

    /** The key of exactly this name, with what the port does not show. */
    public Optional<Entry> get(String key) {
        return keys.get(key, index);
    }

    /** Every key that begins with {@code prefix}, with what the port does not show, in order. */
    public List<Entry> under(String prefix) {
        return keys.under(prefix, index);
    }

    /** The answer to a blocking query that waits no longer: with {@link #watchIndex}. */
    public Watched watched(String prefix) {
        return new Watched(read(List.of(prefix)), watchIndex(prefix));
    }

    /**
     * The index of the last change below {@code prefix}, deletions included; where there was none, of the last change
     * of any key. A waiter goes on waiting while this is not above the index that it waits with. What is forgotten of
     * deletions (Consul's own memory of them is 15 min) can take it back, but a change after that is above all that was
     * before.
     */
    public long watchIndex(String prefix) {
        return keys.watchIndex(prefix, index);
    }

    /** Every instance of a service, sorted by node and service id; the node's checks before the service's own. */
    public List<Instance> instances(String service) {
        return catalog.instances(service, index);
    }

    /** Every check that is in this state. */
    public List<FoundCheck> checks(CheckState state) {
        return catalog.all(index).stream()
                .flatMap(registration -> registration.checks(state).stream())
                .toList();
    }

    /** What is registered of a node; its services stand for those of its own agent while that is up. */
    public Optional<Registration> node(String node) {
        return catalog.registration(node, index);
    }

    /** Every node that is registered, sorted by name. */
    public List<Registration> nodes() {
        return catalog.all(index);
    }
}
