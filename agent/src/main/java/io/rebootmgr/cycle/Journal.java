package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.event.TaskEnd;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.DomainGate;
import io.rebootmgr.gate.Repeats;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.Needs;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.logbook.Userspace;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this node writes of itself: its status and whether it waits for a slot, only when they say something new, and
 * its logbook.
 */
final class Journal {
    private static final Set<ExitCode> FAILURES =
            Set.of(ExitCode.TASK_FAILED, ExitCode.NOT_REBOOTED, ExitCode.REBOOT_FAILED);

    private static final int MAX_ATTEMPTS = 5;

    private final Ports ports;
    private final Self self;
    private final PlaceInLine place;

    Journal(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
        this.place = new PlaceInLine(ports, self);
    }

    /** The node's last word in these facts, or a first one. A malformed one gives none: it is not overwritten. */
    private Optional<NodeStatus> previous(Facts facts) {
        try {
            Optional<NodeStatus> status = facts.status();
            return status.isPresent()
                    ? status
                    : Optional.of(new NodeStatus(
                            self.group(), State.IDLE, "", "", self.version(), 0, Optional.empty(), List.of()));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /**
     * Whether what the node said last was said long ago, in another boot or by another agent: held or idle, under a
     * stop too, it is written once more. Garbage is not overwritten.
     *
     * @param word the node's status, which may have been read stale
     */
    boolean isToRepeatStatus(View.Entry word) {
        try {
            NodeStatus old = NodeStatus.parse(word.value());
            return isOfAnotherBoot(old)
                    || old.isDueAgain(ports.clock().now())
                    || !old.agentVersion().equals(self.version());
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * Writes what the node said last once more. Whatever the run has written itself since it saw this word stays.
     *
     * @param word of which {@link #isToRepeatStatus} is true: what is written follows from it and the node alone
     */
    void repeatStatus(View.Entry word) {
        try {
            NodeStatus old = NodeStatus.parse(word.value());
            NodeStatus next = isOfAnotherBoot(old) ? booted(old) : old;
            byte[] value = next.speaking(self.version(), ports.clock().now()).bytes();
            ports.consul().write(List.of(word.rewrittenAs(value)));
        } catch (MalformedJson | ConsulException e) {
            // What Consul did not take the next run says.
        }
    }

    /**
     * Of a node that holds nothing and has failed at nothing: by the boot of one on its way, or that was released, what
     * became of a claim whose file is lost is known again.
     */
    private boolean isOfAnotherBoot(NodeStatus old) {
        return switch (old.state()) {
            case IDLE, HELD ->
                !old.bootId().equals(ports.host().bootId())
                        || !old.kernel().equals(ports.host().kernel())
                        || CurrentBoot.hasAnotherSign(ports.host(), old);
            case FAILED, PARKED, PREPARING, CHANGING, REBOOTING, RETURNING, UNKNOWN -> false;
        };
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
        List<Operation> news = write(facts, old -> {
            List<Parked> parked = stillThere(old, facts.triggers());
            return now(State.IDLE, old.failures(), withoutHold(old), parked)
                    .with(old.loop().with(List.of(), present(old, facts.triggers())));
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
        tell(outcome, state, Optional.empty());
    }

    /** The same of a claim that goes on: where the status says something new, its entry in the logbook says it too. */
    void tell(Outcome outcome, State state, Entry entry) {
        tell(outcome, state, Optional.of(entry));
    }

    private void tell(Outcome outcome, State state, Optional<Entry> entry) {
        try {
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                ConfirmedFacts facts = afterAsking(outcome);
                List<Operation> news = ended(facts, outcome, state);
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
            tell(write(facts, old -> old.ended(last(outcome))));
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
        return at(facts, state, false);
    }

    /**
     * CLAIM. The status is written even where it says nothing new: whoever takes the node's lease makes it a condition
     * that it is as it was, and so no claim can come in between.
     */
    List<Operation> claimed(ConfirmedFacts facts) {
        return at(facts, State.PREPARING, true);
    }

    private List<Operation> at(ConfirmedFacts facts, State state, boolean always) {
        List<Operation> news = write(
                facts,
                old -> now(state, old.failures(), withoutHold(old), old.parked())
                        .with(old.loop()),
                always);
        news.addAll(place.given(facts));
        return news;
    }

    /** The place in line is given up, where there is one. */
    List<Operation> leaveLine(ConfirmedFacts facts) {
        return place.given(facts);
    }

    /**
     * Whether the drain of a claim stands that nobody has undone; of what the node says of itself nothing else changes.
     */
    List<Operation> drained(ConfirmedFacts facts, Optional<String> claim) {
        return write(facts, old -> old.drained(claim));
    }

    /**
     * A run ended without a claim of its own, or gave it back. One that is held by the slots waits in line; so does one
     * that is held by what another node closes while it is out, and who waits already keeps its place.
     */
    List<Operation> ended(ConfirmedFacts facts, Outcome outcome, State state) {
        return ended(facts, outcome, state, Optional.empty());
    }

    /**
     * The same of a run that was broken off.
     *
     * @param drained the claim whose drain stands; empty where it is undone, or where there was none
     */
    List<Operation> ended(ConfirmedFacts facts, Outcome outcome, State state, Optional<String> drained) {
        List<String> looping = looping(facts, outcome);
        List<Operation> news = write(
                facts,
                old -> now(
                                state,
                                old.failures() + (failure(outcome) ? 1 : 0),
                                old.last()
                                        .filter(last -> looping.isEmpty() && isWhyGivenUp(last, outcome))
                                        .or(() -> Optional.of(last(outcome))),
                                stillThere(old, facts.triggers()))
                        .with(old.loop().with(looping, present(old, facts.triggers())))
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
        List<Operation> news = write(facts, old -> {
            Set<Parked> parked = new LinkedHashSet<>(stillThere(old, facts.triggers()));
            obeyed.forEach(trigger -> parked.add(new Parked(trigger.name(), trigger.mark())));
            State state = parked.isEmpty() ? State.IDLE : State.PARKED;
            int failures = failure(outcome) ? old.failures() + 1 : 0;
            NodeStatus next = now(state, failures, Optional.of(last(outcome)), List.copyOf(parked))
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
        return write(facts, old -> booted(old).running(version));
    }

    private NodeStatus booted(NodeStatus old) {
        return old.booted(
                ports.host().bootId(), ports.host().kernel(), CurrentBoot.userspace(ports.host(), old, self.version()));
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
        return FAILURES.contains(outcome.code());
    }

    /** The same of a code in the logbook. */
    static boolean failure(int code) {
        return FAILURES.stream().anyMatch(one -> one.number() == code);
    }

    /**
     * Whether this is the failure for which the node is given up. It is kept: the gate repeats it, and a run that wrote
     * down what the gate said would make the next one say more.
     */
    private static boolean isWhyGivenUp(Last last, Outcome outcome) {
        return outcome.code() == ExitCode.GIVEN_UP && failure(last.code());
    }

    /**
     * What asked again and again, where the run was given up for that. It is kept: reboots that grow old do not undo
     * it.
     */
    private List<String> looping(Facts facts, Outcome outcome) {
        if (outcome.code() != ExitCode.GIVEN_UP || !(facts.policy() instanceof PolicyState.Known known)) {
            return List.of();
        }
        try {
            return Repeats.of(facts, known.policy(), ports.clock().now()).looping();
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    /** What may still loop: all that is present, and of detectors that were not asked what did before. */
    private List<String> present(NodeStatus old, List<Trigger> triggers) {
        List<String> names = new ArrayList<>();
        triggers.forEach(trigger -> names.add(trigger.name()));
        if (!old.loop().triggers().isEmpty() && isUnasked()) {
            old.loop().triggers().stream()
                    .filter(name -> name.startsWith(Trigger.DETECTOR))
                    .forEach(names::add);
        }
        return names;
    }

    private interface Edit {
        NodeStatus of(NodeStatus old);
    }

    private List<Operation> write(Facts facts, Edit change) {
        return write(facts, change, false);
    }

    private List<Operation> write(Facts facts, Edit change, boolean always) {
        List<Operation> news = new ArrayList<>();
        Optional<NodeStatus> old = previous(facts);
        if (old.isPresent()) {
            NodeStatus changed = change.of(old.get());
            NodeStatus next = changed.in(userspace(old.get(), changed))
                    .needing(needs(old.get()))
                    .runningAsBefore(old.get())
                    .keepingOthersOf(old.get())
                    .seen(ports.clock().now());
            String key = self.keys().status(self.node());
            long index = facts.view().index(key);
            if (!next.says(old.get())) {
                news.add(new Operation.PutIf(key, next.bytes(), index));
            } else if (always) {
                // Consul leaves the index of a key as it is that is written as it stood.
                news.add(new Operation.DeleteIf(key, index));
                news.add(new Operation.PutIf(key, next.bytes(), 0));
            }
        }
        return news;
    }

    /** One that tells of another boot still tells of the user space of that one. */
    private Userspace userspace(NodeStatus old, NodeStatus next) {
        return next.bootId().equals(ports.host().bootId())
                ? CurrentBoot.userspace(ports.host(), old, self.version())
                : old.userspace();
    }

    /** What detectors said last; after a boot they are asked anew, and until then what was known is told. */
    private Needs needs(NodeStatus old) {
        if (ports.host().detectors().isEmpty()) {
            return Needs.NONE;
        }
        Optional<Detected> detected = Detected.in(ports.host());
        return detected.isPresent() ? detected.get().needs() : old.needs();
    }

    private NodeStatus now(State state, int failures, Optional<Last> last, List<Parked> parked) {
        return new NodeStatus(
                        self.group(),
                        state,
                        ports.host().kernel(),
                        ports.host().bootId(),
                        self.version(),
                        failures,
                        last,
                        parked)
                .in(self.domain());
    }

    private Last last(Outcome outcome) {
        // Who holds the slots changes with every reboot; a thousand waiting nodes need not write that down each time.
        String reason = outcome.code() != ExitCode.NO_SLOT
                ? outcome.text()
                : outcome.gate().equals(Optional.of(DomainGate.NAME))
                        ? "waiting for a slot within the limits of failure domains"
                        : "waiting for a slot";
        return new Last(
                outcome.code().number(),
                reason,
                ports.clock().now(),
                outcome.gate(),
                outcome.until(),
                lastWords(outcome));
    }

    /**
     * What a task says that only asks for another time may change with each run; that is not written down each time.
     */
    private static String lastWords(Outcome outcome) {
        return failure(outcome) ? outcome.task().map(TaskEnd::lastError).orElse("") : "";
    }

    /** What held it is over; how the last reboot or failure ended is worth keeping. */
    private static Optional<Last> withoutHold(NodeStatus old) {
        return old.state() == State.HELD ? Optional.empty() : old.last();
    }

    /** Whether nobody knows in this boot what detectors say: then what is parked of theirs stays so. */
    private boolean isUnasked() {
        return ports.host().detectors().isPresent() && Detected.in(ports.host()).isEmpty();
    }

    private List<Parked> stillThere(NodeStatus old, List<Trigger> present) {
        List<Parked> parked = new ArrayList<>();
        boolean unasked = !old.parked().isEmpty() && isUnasked();
        for (Parked p : old.parked()) {
            if (unasked && p.trigger().startsWith(Trigger.DETECTOR)) {
                parked.add(p);
            }
            for (Trigger t : present) {
                if (t.name().equals(p.trigger()) && t.mark().equals(p.mark())) {
                    parked.add(p);
                }
            }
        }
        return parked;
    }
}
