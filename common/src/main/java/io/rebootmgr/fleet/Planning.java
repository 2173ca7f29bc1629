package io.rebootmgr.fleet;

import io.rebootmgr.fleet.Plan.Order;
import io.rebootmgr.fleet.Plan.Staying;
import io.rebootmgr.fleet.Plan.Turn;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.MaintenanceCalendar;
import io.rebootmgr.policy.MaintenanceCalendar.Opening;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Queue;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/** Plays a group's reboots through, slot by slot and window by window. Used once. */
public final class Planning {
    /** A window too short for a reboot is left for the next, so often. */
    private static final int MOST_WINDOWS = 10;

    private final Fleet fleet;
    private final Group group;
    private final Pace pace;
    private final Instant now;
    private final ZoneId zone;
    private final Map<String, Node> nodes;
    private final List<Staying> staying = new ArrayList<>();
    private final Map<Policy, Opening> openings = new HashMap<>();

    /** Who wants to reboot, by the place in line. */
    record Candidate(int place, String node, Order order) {}

    private record Start(Alike alike, Candidate candidate, Instant at) {}

    /** Who waits under the same policy, in their order. */
    private static final class Alike {
        private final Policy policy;
        private final Deque<Candidate> candidates = new ArrayDeque<>();

        Alike(Policy policy) {
            this.policy = policy;
        }
    }

    private Planning(Fleet fleet, Group group, Pace pace, Instant now, ZoneId zone) {
        this.fleet = fleet;
        this.group = group;
        this.pace = pace;
        this.now = now;
        this.zone = zone;
        this.nodes = fleet.nodes().stream().collect(Collectors.toMap(Node::name, node -> node));
    }

    /**
     * The plan of a group, as if no stop flag of the fleet or the group were set.
     *
     * @param zone of the windows of policies that name none
     */
    public static Plan of(Fleet fleet, Group group, Pace pace, Instant now, ZoneId zone) {
        Planning planning = new Planning(fleet, group, pace, now, zone);
        Policy policy = group.policy().orElse(Policy.DEFAULTS);
        List<Turn> turns = planning.turns(policy);
        planning.staying.sort(Comparator.comparing(Staying::node));
        return new Plan(
                group.name(),
                group.limit(),
                pace,
                MaintenanceCalendar.opening(policy, now, zone),
                turns,
                planning.staying);
    }

    /** Whether anybody in this group wants to reboot and has no slot. */
    public static boolean isWaitedIn(Fleet fleet, Group group) {
        return !candidates(fleet, group).isEmpty();
    }

