package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Watched;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Waits for a slot, and for gates that the return of a node opens. Only the few nodes that are named as next in line
 * stay for it, or a run that was told to; they watch the group's keys. A free slot is left for some seconds to those
 * who are before, so that not everybody comes at once, and for no longer, so that one who does not come holds up
 * nobody.
 */
final class WaitInLine {
    /** A signal, or a trigger that is gone, is noticed so late at most. */
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** Gates that a group's keys say nothing of are judged again so often. */
    private static final Duration ROUND = Duration.ofMinutes(5);

    private static final Duration MOST_ASIDE = Duration.ofSeconds(3);
    /** However often the group's keys change. */
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** A server that lags may not know yet who has just joined the line. */
    private static final Duration LAG = Duration.ofSeconds(2);
    /** Whoever names others may overlook one that joins at the same moment; it names itself again, so often. */
    private static final int MAX_OVERLOOKED = 3;

    private final Ports ports;
    private final Self self;
    private final RunRequest request;
    private final Duration deadline;
    private final Duration deadlineIfNext;
    private long index;
    private int overlooked;
    /** Until then it does not count that this node is not named. */
    private Duration lag = Duration.ZERO;

    WaitInLine(Ports ports, Self self, RunRequest request) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        Duration now = ports.clock().elapsed();
        this.deadline = now.plus(request.patience());
        this.deadlineIfNext = now.plus(request.patienceIfNext());
    }

    /** What the waiting came to. */
    enum Sign {
        /** It is the turn of this node. */
        COME,
        /**
         * Everything should be judged again: there is something that a free slot does not help against, or it is time.
         */
        LOOK_AGAIN,
        /** All slots are taken, and this run waits no longer. */
        OVER
    }

    /** Whether this run waits at all: by itself, or where its node is next in line. */
    boolean waits() {
        Duration now = ports.clock().elapsed();
        return now.compareTo(deadline) < 0 || now.compareTo(deadlineIfNext) < 0;
    }

    /**
     * Waits for the turn of this node.
     *
     * @param others how much longer than its courtesy a free slot is left to those who are before, at most ten seconds
     * @throws MalformedJson when the slots cannot be read
     */
    Sign await(Duration others) throws MalformedJson {
        Duration begun = ports.clock().elapsed();
        Optional<Duration> freeSince = Optional.empty();
        Duration look = Duration.ZERO;
        while (true) {
            Watched seen = ports.consul().watch(self.keys().group(self.group()), index, look);
            index = seen.index();
            Facts glance = StaleFacts.glance(ports.consul(), ports.host(), self);
            boolean wanted = request.operator() || !glance.triggers().isEmpty();
            Duration now = ports.clock().elapsed();
            boolean longAgo = now.minus(begun).compareTo(ROUND) >= 0;
            if (longAgo || !wanted || isHeldBack(glance) || !(glance.policy() instanceof PolicyState.Known known)) {
                return Sign.LOOK_AGAIN;
            }
            Position position = position(seen, known);
            if (position.free() > 0) {
                freeSince = freeSince.or(() -> Optional.of(now));
                look = position.courtesy(others).minus(now.minus(freeSince.get()));
            } else {
                freeSince = Optional.empty();
                look = left(position, now);
            }
            if (!look.isPositive()) {
                return position.free() > 0 ? Sign.COME : over(position);
            }
            look = look.compareTo(LOOK) < 0 ? look : LOOK;
            ports.clock().sleep(PAUSE);
        }
    }

    /**
     * Waits until a gate that held may have opened: for so long, or until another node has given its slot back.
     *
     * @throws MalformedJson when the slots cannot be read
     */
    Sign awaitGate(Duration most) throws MalformedJson {
        Duration begun = ports.clock().elapsed();
        Duration look = Duration.ZERO;
        Set<String> out = Set.of();
        while (true) {
            Watched seen = ports.consul().watch(self.keys().group(self.group()), index, look);
            index = seen.index();
            Facts glance = StaleFacts.glance(ports.consul(), ports.host(), self);
            boolean wanted = request.operator() || !glance.triggers().isEmpty();
            if (!wanted || isHeldBack(glance) || !(glance.policy() instanceof PolicyState.Known known)) {
                return Sign.LOOK_AGAIN;
            }
            Set<String> outNow = new StaleFacts(self, seen.view(), List.of()).othersOut();
            Duration now = ports.clock().elapsed();
            look = most.minus(now.minus(begun));
            if (!look.isPositive() || !outNow.containsAll(out)) {
                return Sign.LOOK_AGAIN;
            }
            out = outNow;
            Position position = position(seen, known);
            Duration left = left(position, now);
            if (!left.isPositive()) {
                return over(position);
            }
            look = Stream.of(look, left, LOOK).min(Duration::compareTo).get();
            ports.clock().sleep(PAUSE);
        }
    }

    /** A stop or a pause came, as far as a stale look tells. */
    private boolean isHeldBack(Facts glance) {
        return glance.stop().isPresent()
                || (!request.ignore().contains("pause")
                        && !glance.pauses(ports.clock().now()).isEmpty());
    }

    private Position position(Watched seen, PolicyState.Known known) throws MalformedJson {
        return new StaleFacts(self, seen.view(), List.of())
                .position(
                        request.limits(self.limits(known.policy())),
                        ports.clock().now());
    }

    /**
     * Nothing is waited for any more; but one that nobody has named for want of knowing of it looks again, and names
     * itself.
     */
    private Sign over(Position position) {
        boolean again = position.isOverlooked()
                && ports.clock().elapsed().compareTo(deadlineIfNext) < 0
                && overlooked++ < MAX_OVERLOOKED;
        return again ? Sign.LOOK_AGAIN : Sign.OVER;
    }

    private Duration left(Position position, Duration now) {
        Duration ifNext = position.named() ? deadlineIfNext : lag;
        return (ifNext.compareTo(deadline) > 0 ? ifNext : deadline).minus(now);
    }

    /** This node has just joined the line. */
    void joined() {
        Duration end = ports.clock().elapsed().plus(LAG);
        lag = end.compareTo(deadlineIfNext) < 0 ? end : deadlineIfNext;
    }

    /** Whether this node may take a slot that is free, without leaving it to anybody first. */
    boolean isNow(Position position) {
        boolean alone = position.isUnordered() && !request.patienceIfNext().isZero();
        return !alone && position.courtesy().isZero();
    }

    /**
     * Timers and path units start on many nodes at the same moment. Where nobody is in line they do not all take the
     * free slot at once, for it costs Consul three writes to lose that race.
     */
    Sign stepAside() {
        ports.clock().sleep(Duration.ofMillis(Math.floorMod(self.node().hashCode() * 31L, MOST_ASIDE.toMillis())));
        return Sign.COME;
    }
}
