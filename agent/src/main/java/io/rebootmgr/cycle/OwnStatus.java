package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.event.TaskEnd;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.DomainGate;
import io.rebootmgr.gate.Repeats;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Needs;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.logbook.Userspace;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status that this node writes next, by what it said last and what it knows of itself now. Nothing is written. */
final class OwnStatus {
    private final Ports ports;
    private final Self self;

    OwnStatus(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
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

    NodeStatus booted(NodeStatus old) {
        return old.booted(
                ports.host().bootId(), ports.host().kernel(), CurrentBoot.userspace(ports.host(), old, self.version()));
    }

    /**
     * Whether this is the failure for which the node is given up. It is kept: the gate repeats it, and a run that wrote
     * down what the gate said would make the next one say more.
     */
    static boolean isWhyGivenUp(Last last, Outcome outcome) {
        return outcome.code() == ExitCode.GIVEN_UP && Journal.failure(last.code());
    }

    /**
     * What asked again and again, where the run was given up for that. It is kept: reboots that grow old do not undo
     * it.
     */
    List<String> looping(Facts facts, Outcome outcome) {
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
    List<String> present(NodeStatus old, List<Trigger> triggers) {
        List<String> names = new ArrayList<>();
        triggers.forEach(trigger -> names.add(trigger.name()));
        if (!old.loop().triggers().isEmpty() && isUnasked()) {
            old.loop().triggers().stream()
                    .filter(name -> name.startsWith(Trigger.DETECTOR))
                    .forEach(names::add);
        }
        return names;
    }

    /** What becomes of what the node said last. */
    interface Edit {
        NodeStatus of(NodeStatus old);
    }

    List<Operation> write(Facts facts, Edit change) {
        return write(facts, change, false);
    }

    List<Operation> write(Facts facts, Edit change, boolean always) {
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

    NodeStatus now(State state, int failures, Optional<Last> last, List<Parked> parked) {
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

    Last last(Outcome outcome) {
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

    /** The claim whose drain the node says to stand; nothing where its status cannot be read. */
    static Optional<String> drained(Facts facts) {
        try {
            return facts.status().flatMap(NodeStatus::drained);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /**
     * What a task says that only asks for another time may change with each run; that is not written down each time.
     */
    static String lastWords(Outcome outcome) {
        return Journal.failure(outcome) ? outcome.task().map(TaskEnd::lastError).orElse("") : "";
    }

    /** What held it is over; how the last reboot or failure ended is worth keeping. */
    static Optional<Last> withoutHold(NodeStatus old) {
        return old.state() == State.HELD ? Optional.empty() : old.last();
    }

    /** Whether nobody knows in this boot what detectors say: then what is parked of theirs stays so. */
    private boolean isUnasked() {
        return ports.host().detectors().isPresent() && Detected.in(ports.host()).isEmpty();
    }

    List<Parked> stillThere(NodeStatus old, List<Trigger> present) {
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