    private List<Turn> turns(Policy policy) {
        PriorityQueue<Instant> free = freeSlots(policy.limit());
        Map<Policy, Alike> waiting = new LinkedHashMap<>();
        for (Candidate candidate : candidates(fleet, group)) {
            Policy its = policy(candidate.node());
            Optional<String> why = stays(candidate.node(), its);
            if (why.isPresent()) {
                staying.add(new Staying(candidate.node(), why.get()));
            } else {
                waiting.computeIfAbsent(its, Alike::new).candidates.add(candidate);
            }
        }
        List<Alike> left = new ArrayList<>(waiting.values());
        List<Turn> turns = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<Start> next = first(left, free.remove());
            if (next.isEmpty()) {
                break;
            }
            Start start = next.get();
            Instant back = start.at().plus(pace.total());
            free.add(back);
            Candidate who = start.candidate();
            turns.add(new Turn(who.node(), who.order(), start.at(), back, note(who.node())));
        }
        return turns;
    }

    /** When each slot that can be taken comes free. */
    private PriorityQueue<Instant> freeSlots(int limit) {
        PriorityQueue<Instant> free = new PriorityQueue<>();
        group.holders().stream().filter(Held::counts).forEach(holder -> free.add(pace.back(holder.claim(), now)));
        while (free.size() < limit) {
            free.add(now);
        }
        // Where the limit was lowered the first to come back make no room.
        while (free.size() > limit) {
            free.remove();
        }
        return free;
    }

    /** Whoever can start first with a slot that is free at that moment; among equals whoever is before in line. */
    private Optional<Start> first(List<Alike> waiting, Instant free) {
        Optional<Start> best = Optional.empty();
        for (Alike alike : List.copyOf(waiting)) {
            Optional<Instant> at = start(alike.policy, free);
            if (at.isEmpty()) {
                waiting.remove(alike);
                alike.candidates.forEach(one ->
                        staying.add(new Staying(one.node(), "none of its coming windows is open for long enough")));
                continue;
            }
            Start start = new Start(alike, alike.candidates.element(), at.get());
            if (best.isEmpty() || earlier(start, best.get())) {
                best = Optional.of(start);
            }
        }
        best.ifPresent(start -> {
            start.alike().candidates.remove();
            waiting.removeIf(alike -> alike.candidates.isEmpty());
        });
        return best;
    }

    private static boolean earlier(Start one, Start other) {
        int byTime = one.at().compareTo(other.at());
        return byTime < 0
                || (byTime == 0 && one.candidate().place() < other.candidate().place());
    }

    /** The first moment from {@code from} on at which a reboot can start and still commit before its window closes. */
    private Optional<Instant> start(Policy policy, Instant from) {
        Instant at = from;
        for (int windows = 0; windows < MOST_WINDOWS; windows++) {
            Optional<Opening> opening = opening(policy, at);
            if (opening.isEmpty()) {
                return Optional.empty();
            }
            Instant start = opening.get().from().isAfter(at) ? opening.get().from() : at;
            Optional<Instant> closes = opening.get().to();
            if (closes.isEmpty() || start.plus(pace.before()).isBefore(closes.get())) {
                return Optional.of(start);
            }
            at = closes.get();
        }
        return Optional.empty();
    }

    private Optional<Opening> opening(Policy policy, Instant at) {
        Optional<Opening> known = Optional.ofNullable(openings.get(policy))
                .filter(opening -> !at.isBefore(opening.from()))
                .filter(opening -> opening.to().filter(to -> !at.isBefore(to)).isEmpty());
        if (known.isPresent()) {
            return known;
        }
        Optional<Opening> next = MaintenanceCalendar.opening(policy, at, zone);
        next.ifPresent(opening -> openings.put(policy, opening));
        return next;
    }

    /** Those in line in the order of the line, then whoever else wants a slot, without those that have one. */
    static List<Candidate> candidates(Fleet fleet, Group group) {
        Set<String> holders = group.holders().stream()
                .filter(Held::counts)
                .map(holder -> holder.claim().node())
                .collect(Collectors.toSet());
        List<Candidate> all = new ArrayList<>();
        for (Queue.Waiting waiting : group.queue().waiting()) {
            if (!holders.contains(waiting.node())) {
                all.add(new Candidate(all.size(), waiting.node(), Order.IN_LINE));
            }
        }
        for (Node node : fleet.nodes()) {
            boolean wants = switch (node.rank()) {
                case WANTS_REBOOT, FAILED, PARKED -> true;
                case UNDER_WAY, UNKNOWN, IDLE -> false;
            };
            if (wants
                    && node.group().filter(group.name()::equals).isPresent()
                    && !holders.contains(node.name())
                    && group.queue().place(node.name()).isEmpty()) {
                all.add(new Candidate(all.size(), node.name(), Order.NOT_IN_LINE_YET));
            }
        }
        return all;
    }

    private Policy policy(String node) {
        return Optional.ofNullable(nodes.get(node))
                .flatMap(Node::policy)
                .or(group::policy)
                .orElse(Policy.DEFAULTS);
    }

    /** Why a node would not reboot before somebody has done something about it. */
    private Optional<String> stays(String name, Policy policy) {
        Optional<StopFlag> stop = fleet.stops().stream()
                .filter(flag ->
                        flag.scope() == StopFlag.Scope.NODE && flag.name().equals(name))
                .findFirst();
        if (stop.isPresent()) {
            return Optional.of("stopped by " + stop.get().key()
                    + (stop.get().reason().isEmpty() ? "" : ": " + stop.get().reason()));
        }
        if (!policy.enabled()) {
            return Optional.of("disabled by policy: " + policy.disabledReason().orElse("no reason given"));
        }
        Optional<NodeStatus> status = Optional.ofNullable(nodes.get(name)).flatMap(Node::status);
        if (status.filter(s -> s.failures() >= policy.maxFailures()).isPresent()) {
            return Optional.of("given up after " + status.get().failures() + " failures"
                    + status.get().last().map(last -> ": " + last.reason()).orElse(""));
        }
        return status.filter(s -> s.state() == State.PARKED)
                .map(s -> s.parked().isEmpty()
                        ? "parked"
                        : "parked: " + s.parked().get(0).trigger() + " is still there, unchanged");
    }

    private Optional<String> note(String name) {
        return Optional.ofNullable(nodes.get(name))
                .flatMap(Node::status)
                .filter(status -> status.state() == State.HELD || status.state() == State.FAILED)
                .flatMap(NodeStatus::last)
                .filter(last -> last.code() != ExitCode.NO_SLOT.number()
                        && last.code() != ExitCode.WINDOW.number()
                        && last.code() != ExitCode.DONE.number())
                .map(NodeStatus.Last::reason);
    }
}
