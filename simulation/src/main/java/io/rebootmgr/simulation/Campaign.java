package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.cluster.Traffic;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes the time of a campaign: when it was over, and how long slots lay unused that somebody waited for. */
final class Campaign implements Witness {
    private final Scenario scenario;
    private final Keys keys;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Group> groupOf = new HashMap<>();
    private Duration completed = Duration.ZERO;
    private long reboots;
    private long givenBack;
    private long refilled;
    private Duration unused = Duration.ZERO;
    private Duration longestUnused = Duration.ZERO;
    private final Map<String, Duration> joined = new HashMap<>();
    private Duration longestInLine = Duration.ZERO;
    private Duration drained = Duration.ZERO;
    private Duration idle = Duration.ZERO;

    /** A group's nodes that are asked for a reboot and have no slot, its claims, and the slots that wait for them. */
    private static final class Group {
        private final Set<String> asked = new HashSet<>();
        private Set<String> claimed = Set.of();
        private final Deque<Duration> freed = new ArrayDeque<>();
    }

    Campaign(Scenario scenario) {
        this.scenario = scenario;
        boolean isHot = scenario.asked() == ChangeKind.HOT;
        this.keys = Fleet.KEYS.of(isHot ? ClaimList.HOT : ClaimList.SLOTS);
        for (NodeSpec node : scenario.nodes()) {
            Group group = groups.computeIfAbsent(keys.slots(node.group()), key -> new Group());
            groupOf.put(node.name(), group);
            groupOf.put(isHot ? keys.changeRequired(node.name()) : keys.rebootRequired(node.name()), group);
        }
    }

    @Override
    public void saw(Duration now, Happening what) {
        switch (what) {
            case Happening.FileTrigger(String node) -> group(node).asked.add(node);
            case Happening.FileTriggerGone(String node) -> group(node).asked.remove(node);
            case Happening.GivenUpForLost(String node) -> group(node).asked.remove(node);
            case Happening.WentDown down -> reboots += down.byCommand() ? 1 : 0;
            case Happening.Drains drains -> {
                drained = drained.plus(drains.took());
                idle = idle.plus(drains.idle());
            }
            case Happening.Applied applied -> applied.changes().forEach(change -> changed(now, change));
            default -> {}
        }
    }

    private Group group(String node) {
        return groupOf.getOrDefault(node, new Group());
    }

    private void changed(Duration now, Change change) {
        if (groups.containsKey(change.key())) {
            slotsChanged(now, groups.get(change.key()), nodes(change.after()));
        } else if (groupOf.containsKey(change.key())) {
            String node = change.key().split("/", -1)[3];
            Set<String> asked = group(node).asked;
            boolean unused = change.after().isPresent() ? asked.add(node) : asked.remove(node);
        } else if (change.key().startsWith(keys.waiting())) {
            lineChanged(now, change);
        } else if (change.key().equals(keys.rollouts())) {
            // The last wave soaks when the last slot was given back.
            completed = now.minus(scenario.begin());
        }
    }

    private void lineChanged(Duration now, Change change) {
        if (change.after().isPresent()) {
            joined.putIfAbsent(change.key(), now);
        } else if (joined.containsKey(change.key())) {
            Duration stood = now.minus(joined.remove(change.key()));
            longestInLine = stood.compareTo(longestInLine) > 0 ? stood : longestInLine;
        }
    }

    private void slotsChanged(Duration now, Group group, Set<String> claimed) {
        long gone =
                group.claimed.stream().filter(node -> !claimed.contains(node)).count();
        long come =
                claimed.stream().filter(node -> !group.claimed.contains(node)).count();
        group.claimed = claimed;
        boolean wanted = group.asked.stream().anyMatch(node -> !claimed.contains(node));
        for (long i = 0; i < gone; i++) {
            completed = now.minus(scenario.begin());
            givenBack++;
            if (wanted) {
                group.freed.add(now);
            }
        }
        for (long i = 0; i < come && !group.freed.isEmpty(); i++) {
            Duration lay = now.minus(group.freed.remove());
            refilled++;
            unused = unused.plus(lay);
            longestUnused = lay.compareTo(longestUnused) > 0 ? lay : longestUnused;
        }
    }

    private static Set<String> nodes(Optional<Entry> slots) {
        try {
            Slots read = slots.isPresent() ? Slots.parse(slots.get().value()) : Slots.NONE;
            return read.claims().stream().map(Claim::node).collect(Collectors.toSet());
        } catch (MalformedJson e) {
            return Set.of();
        }
    }

    /** Slots that were given back: with nothing going wrong, nodes that are back in service. */
    long givenBack() {
        return givenBack;
    }

    Figures figures(Duration lasted, Traffic traffic) {
        Duration all = scenario.ideal();
        return figures(
                lasted,
                traffic,
                all.multipliedBy(givenBack).dividedBy(scenario.nodes().size()));
    }

    /** @param ideal the time that no scheduler can beat */
    Figures figures(Duration lasted, Traffic traffic, Duration ideal) {
        return new Figures(
                scenario.nodes().size(),
                lasted,
                completed,
                ideal,
                scenario.asked(),
                scenario.asked() == ChangeKind.REBOOT ? reboots : givenBack,
                traffic.requests(),
                traffic.stale(),
                traffic.atLeader(),
                traffic.peakPerSecond(),
                traffic.keysAtLeader(),
                traffic.raftWrites(),
                refilled,
                unused,
                longestUnused,
                longestInLine,
                drained,
                idle);
    }
}
