package io.rebootmgr.simulation.node;

import io.rebootmgr.cycle.Cycle;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.RunRequest;
import io.rebootmgr.cycle.UndoNow;
import io.rebootmgr.host.HostException;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Timeline;
import io.rebootmgr.verdict.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The runs of one node: who starts them, which of them has the lock, and how they end. */
public final class Runs {
    private static final Duration TIMER = Duration.ofMinutes(5);

    private final SimulatedNode node;
    private final Timeline timeline;
    private final Dice dice;
    private final boolean hasCron;
    private final Duration offset;
    private final List<Run> runs = new ArrayList<>();
    /** Those that systemd did not start: nobody ends the group when they die. */
    private final Set<Run> outside = new HashSet<>();

    private Optional<Run> lockedBy = Optional.empty();
    private long starts;

    Runs(SimulatedNode node, Dice dice) {
        this.node = node;
        this.timeline = node.around().timeline();
        this.dice = dice;
        this.hasCron = !node.level().isCalm() && dice.chance(0.3);
        this.offset = dice.between(Duration.ZERO, TIMER);
    }

    /** Those that run now. */
    List<Run> all() {
        return List.copyOf(runs);
    }

    void begin() {
        plan(offset);
    }

    /** The timer of this boot starts its first run after so long. */
    void plan(Duration delay) {
        int boot = node.boots();
        timeline.after(delay, () -> {
            if (boot == node.boots()) {
                startUnlessRunning();
                Duration past = Duration.ofNanos(
                        timeline.now().minus(offset).plus(TIMER).toNanos() % TIMER.toNanos());
                plan(TIMER.minus(past));
            }
        });
    }

    /** As systemd does: one that is running is not started again. */
    void startUnlessRunning() {
        if (node.isUp() && runs.isEmpty()) {
            start(RunRequest.TIMER);
        }
    }

    void start(RunRequest request) {
        start(ports -> new Cycle(ports, node.self()).run(request), hasCron || request.equals(RunRequest.PLAIN));
    }

    /** An operator has what an earlier run left undone, a stop or not. */
    void startUndo() {
        start(ports -> new UndoNow(ports, node.self()).run(false), true);
    }

    private void start(Function<Ports, Outcome> what, boolean byHand) {
        node.around().saw(new Happening.RunStarted(node.name(), node.bootId()));
        Author author = Author.agent(node.name(), node.bootId(), ++starts);
        Run started = new Run(node, author, (run, ports) -> perform(run, ports, what));
        runs.add(started);
        if (byHand) {
            outside.add(started);
        }
    }

    private void perform(Run run, Ports ports, Function<Ports, Outcome> what) {
        try {
            Outcome outcome = what.apply(ports);
            node.around().saw(new Happening.RunEnded(node.name(), outcome.code().number(), outcome.text()));
        } catch (HostException e) {
            node.around()
                    .saw(new Happening.RunEnded(
                            node.name(), ExitCode.INVALID.number(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            node.around().saw(new Happening.Bug(node.name(), trace.toString()));
        }
        ended(run);
    }

    void ended(Run run) {
        runs.remove(run);
        outside.remove(run);
        unlock(run);
    }

    /** Only its process dies; outside its unit its task may live on. */
    void killed(Run run) {
        if (outside.contains(run) && dice.chance(0.5)) {
            run.killAlone();
        } else {
            run.kill();
        }
        ended(run);
        node.around().saw(new Happening.RunDied(node.name()));
    }

    /** They stand still at their next request (SIGSTOP). */
    public void freeze() {
        node.around().saw(new Happening.Note(node.name() + "'s runs stand still"));
        all().forEach(run -> run.strand().suspend());
    }

    /** And go on (SIGCONT). */
    public void thaw() {
        all().forEach(run -> run.strand().resume());
    }

    boolean lock(Run run) {
        if (lockedBy.isPresent()) {
            return false;
        }
        lockedBy = Optional.of(run);
        return true;
    }

    void unlock(Run run) {
        lockedBy = lockedBy.filter(holder -> holder != run);
    }

    /** The node is off. */
    void endAll() {
        all().forEach(run -> {
            run.kill();
            ended(run);
        });
    }
}
