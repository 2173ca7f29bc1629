package io.rebootmgr.simulation.node;

import io.rebootmgr.order.Header;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks of a node, of which some fail, ask for another time, or hang. They die with the run that started them, but
 * for some outside its unit.
 */
final class RunTasks implements TaskRunner {
    /** In small fleets a change in service takes so much longer: else no two nodes would ever be at one. */
    private static final int HOT_FACTOR = 12;

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SELDOM = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** Longer than a session lives that nobody renews. */
    private static final Duration LONGEST_UNDOING = Duration.ofMinutes(15);

    private static final Duration MOST_DYING = Duration.ofSeconds(10);
    private static final int TRY_LATER = 75;
    static final int KILLED = -1;

    /** How the name of a task begins that one node of a group does for all in a rollout. */
    public static final String ONCE = "00-once-";

    private final Run run;
    private Optional<LeftTask.Running> running = Optional.empty();

    RunTasks(Run run) {
        this.run = run;
    }

    @Override
    public Listing list(Stage stage) {
        if (stage == Stage.GATE) {
            List<String> names = run.node().gates().names();
            return names.isEmpty()
                    ? new Listing.Missing("/etc/rebootmgr/gates.d")
                    : new Listing.Found(names.stream().map(RunTasks::gate).toList(), List.of());
        }
        if (stage == Stage.IMPACT) {
            return run.node().work().isTold()
                    ? new Listing.Found(List.of(new Task(stage, "impact", "/etc/rebootmgr/impact")), List.of())
                    : new Listing.Missing("/etc/rebootmgr/impact");
        }
        if (stage == Stage.DETECT) {
            List<String> names = run.node().detectors().names();
            return names.isEmpty()
                    ? new Listing.Missing("/etc/rebootmgr/detectors.d")
                    : new Listing.Found(names.stream().map(RunTasks::detector).toList(), List.of());
        }
        Pace pace = run.node().around().pace();
        int count = switch (stage) {
            case ABORT -> 1;
            // Not every node has them. Of two, the second may fail or want another time behind the first.
            case FINALIZE -> 2 * (1 - run.node().name().length() % 2);
            case HOT, DRAINED -> pace.changes();
            case PRE_BOOT, POST_BOOT, GATE, IMPACT, DETECT -> pace.tasks();
        };
        if (count == 0) {
            return new Listing.Missing("/etc/rebootmgr/" + stage.directory());
        }
        List<Task> tasks = new ArrayList<>();
        boolean isChange = stage == Stage.HOT || stage == Stage.DRAINED;
        if (isChange && pace.changes() > 1) {
            tasks.add(task(stage, ONCE + stage.label(), 0, true));
        }
        for (int i = 1; i <= count; i++) {
            String name = i + "0-" + stage.label();
            tasks.add(task(stage, name, i, false));
        }
        return new Listing.Found(tasks, List.of());
    }

    private static Task task(Stage stage, String name, int step, boolean once) {
        Header header =
                new Header(Optional.empty(), step, List.of(), List.of(), List.of(), once, Optional.empty(), List.of());
        return new Task(stage, name, "/etc/rebootmgr/" + stage.directory() + "/" + name, header);
    }

