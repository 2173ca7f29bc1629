package io.rebootmgr.fleet;

import io.rebootmgr.fleet.Plan.Holding;
import io.rebootmgr.fleet.Plan.Staying;
import io.rebootmgr.fleet.Plan.Turn;
import io.rebootmgr.policy.MaintenanceCalendar;
import io.rebootmgr.policy.MaintenanceCalendar.Opening;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.verdict.Verdict;
import java.time.Duration;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays a group's reboots through, slot by slot and window by window. Used once. */
public final class Planning {
    /** A window too short for a reboot is left for the next, so often. */
    private static final int MOST_WINDOWS = 10;

    private final Fleet fleet;
    private final Group group;
    private final Pace pace;
    private final Instant now;
    private final ZoneId zone;
    private final WantingNodes wanting;
    /** Before that nothing begins; a pause without an end is as if it were ended now. */
    private final Instant paused;

    private final List<Staying> staying = new ArrayList<>();
    private final Map<Policy, Opening> openings = new HashMap<>();

    private record Start(Alike alike, Candidate candidate, Instant at) {}

    /** What makes two of them wait for the same: their policy, and their failure domain where that has limits. */
    private record Kind(Policy policy, Domain domain) {}

    /** Who waits for the same, in their order. */
    private static final class Alike {
        private final Kind kind;
        private final Deque<Candidate> candidates = new ArrayDeque<>();

        Alike(Kind kind) {
            this.kind = kind;
        }

        /** Of the domain of the first: where they have none each is one of its own, and one is as good as another. */
        String key() {
            return kind.domain().key(candidates.element().node());
        }
    }

    private Planning(Fleet fleet, Group group, Pace pace, Instant now, ZoneId zone) {
        this.fleet = fleet;
        this.group = group;
        this.pace = pace;
        this.now = now;
        this.zone = zone;
        this.paused = Pause.over(fleet.pausesOf(group.name(), now)).orElse(now);
        this.wanting = new WantingNodes(fleet, group, now, zone);
    }

    /**
     * The plan of a group, as if no stop flag of the fleet or the group were set, and no pause without an end.
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
                planning.held(),
                group.limit(),
                pace,
                group.cooldown(now),
                MaintenanceCalendar.opening(policy, now, zone),
                turns,
                planning.holding(),
                planning.staying);
    }

    private String held() {
        List<Pause> pauses = fleet.pausesOf(group.name(), now);
        if (!fleet.stopsOf(group.name()).isEmpty()) {
            return "stopped";
        }
        return !pauses.isEmpty() && Pause.over(pauses).isEmpty() ? "paused" : "";
    }

    /** Whether anybody in this group wants to reboot and has no slot. */
    public static boolean isWaitedIn(Fleet fleet, Group group) {
        return Candidate.isAny(fleet, group);
    }

    private List<Turn> turns(Policy policy) {
        Schedule schedule = schedule(policy.limits());
        Map<Kind, Alike> waiting = new LinkedHashMap<>();
        for (Candidate candidate : Candidate.all(fleet, group)) {
            Policy its = wanting.policy(candidate.node());
            Optional<String> why = wanting.stays(candidate.node(), its);
            if (why.isPresent()) {
                staying.add(new Staying(candidate.node(), why.get()));
            } else {
                Domain domain = policy.limits().hasDomains() ? candidate.domain() : Domain.NONE;
                waiting.computeIfAbsent(new Kind(its, domain), Alike::new)
                        .candidates
                        .add(candidate);
            }
        }
        List<Alike> left = new ArrayList<>(waiting.values());
        List<Turn> turns = new ArrayList<>();
        for (Optional<Start> next = first(left, schedule); next.isPresent(); next = first(left, schedule)) {
            Start start = next.get();
            Candidate who = start.candidate();
            Instant back = start.at().plus(pace.total(who.node()));
            schedule.isAt(start.at());
            schedule.goes(who.domain().key(who.node()), back);
            turns.add(new Turn(who.node(), who.order(), start.at(), back, wanting.note(who.node())));
        }
        return turns;
    }

    /** Whoever has failed, or keeps a slot for longer than a reboot takes: when it comes free nobody can say. */
    private Stream<ClaimInGroup> hanging() {
        return group.holders().stream().filter(ClaimInGroup::counts).filter(this::hangs);
    }

    private boolean hangs(ClaimInGroup held) {
        return hasFailed(held) || overdue(held).isPresent() || held.claim().beganSometime();
    }

    private boolean hasFailed(ClaimInGroup held) {
        return wanting.hasFailed(held.claim().node());
    }

    private Optional<Duration> overdue(ClaimInGroup held) {
        return Overdue.by(held.claim(), pace, group.policy().orElse(Policy.DEFAULTS), now);
    }

    private List<Holding> holding() {
        return group.holders().stream()
                .filter(ClaimInGroup::counts)
                .map(held -> new Holding(
                        held.claim().node(),
                        held.claim().state(),
                        held.claim().since(),
                        pace.back(held.claim(), now),
                        overdue(held),
                        hasFailed(held)))
                .toList();
    }

    /** With who is out just now. */
    private Schedule schedule(Limits limits) {
        Schedule schedule = new Schedule(limits, group.freed(), now);
        for (ClaimInGroup held : group.holders()) {
            String key = held.claim().domain().key(held.claim().node());
            if (held.counts() && hangs(held)) {
                schedule.hangs(key);
            } else if (held.counts()) {
                schedule.goes(key, pace.back(held.claim(), now));
            }
        }
        return schedule;
    }

    /** Whoever can start first; among equals whoever is before in line. */
    private Optional<Start> first(List<Alike> waiting, Schedule schedule) {
        Optional<Start> best = Optional.empty();
        for (Alike alike : List.copyOf(waiting)) {
            Optional<Instant> free = schedule.first(alike.key());
            Optional<Instant> at = free.flatMap(from -> start(alike.kind.policy(), from));
            if (at.isEmpty()) {
                waiting.remove(alike);
                String why = free.map(from -> closed(alike.kind.policy(), from)).orElseGet(this::behind);
                alike.candidates.forEach(one -> staying.add(new Staying(one.node(), why)));
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

    private String closed(Policy policy, Instant from) {
        return MaintenanceCalendar.verdict(policy, from, zone) instanceof Verdict.Hold hold
                        && hold.until().isEmpty()
                ? hold.text()
                : "none of its coming windows is open for long enough";
    }

    private String behind() {
        return "waits behind "
                + hanging().map(held -> held.claim().node() + why(held)).collect(Collectors.joining(", and "));
    }

    private String why(ClaimInGroup held) {
        if (hasFailed(held)) {
            return ", which failed";
        }
        return held.claim().beganSometime() ? ", out since nobody knows when" : ", overdue";
    }

    private static boolean earlier(Start one, Start other) {
        int byTime = one.at().compareTo(other.at());
        return byTime < 0
                || (byTime == 0 && one.candidate().place() < other.candidate().place());
    }

    /** The first moment from {@code from} on at which a reboot can start and still commit before its window closes. */
    private Optional<Instant> start(Policy policy, Instant from) {
        Instant at = from.isBefore(paused) ? paused : from;
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
}
