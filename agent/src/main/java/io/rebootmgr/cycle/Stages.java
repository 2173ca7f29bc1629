package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.event.TaskEnd;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the tasks of a stage in order; the first that does not succeed ends it. */
final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);
    private static final int TRY_LATER = 75;

    private final TaskRunner runner;
    private final Listener listener;
    private final Map<String, String> environment;
    private final List<String> tags;
    private final Duration timeout;
    /** Who tells of a task whose turn it is; none outside a rollout. */
    private final Optional<Function<Task, OncePerGroup>> once;
    /** Who keeps step with the other nodes; none where each goes at its own pace. */
    private final Optional<Barrier> steps;

    private Stages(Ports ports, Map<String, String> environment, Duration timeout) {
        this(ports, environment, List.of(), timeout, Optional.empty(), Optional.empty());
    }

    /** Of tasks that carry tags only those run that carry one of these; none: all. */
    private Stages(
            Ports ports,
            Map<String, String> environment,
            List<String> tags,
            Duration timeout,
            Optional<Function<Task, OncePerGroup>> once,
            Optional<Barrier> steps) {
        this.runner = ports.tasks();
        this.listener = ports.listener();
        this.environment = environment;
        this.tags = tags;
        this.timeout = timeout;
        this.once = once;
        this.steps = steps;
    }

    /** Those of a claim. */
    static Stages of(Ports ports, Self self, LocalClaim local, Policy policy) {
        Map<String, String> environment = environment(self, local.change(), local.id(), local.reason(), false);
        local.rollout().ifPresent(rollout -> addTo(environment, rollout));
        List<String> tags = local.rollout().map(in -> in.tasks().tags()).orElse(List.of());
        return new Stages(
                ports,
                environment,
                tags,
                policy.taskTimeout(),
                local.rollout()
                        .map(rollout -> task -> new OncePerGroup(ports, self, rollout, policy.sessionTtl(), task)),
                local.rollout().filter(in -> in.tasks().barrier()).map(in -> new Barrier(ports, self, in)));
    }

    /** Those that come once at the end of a rollout. */
    static Stages finalizing(Ports ports, Self self, Order order, Policy policy) {
        Map<String, String> environment = environment(self, "", order.reason(), false);
        environment.put("REBOOTMGR_CHANGE", order.change().label());
        InRollout rollout = new InRollout(
                order.id(), order.version(), order.waves().getLast().name(), order.tasks());
        addTo(environment, rollout);
        // Each leaves its mark: where a later one fails, or wants another time, those before it do not come again.
        return new Stages(
                ports,
                environment,
                order.tasks().tags(),
                policy.taskTimeout(),
                Optional.of(task -> new OncePerGroup(ports, self, rollout, policy.sessionTtl(), task)),
                Optional.empty());
    }

    /** What a node's rollout brings, for programs that are asked before there is a claim. */
    static void addRollout(Map<String, String> environment, Facts facts) {
        if (facts.turn() instanceof NodeTurn.Placed turn && turn.goesOn()) {
            addTo(environment, turn.in());
        }
    }

    private static void addTo(Map<String, String> environment, InRollout rollout) {
        environment.put("REBOOTMGR_ROLLOUT", rollout.id());
        environment.put("REBOOTMGR_VERSION", rollout.version());
        environment.put("REBOOTMGR_WAVE", rollout.wave());
    }

    /** Those of a change that is only rehearsed; without a claim, or with that of a node on its way back. */
    static Stages rehearsed(Ports ports, Self self, ChangeKind change, String claim, String reason, Duration timeout) {
        return new Stages(ports, environment(self, change, claim, reason, true), timeout);
    }

    /** What every script of the operator's is told; its stage is missing. */
    static Map<String, String> environment(Self self, ChangeKind change, String claim, String reason, boolean dryRun) {
        Map<String, String> environment = environment(self, claim, reason, dryRun);
        environment.put("REBOOTMGR_CHANGE", change.label());
        return environment;
    }

    /** The same of one that is asked before it is known what the node needs. */
    static Map<String, String> environment(Self self, String claim, String reason, boolean dryRun) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("REBOOTMGR_NODE", self.node());
        environment.put("REBOOTMGR_GROUP", self.group());
        environment.put("REBOOTMGR_REASON", reason);
        environment.put("REBOOTMGR_CLAIM", claim);
        if (dryRun) {
            environment.put("REBOOTMGR_DRY_RUN", "1");
        }
        return environment;
    }

    /** The stages that a change of this kind goes through, in their order; those of giving up last. */
    static List<Stage> of(ChangeKind change) {
        return change == ChangeKind.HOT ? List.of(Stage.HOT) : Stage.OF_REBOOT;
    }

    /** What keeps any stage of a change from being run; those that a node need not have need not be there. */
    static Optional<Outcome> obstacle(TaskRunner runner, ChangeKind change) {
        return of(change).stream()
                .flatMap(stage -> isLeftOut(runner, stage) ? Stream.empty() : obstacle(runner, stage).stream())
                .findFirst();
    }

    /** Whether the node has none of these tasks, and need not have any. */
    static boolean isLeftOut(TaskRunner runner, Stage stage) {
        return stage.isOptional() && runner.list(stage) instanceof Listing.Missing;
    }

    /** Whether there are tasks of this stage, be they such that they can be run or not. */
    static boolean has(TaskRunner runner, Stage stage) {
        return switch (runner.list(stage)) {
            case Listing.Found found -> !found.tasks().isEmpty();
            case Listing.Missing missing -> false;
            case Listing.Refused refused -> true;
        };
    }

    /** What keeps a stage from being run at all, so that it is known before anything is claimed. */
    static Optional<Outcome> obstacle(TaskRunner runner, Stage stage) {
        return switch (runner.list(stage)) {
            case Listing.Found found -> Optional.empty();
            case Listing.Missing missing ->
                Optional.of(new Outcome(
                        ExitCode.NOT_INITIALISED,
                        "the task directory " + missing.directory() + " is missing; create it, empty if this node has"
                                + " no " + stage.label() + " tasks"));
            case Listing.Refused refused -> Optional.of(new Outcome(ExitCode.INVALID, refused.cause()));
        };
    }

    /**
     * Runs them all.
     *
     * @param ran is told every task that ran
     * @param timedOut is told of a task that had to be killed
     * @return what ended the stage, empty when every task succeeded
     */
    Optional<Outcome> run(Stage stage, Watch watch, Consumer<Entry.TaskRun> ran, Consumer<String> timedOut) {
        Listing listing = runner.list(stage);
        if (!(listing instanceof Listing.Found found)) {
            return obstacle(runner, stage);
        }
        found.skipped().forEach(skipped -> LOG.warn("skipped: {}", skipped));
        environment.put("REBOOTMGR_STAGE", stage.label());
        for (Task task : found.tasks()) {
            if (!isChosen(task)) {
                LOG.info("{} {} is left out: it has none of the rollout's tags", stage.label(), task.name());
                continue;
            }
            if (stage == Stage.HOT && steps.isPresent()) {
                switch (steps.get().at(task)) {
                    case Barrier.Turn.Now now -> {}
                    case Barrier.Turn.Over over -> {
                        LOG.info("{} {} is left out: this node has done it", stage.label(), task.name());
                        continue;
                    }
                    case Barrier.Turn.Later(Outcome why) -> {
                        return Optional.of(why);
                    }
                }
            }
            Optional<Outcome> broken = broken(task, watch);
            if (broken.isPresent()) {
                return broken;
            }
            Optional<Outcome> stopped = once.isPresent()
                            && (stage == Stage.FINALIZE || task.header().oncePerGroup())
                    ? runOnce(task, once.get().apply(task), watch, ran, timedOut)
                    : run(task, watch, ran, timedOut);
            if (stopped.isPresent()) {
                return stopped;
            }
            if (stage == Stage.HOT && steps.isPresent()) {
                steps.get().done(task);
            }
        }
        if (stage == Stage.HOT) {
            // Whoever retries this node from now on wants all of them.
            steps.ifPresent(Barrier::over);
        }
        return Optional.empty();
    }

    /** This process may have stood still since it looked last. */
    private static Optional<Outcome> broken(Task task, Watch watch) {
        return watch.lookBeforeStart()
                .flatMap(why -> failed(task.stage().what() + " " + task.name() + " was not started: " + why));
    }

    private void running(Task task) {
        listener.does("running " + task.stage().what() + " " + task.name(), Optional.empty());
    }

    private Optional<Outcome> run(Task task, Watch watch, Consumer<Entry.TaskRun> ran, Consumer<String> timedOut) {
        LOG.info("{} {} starts", task.stage().label(), task.name());
        running(task);
        End end = runner.run(task, environment, task.header().timeout().orElse(timeout), watch);
        return judge(task, end, ran, timedOut);
    }

    /** For the group: on the first node that gets there. */
    private Optional<Outcome> runOnce(
            Task task, OncePerGroup turn, Watch watch, Consumer<Entry.TaskRun> ran, Consumer<String> timedOut) {
        String name = task.stage().what() + " " + task.name();
        try (turn) {
            return switch (turn.take(watch)) {
                case OncePerGroup.Turn.Over(String by) -> {
                    LOG.info("{} is passed by: {} has done it for the group", name, by);
                    yield Optional.empty();
                }
                case OncePerGroup.Turn.Wait(String why) ->
                    Optional.of(later(name + " comes once for the group: " + why));
                case OncePerGroup.Turn.Failed(String why) -> failed(name + " comes once for the group: " + why);
                case OncePerGroup.Turn.Ours(Watch both) -> {
                    Optional<Outcome> broken = broken(task, both);
                    if (broken.isPresent()) {
                        yield turn.lost()
                                .map(why -> later(name + " was not started: " + why))
                                .or(() -> broken);
                    }
                    LOG.info("{} starts, for the group", name);
                    running(task);
                    End end = runner.run(
                            task, environment, task.header().timeout().orElse(timeout), both);
                    Optional<Outcome> stopped = judge(task, end, ran, timedOut);
                    Optional<String> lost = turn.lost();
                    if (lost.isPresent()) {
                        yield Optional.of(later(name + " was ended: " + lost.get()));
                    }
                    yield isWorthAMark(end) && !turn.marked(stopped.isEmpty()) && stopped.isEmpty()
                            ? Optional.of(later(name + " succeeded, and that could not be marked"))
                            : stopped;
                }
            };
        } catch (ConsulException e) {
            return Optional.of(later(name + " comes once for the group: " + e.reason()));
        }
    }

    /** What asked for another time, or was ended from outside, is begun anew by whoever comes. */
    private static boolean isWorthAMark(End end) {
        return switch (end) {
            case End.Exited exited -> exited.code() != TRY_LATER;
            case End.TimedOut timedOut -> true;
            case End.Ended ended -> false;
            case End.NotStarted notStarted -> true;
        };
    }

    private boolean isChosen(Task task) {
        List<String> its = task.header().tags();
        return tags.isEmpty() || its.isEmpty() || its.stream().anyMatch(tags::contains);
    }

    private Optional<Outcome> judge(Task task, End end, Consumer<Entry.TaskRun> ran, Consumer<String> timedOut) {
        String name = task.stage().what() + " " + task.name();
        return switch (end) {
            case End.Exited(int code, Duration took, String lastError, var firstLine) -> {
                ran.accept(new Entry.TaskRun(task.stage().label(), task.name(), code, took));
                TaskEnd of = new TaskEnd(task.stage().label(), task.name(), took, lastError);
                yield switch (code) {
                    case 0 -> Optional.empty();
                    case TRY_LATER ->
                        Optional.of(new Outcome(ExitCode.TASK_LATER, name + " asks to be tried again later (exit 75)")
                                .by(of));
                    default ->
                        failed(name + " failed with exit " + code + "; see its output in the log")
                                .map(outcome -> outcome.by(of));
                };
            }
            case End.TimedOut(Duration took, String lastError) -> {
                ran.accept(new Entry.TaskRun(task.stage().label(), task.name(), -1, took));
                String why = name
                        + task.header()
                                .timeout()
                                .map(own -> NodeSwitch.TOOK_LONGER_THAN_IT_SAYS)
                                .orElse(NodeSwitch.TOOK_TOO_LONG);
                timedOut.accept(why);
                yield failed(why)
                        .map(outcome -> outcome.by(new TaskEnd(task.stage().label(), task.name(), took, lastError)));
            }
            case End.Ended(String why, Duration took) -> {
                ran.accept(new Entry.TaskRun(task.stage().label(), task.name(), -1, took));
                yield failed(name + " was ended: " + why);
            }
            case End.NotStarted(String cause) -> failed(name + " could not be started: " + cause);
        };
    }

    private static Outcome later(String text) {
        return new Outcome(ExitCode.TASK_LATER, text);
    }

    private static Optional<Outcome> failed(String text) {
        return Optional.of(new Outcome(ExitCode.TASK_FAILED, text));
    }
}
