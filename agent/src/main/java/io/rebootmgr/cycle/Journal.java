package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What this node writes of itself: its status and whether it waits for a slot, only when they say something new, and
 * its logbook.
 */
final class Journal {
    private static final int MAX_ATTEMPTS = 5;

    private final Ports ports;
    private final Self self;
    private final OwnStatus status;
    private final PlaceInLine place;

    Journal(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
        this.status = new OwnStatus(ports, self);
        this.place = new PlaceInLine(ports, self);
    }

    /** Whether {@link #idle} would write something. */
    boolean hasNews(Facts glance) {
        return !idleNews(glance).isEmpty();
    }

    /** Nothing to do: what is over by itself is forgotten, the last reboot or failure is not. */
    void idle(ConfirmedFacts facts) {
        ports.host().forgetLine();
        tell(idleNews(facts));
    }

    /** Nothing asks any more: no place in line is kept, and no reboot is waited for. */
    void unasked(ConfirmedFacts facts) {
        tell(facts.triggers().isEmpty() ? idleNews(facts) : place.given(facts));
    }

    private List<Operation> idleNews(Facts facts) {
        List<Operation> news = status.write(facts, old -> {
            List<Parked> parked = status.stillThere(old, facts.triggers());
            return status.now(State.IDLE, old.failures(), OwnStatus.withoutHold(old), parked)
                    .with(old.loop().with(List.of(), status.present(old, facts.triggers())));
        });
        news.addAll(place.given(facts));
        return news;
    }

    /**
     * A run ended, or waits, and no transaction of the claim's says so; a Consul that does not take it changes nothing.
     * Many may join the line at the same moment: who finds it changed looks again, so that nobody takes the place of
     * one who was before.
     */
    void tell(Outcome outcome, State state) {
        tell(outcome, state, Optional.empty(), OwnStatus::drained);
    }

    /** The same of a claim that is being given up, and whose drain may stand. */
    void tell(Outcome outcome, State state, LocalClaim givenUp) {
        tell(outcome, state, Optional.empty(), facts -> givenUp.standingDrain());
    }

    /** The same of a claim that goes on: where the status says something new, its entry in the logbook says it too. */
    void tell(Outcome outcome, State state, Entry entry) {
        tell(outcome, state, Optional.of(entry), OwnStatus::drained);
    }