    @Override
    public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        Mishap mishap = run.before(Effect.TASK);
        if (task.stage() == Stage.GATE) {
            End said = ask(task.name(), timeout, watch);
            run.after(mishap);
            return said;
        }
        if (task.stage() == Stage.IMPACT) {
            OwnWork.Answer answer = run.node().work().ask(timeout);
            End said = attend(answer.takes(), answer.code(), timeout, watch, run.elapsed());
            run.after(mishap);
            return said instanceof End.Exited(int code, Duration took, String error, String line)
                    ? new End.Exited(code, took, error, answer.line())
                    : said;
        }
        if (task.stage() == Stage.DETECT) {
            End said = detect(task.name(), timeout, watch);
            run.after(mishap);
            return said;
        }
        String claim = environment.getOrDefault("REBOOTMGR_CLAIM", "");
        Duration start = run.elapsed();
        Duration length = length(task.stage(), timeout);
        int code = code();
        running = Optional.of(new LeftTask.Running(claim, task, start.plus(length), code));
        saw(new Happening.TaskStarted(run.node().name(), claim, task.stage(), task.name()));
        End end;
        try {
            end = attend(length, code, timeout, watch, start);
        } catch (RuntimeException e) {
            die();
            ended(KILLED);
            throw e;
        }
        ended(end instanceof End.Exited exited ? exited.code() : KILLED);
        run.after(mishap);
        return end;
    }

    private static Task gate(String name) {
        return new Task(Stage.GATE, name, "/etc/rebootmgr/gates.d/" + name);
    }

    private static Task detector(String name) {
        return new Task(Stage.DETECT, name, "/etc/rebootmgr/detectors.d/" + name);
    }

    /** One that is ended has said nothing. */
    private End detect(String name, Duration timeout, Watch watch) {
        OwnGates.Answer answer = run.node().detectors().ask(name, timeout);
        End end = attend(answer.takes(), answer.code(), timeout, watch, run.elapsed());
        if (!(end instanceof End.Ended)) {
            int code = end instanceof End.Exited exited ? exited.code() : KILLED;
            saw(new Happening.DetectorSaid(run.node().name(), name, code));
        }
        return end;
    }

    /** A gate program dies with its run, however that ends. */
    private End ask(String name, Duration timeout, Watch watch) {
        OwnGates.Answer answer = run.node().gates().ask(name, timeout);
        int code = KILLED;
        try {
            End end = attend(answer.takes(), answer.code(), timeout, watch, run.elapsed());
            code = end instanceof End.Exited exited ? exited.code() : KILLED;
            return end;
        } finally {
            saw(new Happening.ProgramSaid(run.node().name(), run.author().run(), name, code));
        }
    }

    /** The agent's own runner does so before every task, too; here only who asks for it is safe. */
    @Override
    public Optional<String> endLeftovers() {
        if (run.node().leftTask().isThere()) {
            die();
            run.node().leftTask().end(KILLED);
        }
        return Optional.empty();
    }

    private End attend(Duration length, int code, Duration timeout, Watch watch, Duration start) {
        while (true) {
            Duration took = run.elapsed().minus(start);
            if (took.compareTo(length) >= 0) {
                return new End.Exited(code, took);
            }
            if (took.compareTo(timeout) >= 0) {
                die();
                return new End.TimedOut(run.elapsed().minus(start), "");
            }
            Optional<String> why = watch.look();
            if (why.isPresent()) {
                die();
                return new End.Ended(why.get(), run.elapsed().minus(start));
            }
            Duration left = length.minus(run.elapsed().minus(start));
            // Of drains that last for hours, in a fleet where all goes well, not every half-second is of interest.
            Duration look = level().isCalm() && length.compareTo(LONG) > 0 ? SELDOM : LOOK;
            run.strand().sleep(left.compareTo(look) < 0 && !left.isNegative() ? left : look);
        }
    }

    private Duration length(Stage stage, Duration timeout) {
        Pace pace = run.node().around().pace();
        Dice dice = run.node().dice();
        if (dice.chance(level().of(0.003))) {
            return timeout.multipliedBy(2);
        }
        return switch (stage) {
            case HOT -> changing(pace, dice).multipliedBy(level().isCalm() ? 1 : HOT_FACTOR);
            case DRAINED -> changing(pace, dice);
            case PRE_BOOT ->
                run.node().work().isJobs() ? drain() : pace.drain().draw(dice).dividedBy(pace.tasks());
            case POST_BOOT -> pace.serve().draw(dice).dividedBy(pace.tasks());
            case FINALIZE -> pace.serve().draw(dice);
            case ABORT -> dice.chance(level().of(0.1)) ? dice.between(Duration.ZERO, LONGEST_UNDOING) : SECOND;
            case GATE, IMPACT, DETECT -> Duration.ZERO;
        };
    }

    private static Duration changing(Pace pace, Dice dice) {
        return pace.serve().draw(dice).dividedBy(Math.max(1, pace.changes()));
    }

    private Duration drain() {
        Jobs jobs = run.node().work().jobs();
        Duration now = run.elapsed();
        saw(new Happening.Drains(run.node().name(), jobs.drain(now), jobs.idle(now)));
        return jobs.drain(now);
    }

    private int code() {
        Dice dice = run.node().dice();
        if (dice.chance(level().of(0.01))) {
            return 1;
        }
        return dice.chance(level().of(0.01)) ? TRY_LATER : 0;
    }

    private Level level() {
        return run.node().around().level().get();
    }

    private void die() {
        run.strand().sleep(level().isCalm() ? Duration.ZERO : run.node().dice().between(Duration.ZERO, MOST_DYING));
    }

    /** With the run, and all of its group. */
    void kill() {
        ended(KILLED);
    }

    /** Only the run dies. */
    void abandon() {
        Optional<LeftTask.Running> was = running;
        running = Optional.empty();
        was.ifPresent(run.node().leftTask()::livesOn);
    }

    private void ended(int code) {
        Optional<LeftTask.Running> was = running;
        running = Optional.empty();
        was.ifPresent(one -> {
            run.node().detectors().ended(one.task(), code);
            saw(new Happening.TaskEnded(
                    run.node().name(),
                    one.claim(),
                    one.task().stage(),
                    one.task().name(),
                    code));
        });
    }

    private void saw(Happening what) {
        run.node().around().saw(what);
    }
}
