package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.ParallelRequests;
import io.rebootmgr.consul.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reads the fleet's keys in bulk. Of a node those that show where it stands, and not its logbook, which is larger than
 * everything else together: of 10,000 nodes it would be more than one answer can hold.
 */
public final class Survey {
    private Survey() {}

    /**
     * The whole fleet: two requests, and one for every 64 keys of nodes. Consul's exceptions pass through, except that
     * an answer is too large: then less is asked for, and a key that is too large by itself is unreadable.
     */
    public static Fleet of(Consul consul, Keys keys) {
        List<String> names = consul.keys(Consistency.DEFAULT, keys.prefix() + "/");
        KeySubjects subjects = new KeySubjects(keys);
        List<String> perNode = new ArrayList<>();
        boolean waits = false;
        for (String name : names) {
            switch (subjects.of(name)) {
                case KeySubject.NodeStop stop -> perNode.add(name);
                case KeySubject.NodePause pause -> perNode.add(name);
                case KeySubject.Wanted wanted -> perNode.add(name);
                case KeySubject.Status status -> perNode.add(name);
                case KeySubject.NodeConfig config -> perNode.add(name);
                case KeySubject.Lease lease -> perNode.add(name);
                case KeySubject.FleetStop stop -> {}
                case KeySubject.GroupStop stop -> {}
                case KeySubject.FleetPause pause -> {}
                case KeySubject.GroupPause pause -> {}
                case KeySubject.GroupSlots slots -> {}
                case KeySubject.Out out -> {}
                case KeySubject.Lock lock -> {}
                case KeySubject.GroupConfig config -> {}
                case KeySubject.Waiting waiting -> waits = true;
                case KeySubject.History history -> {}
                case KeySubject.Other other -> {
                    if (NearlyStops.of(keys, name).isPresent()) {
                        perNode.add(name);
                    }
                }
            }
        }
        List<String> shared =
                new ArrayList<>(List.of(keys.stop(), keys.pause(), keys.config(), keys.rollouts(), keys.groups()));
        Stream.of(keys.published(), keys.versions()).filter(names::contains).forEach(shared::add);
        if (names.contains(keys.rollouts())) {
            shared.add(keys.rolloutOrders());
        }
        if (names.stream().noneMatch(name -> name.startsWith(keys.nodes()))) {
            // None, or none that the token may see: reading the prefix by name tells which.
            shared.add(keys.nodes());
        }
        if (waits) {
            shared.add(keys.waiting());
        }
        String hot = keys.of(ClaimList.HOT).waiting();
        if (names.stream().anyMatch(name -> name.startsWith(hot))) {
            shared.add(hot);
        }
        Statuses statuses = new Statuses(keys);
        List<List<String>> requests = new ArrayList<>(List.of(shared));
        requests.addAll(some(perNode));
        return fleet(keys, read(consul, requests, statuses::take), statuses);
    }

    /** One node and what reaches it: two requests, for only the first tells in whose lines it may stand. */
    public static Fleet ofNode(Consul consul, Keys keys, String node) {
        List<String> prefixes = new ArrayList<>(List.of(
                keys.stop(),
                keys.pause(),
                keys.config(),
                keys.rollouts(),
                keys.groups(),
                keys.nodeStop(node),
                keys.nodePause(node),
                keys.status(node),
                keys.nodeConfig(node),
                keys.lease(node),
                keys.rebootRequired(node),
                keys.changeRequired(node),
                keys.pythonRebootRequired(node)));
        // What tells, with the policies, whether nodes believe the rollouts under way.
        prefixes.addAll(List.of(keys.rolloutOrders(), keys.versions()));
        Statuses unread = new Statuses(keys);
        Bulk alone = Bulk.read(consul, prefixes);
        // Of its own groups only: in all lines of a fleet thousands may wait.
        List<String> lines = fleet(keys, alone, unread).ofNode(node).groups().stream()
                .flatMap(group -> Stream.of(
                        keys.waitingIn(group.name()), keys.of(ClaimList.HOT).waitingIn(group.name())))
                .limit(Operation.MOST)
                .toList();
        return fleet(keys, lines.isEmpty() ? alone : alone.and(Bulk.read(consul, lines)), unread)
                .ofNode(node);
    }

    private static Fleet fleet(Keys keys, Bulk bulk, Statuses statuses) {
        return new FleetReading(new View(bulk.entries()), keys, statuses, bulk.tooLarge()).fleet();
    }

    /** The keys that still exist, 64 a request and four requests at a time. */
    static Bulk values(Consul consul, List<String> names) {
        return values(consul, names, UnaryOperator.identity());
    }

    /**
     * The same for somebody who takes what comes while Consul works on the next.
     *
     * @param taken leaves of an answer what was not taken; called from several threads
     * @return what was left, and what came in smaller pieces and was shown to nobody
     */
    static Bulk values(Consul consul, List<String> names, UnaryOperator<Bulk> taken) {
        return read(consul, some(names), taken);
    }

    /** As many at a time as one request can ask for. */
    private static List<List<String>> some(List<String> names) {
        List<List<String>> some = new ArrayList<>();
        for (int from = 0; from < names.size(); from += Operation.MOST) {
            some.add(names.subList(from, Math.min(names.size(), from + Operation.MOST)));
        }
        return some;
    }

    /** Of each answer {@code taken} says what is left, as it comes and in the thread that asked for it. */
    private static Bulk read(Consul consul, List<List<String>> requests, UnaryOperator<Bulk> taken) {
        List<Callable<List<Bulk.Part>>> reads = new ArrayList<>();
        for (List<String> request : requests) {
            reads.add(() -> List.of(
                    switch (Bulk.tried(consul, request)) {
                        case Bulk.Part.Read(Bulk bulk) -> new Bulk.Part.Read(taken.apply(bulk));
                        case Bulk.Part.Refused refused -> refused;
                    }));
        }
        List<Bulk.Part> parts = ParallelRequests.all(consul, reads);
        // One after the other: what there is no room for four at a time there may be for one.
        return Bulk.together(consul, parts);
    }
}