    private void tell(Outcome outcome, State state, Optional<Entry> entry, Function<Facts, Optional<String>> drained) {
        try {
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                ConfirmedFacts facts = afterAsking(outcome);
                List<Operation> news = ended(facts, outcome, state, drained.apply(facts));
                if (!news.isEmpty()) {
                    entry.flatMap(longer -> log(facts, longer)).ifPresent(news::add);
                }
                news.addAll(place.named(facts, outcome));
                if (news.isEmpty() || !(ports.consul().write(news) instanceof Written.Refused)) {
                    return;
                }
                ports.clock().sleep(Duration.ofMillis(Math.floorMod(self.node().hashCode() * 31L * attempt, 200)));
            }
        } catch (ConsulException e) {
            // The next run tells it, and this one has something worse to tell.
            return;
        }
    }

    /** Of a node that holds a claim and can do nothing about it now: why. Nothing else of what it said changes. */
    void tellWhy(Outcome outcome) {
        try {
            ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
            tell(status.write(facts, old -> old.ended(status.last(outcome))));
        } catch (ConsulException e) {
            // The next run tells it, and this one has something worse to tell.
            return;
        }
    }

    /** Who stands in line may have been asked what it would cost to take it, and that takes a while. */
    private ConfirmedFacts afterAsking(Outcome outcome) {
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        return place.asked(facts, outcome) ? ConfirmedFacts.read(ports.consul(), ports.host(), self) : facts;
    }

    private void tell(List<Operation> news) {
        if (!news.isEmpty()) {
            ports.consul().write(news);
        }
    }

    /** In the middle of something. */
    List<Operation> at(ConfirmedFacts facts, State state) {
        return at(facts, state, Optional.empty(), false);
    }

    /**
     * A failure that was told and counted when it happened; only now its claim ends.
     *
     * @param drained as for {@link #ended}
     */
    List<Operation> failedBefore(ConfirmedFacts facts, Optional<String> drained) {
        return at(facts, State.FAILED, drained, false);
    }

    /**
     * CLAIM. The status is written even where it says nothing new: whoever takes the node's lease makes it a condition
     * that it is as it was, and so no claim can come in between.
     */
    List<Operation> claimed(ConfirmedFacts facts) {
        return at(facts, State.PREPARING, Optional.empty(), true);
    }

    private List<Operation> at(ConfirmedFacts facts, State state, Optional<String> drained, boolean always) {
        List<Operation> news = status.write(
                facts,
                old -> status.now(state, old.failures(), OwnStatus.withoutHold(old), old.parked())
                        .with(old.loop())
                        .drained(drained),
                always);
        news.addAll(place.given(facts));
        return news;
    }

    /**
     * The tasks of a drained node have succeeded: what failed of them before does not keep it from what follows. A
     * Consul that does not take it lets nothing follow either.
     */
    void mended() {
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        tell(status.write(facts, NodeStatus::withoutFailures));
    }

    /** The place in line is given up, where there is one. */
    List<Operation> leaveLine(ConfirmedFacts facts) {
        return place.given(facts);
    }

    /**
     * Whether the drain of a claim stands that nobody has undone; of what the node says of itself nothing else changes,
     * but that it prepares.
     */
    List<Operation> drained(ConfirmedFacts facts, Optional<String> claim) {
        return status.write(facts, old -> old.preparingNoMore().drained(claim));
    }

    /**
     * A run ended. One that is held by the slots waits in line; so does one that is held by what another node closes
     * while it is out, and who waits already keeps its place.
     *
     * @param drained the claim whose drain stands; empty where it is undone, or where there was none
     */
    List<Operation> ended(ConfirmedFacts facts, Outcome outcome, State state, Optional<String> drained) {
        List<String> looping = status.looping(facts, outcome);
        List<Operation> news = status.write(
                facts,
                old -> status.now(
                                state,
                                old.failures() + (failure(outcome) ? 1 : 0),
                                old.last()
                                        .filter(last -> looping.isEmpty() && OwnStatus.isWhyGivenUp(last, outcome))
                                        .or(() -> Optional.of(status.last(outcome))),
                                status.stillThere(old, facts.triggers()))
                        .with(old.loop().with(looping, status.present(old, facts.triggers())))
                        .drained(drained));
        news.addAll(place.after(facts, outcome));
        news.addAll(OwnResult.ended(ports, facts, outcome, state));
        return news;
    }

    /** Gives up the place: what holds this node is not opened by anybody's return. */
    void leave() {
        try {
            tell(place.left(ConfirmedFacts.read(ports.consul(), ports.host(), self)));
        } catch (ConsulException e) {
            // Whoever takes a slot before it removes it, after a while.
            return;
        }
    }

    /**
     * A reboot is complete; triggers that were obeyed and cannot be cleared are parked, beside those that were already.
     */
    List<Operation> rebooted(ConfirmedFacts facts, Outcome outcome, List<Trigger> obeyed, Optional<InRollout> rollout) {
        List<Operation> news = status.write(facts, old -> {
            Set<Parked> parked = new LinkedHashSet<>(status.stillThere(old, facts.triggers()));
            obeyed.forEach(trigger -> parked.add(new Parked(trigger.name(), trigger.mark())));
            State state = parked.isEmpty() ? State.IDLE : State.PARKED;
            int failures = failure(outcome) ? old.failures() + 1 : 0;
            NodeStatus next = status.now(state, failures, Optional.of(status.last(outcome)), List.copyOf(parked))
                    .with(old.loop());
            return rollout.filter(in -> outcome.code() == ExitCode.DONE)
                    .map(in -> next.running(in.version()))
                    .orElse(next);
        });
        news.addAll(place.given(facts));
        return news;
    }

    /** A rollout has brought this version to the node, which had nothing to do for it. */
    List<Operation> brought(ConfirmedFacts facts, String version) {
        return status.write(facts, old -> status.booted(old).running(version));
    }

    /** The logbook with this entry; a logbook that cannot be read is left as it is. */
    Optional<Operation> log(ConfirmedFacts facts, Entry entry) {
        String key = self.keys().history(self.node());
        try {
            Optional<View.Entry> old = facts.view().get(key);
            History history = old.isPresent() ? History.parse(old.get().value()) : History.NONE;
            // An operator's release writes here too.
            return Optional.of(new Operation.PutIf(
                    key, history.with(entry).bytes(), facts.view().index(key)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** What the logbook has of this claim; nothing where it cannot be read. */
    static Optional<Entry> written(Facts facts, String claim) {
        try {
            return facts.history().of(claim);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    static boolean failure(Outcome outcome) {
        return outcome.code().isFailure();
    }

    /** The same of a code in the logbook. */
    static boolean failure(int code) {
        return ExitCode.of(code).filter(ExitCode::isFailure).isPresent();
    }
}
