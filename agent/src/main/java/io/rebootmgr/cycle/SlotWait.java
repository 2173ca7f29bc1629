package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.slot.Position;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the gates until nothing is against a reboot and it is this node's turn. What the return of another node opens
 * is waited for in line, as long as the request says: a slot of the group, and the gates that a node closes while it is
 * out, which may need a moment more than its slot. Any other gate that holds ends it at once.
 */
final class SlotWait {
    private static final Logger LOG = LoggerFactory.getLogger(SlotWait.class);
    /** A gate that is closed for so long after the last return was not closed by who was out. */
    private static final Duration AFTER_RETURN = Duration.ofMinutes(5);
    /** It is judged again so often meanwhile, the less often the longer it is closed. */
    private static final Duration GATE_POLL = Duration.ofSeconds(3);

    private static final Duration SLOWEST_GATE_POLL = Duration.ofSeconds(30);
    /** Servers elect a new leader when one of them goes down; a run that waits already waits for that, too. */
    private static final Duration ELECTION = Duration.ofMinutes(1);

    private final Ports ports;
    private final Self self;
    private final RunRequest request;
    private final WaitInLine turn;
    private final GatePrograms programs;
    private final OwnImpact impact;
    private @Nullable Judgement judgement;
    private Optional<String> told = Optional.empty();
    private Set<String> out = Set.of();
    /** When another node was last seen to have given its slot back, or this run began in line. */
    private Optional<Duration> returned = Optional.empty();
    /** Since when a gate holds though a slot is free. */
    private Optional<Duration> closedSince = Optional.empty();

