package io.rebootmgr.simulation.check;

import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * S14: no node that has rebooted gives its slot back while a service that it had with a say when it claimed, or
 * committed, is not registered at its agent, or has no check to judge it by where it had one. What it had is what the
 * run was told last before, what it has is what the agent of that boot had last; an operator may have declared a
 * service gone for good.
 */
final class ServicesAreBack implements Invariant {
    /** What the latest run of each node was told. */
    private final SortedMap<String, Told> told = new TreeMap<>();
    /** By claim, each service with whether it had a check. */
    private final SortedMap<String, SortedMap<String, Boolean>> hadByClaim = new TreeMap<>();

    private final SortedMap<String, Happening.Serves> byBoot = new TreeMap<>();

    private static final class Told {
        final long run;
        final SortedSet<String> services = new TreeSet<>();
        final SortedSet<String> checked = new TreeSet<>();

        Told(long run) {
            this.run = run;
        }
    }

    @Override
    public String name() {
        return "S14";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.Services(String node, long run, List<LocalService> services) -> {
                Told now = new Told(run);
                services.stream().filter(ServicesAreBack::hasASay).forEach(service -> now.services.add(service.name()));
                told.put(node, now);
            }
            case Happening.Instances(String node, long run, String service, List<Instance> instances) -> {
                boolean checked = instances.stream()
                        .filter(instance -> instance.node().equals(node))
                        .flatMap(instance -> instance.checks().stream())
                        .anyMatch(check -> !check.serviceId().isEmpty());
                if (checked && told.containsKey(node)) {
                    told.get(node).checked.add(service);
                }
            }
            case Happening.Serves serves -> byBoot.put(serves.bootId(), serves);
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    change.added().forEach(claim -> has(change, claim));
                    change.committed().forEach(claim -> has(change, claim));
                    change.removed().forEach(claim -> removed(applied, change, claim, violations));
                }
            }
            default -> {}
        }
        return violations;
    }

    private static boolean hasASay(LocalService service) {
        return service.tags().contains("rebootmgr") || service.tags().contains("rebootmgr_postboot");
    }

    private void has(SlotsChange change, SeenClaim claim) {
        SortedMap<String, Boolean> had = hadByClaim.computeIfAbsent(claim.key(), key -> new TreeMap<>());
        Told now = told.get(claim.node());
        if (now != null && now.run == change.author().run()) {
            now.services.forEach(service -> had.merge(service, now.checked.contains(service), Boolean::logicalOr));
        }
    }

    private void removed(Happening.Applied applied, SlotsChange change, SeenClaim claim, List<String> violations) {
        SortedMap<String, Boolean> had = hadByClaim.getOrDefault(claim.key(), new TreeMap<>());
        hadByClaim.remove(claim.key());
        boolean isBack = claim.isCommitted()
                && change.isBy(claim)
                && !change.author().bootId().equals(claim.bootId());
        if (!isBack) {
            return;
        }
        String boot = change.author().bootId();
        Happening.Serves serves =
                byBoot.getOrDefault(boot, new Happening.Serves(claim.node(), boot, List.of(), List.of()));
        SortedSet<String> waived = waived(applied, claim);
        had.forEach((service, hadCheck) -> {
            boolean back = serves.registered().contains(service)
                    && (!hadCheck || serves.checked().contains(service));
            if (!back && !waived.contains(service)) {
                violations.add(
                        claim.node() + " gives its slot back without " + service + ", which it had; " + serves.text());
            }
        });
    }

    /** What stood in the key that went with the claim. */
    private static SortedSet<String> waived(Happening.Applied applied, SeenClaim claim) {
        SortedSet<String> names = new TreeSet<>();
        for (Change change : applied.changes()) {
            if (change.key().endsWith("/nodes/" + claim.node() + "/waived")) {
                change.before().ifPresent(entry -> names.addAll(names(entry, claim.id())));
            }
        }
        return names;
    }

    private static List<String> names(Entry entry, String claim) {
        List<String> names = new ArrayList<>();
        try {
            var json = Json.parse(entry.value());
            if (json.path("claim").asText().equals(claim)) {
                json.path("services")
                        .forEach(service -> names.add(service.path("name").asText()));
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException(entry.key(), e);
        }
        return names;
    }
}
