package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The services of a node that had a say when it claimed. One that registers itself after the boot is not there yet when
 * its node is, and what is not there fails nobody's rule; so a claim keeps what has to come back.
 *
 * @param services by name, each with whether it had a check of its own
 */
public record Awaited(SortedMap<String, Boolean> services) {
    public static final Awaited NONE = new Awaited(Collections.emptySortedMap());

    /** Of a claim, in Consul and on its node's disk. */
    public static final String FIELD = "awaited";
    /** Far above what a node has; every claim stands in one key. */
    static final int MOST = 200;

    public Awaited {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /** These, or the first 200 of them. */
    public static Awaited of(SortedMap<String, Boolean> services) {
        SortedMap<String, Boolean> bounded = new TreeMap<>();
        services.entrySet().stream().limit(MOST).forEach(each -> bounded.put(each.getKey(), each.getValue()));
        return new Awaited(bounded);
    }

    /** These and others; one that ever had a check is missed without it. */
    public Awaited and(Awaited others) {
        SortedMap<String, Boolean> all = new TreeMap<>(services);
        others.services.forEach((service, hadCheck) -> all.merge(service, hadCheck, Boolean::logicalOr));
        return of(all);
    }

    /** What the object of a claim says; nothing where an older agent wrote it. */
    public static Awaited read(Fields claim) throws MalformedJson {
        return new Awaited(claim.flags(FIELD));
    }

    /** Adds itself to the object of a claim; left out where there is nothing to wait for. */
    public void writeTo(ObjectNode claim) {
        if (!services.isEmpty()) {
            ObjectNode json = claim.putObject(FIELD);
            services.forEach(json::put);
        }
    }
}
