package io.rebootmgr.report;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Listener;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.GroupContacts;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.notify.Courier;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Follows a run, keeps the metrics file up to date and has people told. What goes wrong with that is a line in the log.
 */
public final class Report implements Listener {
    /** A run that waits or settles says so often that the agent is at work. */
    private static final Duration REFRESH = Duration.ofMinutes(5);

    /** For all that is still to be told when a run is over, or when it has to end. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(1);

    private static final Duration IN_A_HURRY = Duration.ofSeconds(5);

    private final Self self;
    private final Ports ports;
    private final MemoryFile memoryFile;
    private final ReportState state;
    private final Optional<MetricsFile> metrics;
    private final Optional<Courier> courier;
    private Optional<NotificationRules> notices = Optional.empty();
    private Optional<StuckClaims> stuck = Optional.empty();
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
        this.memoryFile = new MemoryFile(stateDirectory);
        this.state = new ReportState(memoryFile.load());
        this.metrics = textfile.isPresent() ? Optional.of(new MetricsFile(self, textfile.get())) : Optional.empty();
        this.courier = courier;
        this.written = ports.clock().elapsed();
        if (courier.isPresent()) {
            notices = Optional.of(
                    new NotificationRules(courier.get(), state.memory().told()));
            stuck = Optional.of(new StuckClaims(ports, courier.get()));
        }
    }

    @Override
    public void glanced(Facts seen) {
        try {
            note(seen);
        } catch (RuntimeException e) {
            bug(e);
        }
    }

    @Override
    public void saw(Facts seen) {
        looked = true;
        glanced(seen);
        if (ports.clock().elapsed().minus(written).compareTo(REFRESH) >= 0) {
            write(state.doing());
        }
    }

    @Override
    public void asked(Programs.Answers answers) {
        state.asked(answers);
    }

    @Override
    public void happened(Event event) {
        try {
            follow(event);
        } catch (RuntimeException e) {
            bug(e);
        }
    }

    @Override
    public void intends(Event.OfRollout news, Note note) {
        if (courier.isPresent() && courier.get().hasListeners()) {
            state.untold(Optional.of(Untold.of(news, note)));
            memoryFile.save(state.memory());
        }
    }

    /** The run is over. */
    public void ended(Outcome outcome) {
        // Where nothing was seen and all is well another run is at work, and tells of itself.
        if (state.facts().isEmpty() && outcome.code() == ExitCode.DONE) {
            return;
        }
        try {
            conclude(outcome);
        } catch (RuntimeException e) {
            bug(e);
        }
    }

    /** Nothing else is to be done: waits a little for those who are told. */
    public void finish() {
        if (courier.isPresent()) {
            courier.get().finish(patience);
        }
    }

    private void note(Facts seen) {
        state.seen(seen, now());
        if (stuck.isPresent()) {
            stuck.get().tell(seen, ports.clock().now());
        }
    }

    private void follow(Event event) {
        state.happened(event, now());
        write(state.doing());
        if (event instanceof Event.OfRollout) {
            // Before it is told, so that it is told no second time.
            state.untold(Optional.empty());
            memoryFile.save(state.memory());
        }
        if (notices.isPresent()) {
            notices.get().happened(event, surroundings(event), now());
        }
        remember();
    }

    private void conclude(Outcome outcome) {
        ExitCode code = outcome.code();
        boolean goingDown = state.isGoingDown() && code == ExitCode.DONE;
        boolean answering = code != ExitCode.CONSUL && !code.isOfSignal();
        patience = goingDown || code.isOfSignal() ? IN_A_HURRY : AFTERWARDS;
        if (looked && answering && !goingDown) {
            lookAgain();
        }
        state.ended(outcome, answering, now());
        if (answering && notices.isPresent() && state.memory().untold().isPresent()) {
            tellAfterAll(state.memory().untold().get());
        }
        boolean idle = !looked && code == ExitCode.DONE;
        write(idle ? State.IDLE.label() : state.doing());
        if (notices.isPresent()) {
            notices.get().ended(outcome, new Around(), state.memory().heldSince(), now());
        }
        remember();
    }

    /** What a run before wrote, or this one without hearing of it. Where Consul does not say, a later run asks it. */
    private void tellAfterAll(Untold untold) {
        View view;
        try {
            view = ports.consul()
                    .read(Consistency.CONSISTENT, List.of(self.keys().rolloutRecord(untold.rollout())));
        } catch (ConsulException e) {
            return;
        }
        Optional<Event.OfRollout> event = RolloutWrite.record(view, self.keys(), untold.rollout())
                .flatMap(record -> untold.event(record, self.node()));
        if (event.isPresent()) {
            follow(event.get());
        } else {
            state.untold(Optional.empty());
        }
    }

    private Surroundings surroundings() {
        return state.facts().isPresent() ? Surroundings.of(state.facts().get()) : Surroundings.UNKNOWN;
    }

    /** Of several groups each one's people want to hear it. */
    private Surroundings surroundings(Event event) {
        if (event instanceof Event.OfRollout of && of.rollout().order().groups().size() > 1) {
            try {
                return surroundings()
                        .to(GroupContacts.of(
                                ports.consul(),
                                self.keys(),
                                of.rollout().order().groups()));
            } catch (ConsulException e) {
                return surroundings();
            }
        }
        return surroundings();
    }

    /** No lambda: the first one costs an idle run more than all the rest of this. */
    private final class Around implements Supplier<Surroundings> {
        @Override
        public Surroundings get() {
            return surroundings();
        }
    }

    private void lookAgain() {
        try {
            state.seenAfterwards(ConfirmedFacts.read(ports.consul(), ports.host(), self), now());
        } catch (RuntimeException e) {
            // What was seen before is told.
            return;
        }
    }

    private void write(String doing) {
        written = ports.clock().elapsed();
        if (metrics.isPresent()) {
            metrics.get().write(now(), doing, state.memory(), state.facts(), state.programs());
        }
    }

    private void remember() {
        if (notices.isPresent()) {
            state.told(notices.get().told());
        }
        memoryFile.save(state.memory());
    }

    private long now() {
        return ports.clock().now().getEpochSecond();
    }

    /** It shall not become one of the run. */
    private static void bug(RuntimeException e) {
        LoggerFactory.getLogger(Report.class).error("a bug in telling what happens, please report it", e);
    }
}
