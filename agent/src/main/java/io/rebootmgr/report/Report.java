package io.rebootmgr.report;

import io.rebootmgr.cycle.Listener;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.notify.Courier;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.LoggerFactory;

/** Follows a run, keeps the metrics file up to date and has people told. What goes wrong with that is a warning in the log. */
public final class Report implements Listener {
    /** A run that waits or settles says so often that the agent is at work. */
    private static final Duration REFRESH = Duration.ofMinutes(5);

    /** For all that is still to be told when a run is over, or when it has to end. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(1);

    private static final Duration IN_A_HURRY = Duration.ofSeconds(5);

    private final Self self;
    private final Ports ports;
    private final Optional<MetricsFile> metrics;
    private final Optional<Courier> courier;
    private final MemoryFile memoryFile;
    private Memory memory;
    private Optional<Notices> notices = Optional.empty();
    private Optional<StuckClaims> stuck = Optional.empty();
    private Optional<Facts> facts = Optional.empty();
    private String state = "";
    private boolean looked;
    private Duration written;
    private Duration patience = AFTERWARDS;

    /**
     * @param textfile where the metrics go
     * @param courier who tells people
     * @param stateDirectory keeps what the next run has to know
     */
    public Report(Self self, Ports ports, Optional<Path> textfile, Optional<Courier> courier, Path stateDirectory) {
        this.self = self;
        this.ports = ports;
        this.metrics = textfile.isPresent() ? Optional.of(new MetricsFile(self, textfile.get())) : Optional.empty();
        this.memoryFile = new MemoryFile(stateDirectory);
        this.memory = memoryFile.load();
        this.written = ports.clock().elapsed();
        this.courier = courier;
        if (courier.isPresent()) {
            notices = Optional.of(new Notices(courier.get(), memory.told()));
            stuck = Optional.of(new StuckClaims(ports.consul(), courier.get()));
        }
    }

    @Override
    public void glanced(Facts seen) {
        try {
            noted(seen);
        } catch (RuntimeException e) {
            bug(e);
        }
    }

    private void noted(Facts seen) {
        facts = Optional.of(seen);
        wanted(seen);
        if (stuck.isPresent()) {
            stuck.get().tell(seen, ports.clock().now());
        }
    }

    @Override
    public void saw(Facts seen) {
        looked = true;
        glanced(seen);
        if (ports.clock().elapsed().minus(written).compareTo(REFRESH) >= 0) {
            write(OptionalInt.empty(), label());
        }
    }

    @Override
    public void happened(Event event) {
        try {
            follow(event);
        } catch (RuntimeException e) {
            bug(e);
        }
    }

    private void follow(Event event) {
        // No switch over types before something has happened: its first use costs 20 ms.
        if (event instanceof Event.Completed completed) {
            memory = memory.rebooted(now(), completed.entry().phases());
            state = State.IDLE.label();
        } else if (event instanceof Event.Claimed) {
            memory = memory.held(Optional.empty(), now());
            state = State.PREPARING.label();
        } else if (event instanceof Event.Rebooting) {
            state = State.REBOOTING.label();
        } else if (event instanceof Event.Back) {
            state = State.RETURNING.label();
        }
        write(OptionalInt.empty(), label());
        if (notices.isPresent()) {
            notices.get().happened(event, now());
            remember();
        }
    }

    /** The run is over. */
    public void ended(Outcome outcome) {
        try {
            conclude(outcome);
        } catch (RuntimeException e) {
            bug(e);
        }
    }

    private void conclude(Outcome outcome) {
        if (facts.isEmpty() && outcome.code() == ExitCode.DONE) {
            // Another run is at work and tells of itself.
            return;
        }
        boolean goingDown = state.equals(State.REBOOTING.label()) && outcome.code() == ExitCode.DONE;
        boolean answering = outcome.code() != ExitCode.CONSUL && outcome.code() != ExitCode.TERMINATED;
        patience = goingDown || outcome.code() == ExitCode.TERMINATED ? IN_A_HURRY : AFTERWARDS;
        if (looked && answering && !goingDown) {
            lookAgain();
        }
        if (answering) {
            Optional<String> stop = outcome.code() == ExitCode.STOPPED ? Optional.of("stop") : Optional.empty();
            memory = memory.held(outcome.gate().isPresent() ? outcome.gate() : stop, now());
        }
        boolean idle = !looked && outcome.code() == ExitCode.DONE;
        write(OptionalInt.of(outcome.code().number()), idle ? State.IDLE.label() : label());
        if (notices.isPresent()) {
            notices.get().ended(outcome, memory.heldSince(), now());
        }
        remember();
    }

    /** Nothing else is to be done: waits a little for those who are told. */
    public void finish() {
        if (courier.isPresent()) {
            courier.get().finish(patience);
        }
    }

    /** It shall not become one of the run. */
    private static void bug(RuntimeException e) {
        LoggerFactory.getLogger(Report.class).error("a bug in telling what happens, please report it", e);
    }

    private void lookAgain() {
        try {
            Facts fresh = Facts.read(ports.consul(), ports.host(), self);
            facts = Optional.of(fresh);
            state = "";
            wanted(fresh);
        } catch (RuntimeException e) {
            // What was seen before is told.
            return;
        }
    }

    /** Something asks for a reboot, since it was first seen. */
    private void wanted(Facts seen) {
        List<Trigger> asking;
        try {
            asking = seen.fresh();
        } catch (MalformedJson e) {
            asking = seen.triggers();
        }
        if (asking.isEmpty() != (memory.requiredSince() == 0)) {
            memory = memory.required(asking.isEmpty() ? 0 : now());
        }
    }

    /** What the node is doing: as its own events say, else as its status in Consul. */
    private String label() {
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

    private void write(OptionalInt exitCode, String doing) {
        written = ports.clock().elapsed();
        if (metrics.isPresent()) {
            metrics.get().write(now(), exitCode, doing, memory, facts);
        }
    }

    private void remember() {
        if (notices.isPresent()) {
            memory = memory.told(notices.get().told());
        }
        memoryFile.save(memory);
    }

    private long now() {
        return ports.clock().now().getEpochSecond();
    }
}
