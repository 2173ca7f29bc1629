package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.text.Few;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fleet, where its nodes stand, and how far its reboots are. */
public record Overview(Fleet fleet, Census census, Optional<Progress> progress) {
    /** Of more groups nobody is told when they will be done. */
    private static final int MOST_GROUPS = 20;

    private static final int MOST_NAMED = 3;

    /**
     * How far they are.
     *
     * @param end when the last is expected to be back; empty where that cannot be said
     * @param why what else there is to say of it: why it cannot be said, or that it is a guess
     */
    public record Progress(Campaign campaign, Optional<Instant> end, String why) {}

    /** Of a part of a fleet, of which it is not told when it will be done. */
    public static Overview of(Fleet part, Instant now) {
        return new Overview(part, Census.of(part, Map.of(), now), Optional.empty());
    }

    /** Of a node, and what of its fleet reaches it. */
    public static Overview ofNode(Fleet part, String node, Instant now) {
        return new Overview(part, Census.of(part, Map.of(), now).only(node), Optional.empty());
    }

    /** A fleet that was read, with what the logbooks say of its pace: one request a group that has something to do. */
    public static Overview of(Fleet fleet, Consul consul, Keys keys, Instant now, ZoneId zone) {
        List<Group> active = fleet.groups().stream()
                .filter(group -> Planning.isWaitedIn(fleet, group) || group.taken() > 0)
                .toList();
        Map<String, Pace> paces = active.size() <= MOST_GROUPS ? Paces.of(consul, keys, fleet, active) : Map.of();
        Census census = Census.of(fleet, paces, now);
        return new Overview(
                fleet,
                census,
                Campaign.of(census, now).map(campaign -> progress(campaign, fleet, active, paces, census, now, zone)));
    }

    private static Progress progress(
            Campaign campaign,
            Fleet fleet,
            List<Group> active,
            Map<String, Pace> paces,
            Census census,
            Instant now,
            ZoneId zone) {
        List<Group> going =
                active.stream().filter(group -> !isStopped(fleet, group)).toList();
        boolean fleetIsStopped = fleet.stops().stream().anyMatch(stop -> stop.scope() == StopFlag.Scope.FLEET);
        if (fleetIsStopped || (going.isEmpty() && !active.isEmpty())) {
            return new Progress(campaign, Optional.empty(), "stopped");
        }
        if (active.isEmpty() || active.size() > MOST_GROUPS) {
            return new Progress(campaign, Optional.empty(), "not known when it ends");
        }
        List<Group> moving =
                going.stream().filter(group -> !isPaused(fleet, group, now)).toList();
        if (moving.isEmpty() && !going.isEmpty()) {
            return new Progress(campaign, Optional.empty(), "paused: what has begun goes on, nothing new begins");
        }
        String stopped = active.stream()
                .filter(group -> !moving.contains(group))
                .map(group -> "; group " + group.name() + (isStopped(fleet, group) ? " is stopped" : " is paused"))
                .collect(Collectors.joining());
        Optional<String> hangs = hanging(moving, census);
        if (hangs.isPresent()) {
            return new Progress(campaign, Optional.empty(), "not known when it ends: " + hangs.get() + stopped);
        }
        List<Plan> plans = moving.stream()
                .map(group -> Planning.of(fleet, group, paces.getOrDefault(group.name(), guess(group)), now, zone))
                .toList();
        Optional<Instant> end =
                plans.stream().flatMap(plan -> plan.end().stream()).max(Instant::compareTo);
        if (end.isEmpty()) {
            return new Progress(
                    campaign, Optional.empty(), "nobody goes on by itself: `rebootmgr plan` says why" + stopped);
        }
        if (!end.get().isAfter(now)) {
            return new Progress(campaign, Optional.empty(), "ends any moment now" + stopped);
        }
        boolean guess = plans.stream().allMatch(plan -> plan.pace().sample() == 0);
        return new Progress(campaign, end, (guess ? " (a guess)" : "") + stopped);
    }

    private static Pace guess(Group group) {
        return Pace.of(List.of(), group.policy().orElse(Policy.DEFAULTS), Set.of());
    }

    private static boolean isStopped(Fleet fleet, Group group) {
        return fleet.stops().stream()
                .anyMatch(stop ->
                        stop.scope() == StopFlag.Scope.GROUP && stop.name().equals(group.name()));
    }

    /** Without an end: of others it can be said when they are over. */
    private static boolean isPaused(Fleet fleet, Group group, Instant now) {
        List<Pause> pauses = fleet.pausesOf(group.name(), now);
        return !pauses.isEmpty() && Pause.over(pauses).isEmpty();
    }

    /** Who keeps a slot and nobody can say for how long. */
    private static Optional<String> hanging(List<Group> groups, Census census) {
        List<String> who = new ArrayList<>();
        for (Group group : groups) {
            for (Census.Counted one : census.holders(group.name())) {
                if (one.stand() == Stand.OVERDUE || one.stand() == Stand.FAILED) {
                    who.add(one.node().name() + (one.stand() == Stand.OVERDUE ? " is overdue" : " failed")
                            + " and keeps its slot");
                } else if (one.beganSometime()) {
                    who.add(one.node().name() + " keeps its slot since nobody knows when");
                }
            }
        }
        return who.isEmpty() ? Optional.empty() : Optional.of(Few.of(who, MOST_NAMED));
    }
}
