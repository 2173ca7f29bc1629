package io.rebootmgr.report;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of this node while a run goes on: what it saw last, what happened since, what is remembered. Times are
 * seconds since 1970.
 */
final class ReportState {
    private Memory memory;
    private Optional<Facts> facts = Optional.empty();
    private final SortedMap<String, Programs.Answer> programs = new TreeMap<>();
    /** As its own events say; empty before the first. */
    private String state = "";
    /** A stop flag ended the run, which then writes nothing to Consul. */
    private boolean stopped;

    ReportState(Memory memory) {
        this.memory = memory;
    }

    Memory memory() {
        return memory;
    }

    Optional<Facts> facts() {
        return facts;
    }

    /** What gate programs said last in this run, in the order of their names. */
    Collection<Programs.Answer> programs() {
        return programs.values();
    }

    /** They were asked; those behind one that holds may not have been, and are known by an earlier answer. */
    void asked(Programs.Answers answers) {
        answers.answers().forEach(answer -> programs.put(answer.program(), answer));
    }

    /** The reboot command is about to be given, or was. */
    boolean isGoingDown() {
        return state.equals(State.REBOOTING.label());
    }

    /** These facts are newer; what asks for a reboot in them does so since it was first seen. */
    void seen(Facts seen, long now) {
        facts = Optional.of(seen);
        List<Trigger> asking;
        try {
            asking = seen.fresh();
        } catch (MalformedJson e) {
            asking = seen.triggers();
        }
        if (asking.isEmpty() != (memory.requiredSince() == 0)) {
            memory = memory.required(asking.isEmpty() ? 0 : now);
        }
    }

    /** These facts hold all that has happened. */
    void seenAfterwards(Facts seen, long now) {
        state = "";
        seen(seen, now);
    }

    void happened(Event event, long now) {
        // No switch over types before something has happened: its first use costs 20 ms.
        if (event instanceof Event.Completed completed) {
            memory = completed.entry().change() == ChangeKind.REBOOT
                    ? memory.rebooted(now, completed.entry().phases())
                    : memory;
            state = State.IDLE.label();
        } else if (event instanceof Event.Claimed) {
            memory = memory.held(Optional.empty(), now);
            state = State.PREPARING.label();
        } else if (event instanceof Event.Changing) {
            state = State.CHANGING.label();
        } else if (event instanceof Event.Rebooting) {
            state = State.REBOOTING.label();
        } else if (event instanceof Event.Back) {
            state = State.RETURNING.label();
        }
    }

    /**
     * The run ended so; the gate that held it does so since it first did.
     *
     * @param answering whether it says anything of the gates: one that lost Consul, or was ended by a signal, does not
     */
    void ended(Outcome outcome, boolean answering, long now) {
        stopped = outcome.code() == ExitCode.STOPPED;
        memory = memory.ended(outcome.code().number());
        if (answering) {
            Optional<String> stop = stopped ? Optional.of("stop") : Optional.empty();
            memory = memory.held(outcome.gate().isPresent() ? outcome.gate() : stop, now);
        }
    }

    /** These news of a rollout are about to be written, or nothing is left to be told. */
    void untold(Optional<Untold> news) {
        memory = memory.untold(news);
    }

    void told(Notified told) {
        memory = memory.told(told);
    }

    /**
     * What the node is doing: as its own events say, else as its status in Consul; empty where that is not known. A
     * stop holds a node that is in service and would try; one that is out of service, or has given up, is still that.
     */
    String doing() {
        String doing = withoutStop();
        boolean stays = doing.equals(State.CHANGING.label())
                || doing.equals(State.REBOOTING.label())
                || doing.equals(State.RETURNING.label())
                || doing.equals(State.PARKED.label());
        return stopped && !stays ? State.HELD.label() : doing;
    }

    private String withoutStop() {
        if (!state.isEmpty() || facts.isEmpty()) {
            return state;
        }
        try {
            Optional<NodeStatus> status = facts.get().status();
            return status.isPresent() ? status.get().state().label() : State.IDLE.label();
        } catch (MalformedJson e) {
            return "";
        }
    }
}