    SlotWait(Ports ports, Self self, RunRequest request) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.turn = new WaitInLine(ports, self, request);
        this.impact = new OwnImpact(ports, self);
        this.programs = GatePrograms.beforeTheClaim(ports, self, request);
    }

    /** What was seen last. */
    Judgement judged() {
        if (judgement == null) {
            throw new IllegalStateException("gates were not judged");
        }
        return judgement;
    }

    /** How the run ends; empty when it is this node's turn. */
    Optional<Outcome> untilItsTurn() {
        WaitInLine.Sign sign = WaitInLine.Sign.LOOK_AGAIN;
        Optional<Duration> silentSince = Optional.empty();
        while (true) {
            try {
                Judgement seen = Judgement.now(ports, self, request, Optional.empty(), programs);
                judgement = seen;
                boolean open = seen.end().isEmpty();
                if ((open && sign == WaitInLine.Sign.COME) || !(open || waits(seen, sign))) {
                    return seen.end();
                }
                if (!request.operator() && seen.triggers().isEmpty()) {
                    return Optional.of(Outcome.done("nothing to do: the trigger has gone"));
                }
                Position position = seen.facts()
                        .position(
                                request.limits(self.limits(seen.policy())),
                                ports.clock().now());
                tell(seen, position);
                if (open && turn.isNow(position)) {
                    return Optional.empty();
                }
                sign = await(seen, position);
                silentSince = Optional.empty();
            } catch (MalformedJson e) {
                return Optional.of(new Outcome(
                        ExitCode.INVALID, Facts.malformed(self.keys().slots(self.group()), e)));
            } catch (ConsulException e) {
                silentSince = silentSince.or(() -> Optional.of(ports.clock().elapsed()));
                if (told.isEmpty() || !isPassing(e, silentSince.get())) {
                    throw e;
                }
                ports.clock().sleep(GATE_POLL);
                sign = WaitInLine.Sign.LOOK_AGAIN;
            }
        }
    }

    private boolean isPassing(ConsulException e, Duration since) {
        return e.kind().mayPass() && ports.clock().elapsed().minus(since).compareTo(ELECTION) < 0;
    }

    /** Keeps who is out, and when one of them came back. */
    private void notice(Facts facts) {
        Set<String> now;
        try {
            now = facts.othersOut();
        } catch (MalformedJson e) {
            // The gate "slot" says what is wrong with them.
            return;
        }
        boolean inLineAtFirst = told.isEmpty() && returned.isEmpty() && facts.isInLine();
        if (!now.containsAll(out) || inLineAtFirst) {
            returned = Optional.of(ports.clock().elapsed());
        }
        out = now;
    }

    /** Whether what holds this node is waited for, and its place in line is given up where it was for long enough. */
    private boolean waits(Judgement seen, WaitInLine.Sign sign) {
        boolean opened = seen.end().filter(Outcome::isOpenedByAReturn).isPresent();
        if (!opened || sign == WaitInLine.Sign.OVER || !turn.waits()) {
            return false;
        }
        notice(seen.facts());
        if (seen.heldBySlot() || !out.isEmpty()) {
            return true;
        }
        if (returned.isPresent() && sinceReturn().compareTo(AFTER_RETURN) >= 0) {
            LOG.warn("gave up the place in line: nobody is out, and {} holds all the same", gate(seen));
            new Journal(ports, self).leave();
            return false;
        }
        return returned.isPresent();
    }

    private Duration sinceReturn() {
        return ports.clock().elapsed().minus(returned.orElse(Duration.ZERO));
    }

    private WaitInLine.Sign await(Judgement seen, Position position) throws MalformedJson {
        boolean closed = seen.end().isPresent() && position.free() > 0;
        Duration poll = poll();
        if (closed) {
            closedSince = closedSince.or(() -> Optional.of(ports.clock().elapsed()));
            return turn.awaitGate(poll);
        }
        // Those who are before in line have waited for the same gate, and look again in so long.
        Duration others = closedSince.isPresent() ? poll : Duration.ZERO;
        closedSince = Optional.empty();
        return seen.end().isEmpty() && position.isUnordered() ? turn.stepAside() : turn.await(others);
    }

    private Duration poll() {
        Duration fifth = closedSince
                .map(since -> ports.clock().elapsed().minus(since).dividedBy(5))
                .orElse(GATE_POLL);
        Duration poll = fifth.compareTo(GATE_POLL) < 0 ? GATE_POLL : fifth;
        return poll.compareTo(SLOWEST_GATE_POLL) < 0 ? poll : SLOWEST_GATE_POLL;
    }

    /** Says what is waited for: to who asks for another run, to the log, and to the fleet where that is news. */
    private void tell(Judgement seen, Position position) {
        Optional<Outcome> held = seen.end();
        // Short, for it stands in one line of a terminal, and who holds the slot is what somebody there wants to know.
        ports.doing("waiting in line for a slot"
                + (position.named() || position.room()
                        ? ", place " + (position.before().size() + 1)
                        : "")
                + held.map(outcome -> ": " + withoutGate(outcome)).orElse(""));
        boolean same = held.isPresent() && told.equals(held.get().gate());
        if (held.isEmpty()) {
            return;
        }
        boolean stays = same && seen.facts().isInLine() && !position.isOverlooked();
        if (stays) {
            impact.ask(seen.facts());
        }
        if (stays && !impact.isNews(seen.facts())) {
            return;
        }
        if (!same) {
            say(held.get());
        }
        told = held.get().gate();
        new Journal(ports, self).tell(held.get(), State.HELD);
        turn.joined();
    }

    private static String withoutGate(Outcome held) {
        return held.code() == ExitCode.NO_SLOT ? held.text().replaceFirst("^held by [a-z]+: ", "") : held.text();
    }

    private void say(Outcome held) {
        String waits = "waiting in line for a slot of group " + self.group();
        String text = held.code() == ExitCode.NO_SLOT
                ? waits + ": " + held.text()
                : waits + " until this gate opens, up to " + Durations.format(AFTER_RETURN)
                        + " after the last node is back: " + held.text();
        if (request.operator()) {
            // Shown without -v: somebody sits there and wonders.
            LOG.warn("{}", text);
        } else {
            LOG.info("{}", text);
        }
    }

    private static String gate(Judgement seen) {
        return seen.end().flatMap(Outcome::gate).orElse("a gate");
    }
}
