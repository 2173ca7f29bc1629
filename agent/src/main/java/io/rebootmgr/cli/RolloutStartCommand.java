package io.rebootmgr.cli;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.fleet.RolloutDraft;
import io.rebootmgr.fleet.RolloutRequest;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.RolloutPlan;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.Starting;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.show.RolloutPage;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a rollout. */
@Command(
        name = "start",
        description = {
            "Start a rollout: show its waves with their nodes, ask on a terminal, and print its id alone on standard"
                    + " output. What is not said here the policy's `rollout` and `canaries` of the groups say.",
            "",
            "Example: rebootmgr rollout start v42 --change hot --group web --canaries web1 --soak 1h"
        })
final class RolloutStartCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "VERSION", description = "What the nodes are to run: one word.")
    private String version = "";

    @Option(
            names = "--change",
            paramLabel = "KIND",
            converter = RolloutChangeConverter.class,
            description = "What is done to each node: hot, drain, reboot, or detect (what its detectors say).")
    private @Nullable RolloutChange change;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            converter = NameConverter.class,
            description = "The nodes of this group; repeatable (default: all groups).")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--canaries",
            paramLabel = "LIST",
            converter = NodeListConverter.class,
            description = "The first wave: names, ranges as web[1-3,7], @GROUP (default: canaries of the policy).")
    private @Nullable NodeList canaries;

    @Option(
            names = "--waves",
            paramLabel = "PERCENTS",
            converter = PercentsConverter.class,
            description =
                    "Waves behind the canaries by percentages, with commas between: each counts those before it as"
                            + " well.")
    private @Nullable Percents waves;

    @Option(names = "--plan", paramLabel = "FILE", description = "A file with the waves, in JSON.")
    private @Nullable Path plan;

    @Option(
            names = "--soak",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long a wave has to stand well before the next one opens (default: 30m).")
    private @Nullable Duration soak;

    @Option(
            names = "--max-failed",
            paramLabel = "N",
            converter = MaxFailedConverter.class,
            description = "How many failed nodes it bears (default: 0).")
    private @Nullable Integer maxFailed;

    @Option(
            names = "--tags",
            paramLabel = "TAGS",
            split = ",",
            description = "Of tasks that carry tags in their header only those run that carry one of these, with commas"
                    + " between (default: all).")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--barrier",
            description =
                    "Of a hot change: no node of a wave begins a step of its tasks before all of the wave have done"
                            + " those before. A node that waits gives its slot back.")
    private boolean barrier;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for the logbook.")
    private @Nullable String reason;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Show what would be started, and start nothing.")
    private boolean dryRun;

    @Option(
            names = {"-q", "--quiet"},
            description = "On a terminal, do not tell what happens while it happens.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    RolloutStartCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (!PublishedVersion.isName(version)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + version + "' cannot be a version: one word of printable ASCII, at most "
                            + PublishedVersion.NAME_MAX + " characters");
        }
        if (waves != null && plan != null) {
            throw new ParameterException(spec.commandLine(), "--waves and --plan are mutually exclusive");
        }
        Optional<RolloutPlan> read = Optional.ofNullable(plan).map(PlanFile::read);
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            RolloutDraft draft = draft(workplace, clock, read);
            if (dryRun) {
                shell.print(RolloutPage.of(draft, shell.coloured()));
                shell.warn("nothing was started: a dry run");
                return ExitCode.DONE.number();
            }
            shell.tell(RolloutPage.of(draft, shell.coloured()));
            if (shell.interactive() && !yes) {
                // Standard output is the id's alone.
                shell.askAside("Start it now?", "nothing was started");
            }
            return start(workplace, draft);
        }
    }

    private int start(Workplace workplace, RolloutDraft draft) {
        int all = draft.nodes().size();
        AtomicInteger placed = new AtomicInteger();
        Optional<Rollout> begun = Optional.empty();
        // What it says of a signal it has to say before this clock is closed: then the JVM ends.
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            try {
                Rollout started = started(workplace, write(workplace, draft, clock, placed));
                begun = Optional.of(started);
                shell.say(started.id());
                heed(clock);
            } catch (Terminated e) {
                ExitMessage.failed(e.code(), standing(e, begun, placed.get() == all), shell);
                return e.code().number();
            } catch (CommandFailure e) {
                return Failures.exitCode(e, shell);
            }
        }
        Rollout started = begun.orElseThrow();
        if (shell.terminal() && !quiet) {
            shell.warn(Suggestion.of("rebootmgr rollout status")
                            .argument(started.id())
                            .asIs("--watch")
                            .typed()
                    + " follows it, "
                    + Suggestion.of("rebootmgr rollout pause")
                            .argument(started.id())
                            .typed()
                    + " holds it");
        }
        Announcement.tell(
                workplace,
                new Event.OfRollout(
                        RolloutNews.ROLLOUT_STARTED, started, draft.order().by()));
        return ExitCode.DONE.number();
    }

    private Starting.Result write(Workplace workplace, RolloutDraft draft, SystemClock clock, AtomicInteger placed) {
        SortedMap<String, NodeResult> nodes = draft.nodes();
        return Runs.narrated(quiet, shell, watching -> {
            watching.forEach(listener -> listener.does(
                    "writing the places of " + number(nodes.size()) + (nodes.size() == 1 ? " node" : " nodes"),
                    Optional.empty()));
            try {
                return Starting.start(
                        workplace.consul(),
                        workplace.keys(),
                        draft.order(),
                        nodes,
                        pause -> {
                            heed(clock);
                            clock.sleep(pause);
                        },
                        many -> {
                            heed(clock);
                            placed.set(many);
                            watching.forEach(listener -> listener.reached(number(many)));
                        });
            } catch (ConsulException e) {
                // Who waited no longer for an answer is told what stands, too.
                heed(clock);
                throw e;
            }
        });
    }

    /** Of several that write at a time each has to hear it. */
    private static void heed(SystemClock clock) {
        clock.signalled().ifPresent(code -> {
            throw new Terminated(code);
        });
    }

    /** What whoever ended it has to know: whether there is a rollout now. */
    private static String standing(Terminated by, Optional<Rollout> begun, boolean arePlaced) {
        if (begun.isPresent()) {
            return by.getMessage() + "; the rollout had been started before, and goes on: "
                    + Suggestion.of("rebootmgr rollout abort")
                            .argument(begun.get().id())
                            .typed()
                    + " ends it";
        }
        return arePlaced
                ? by.getMessage()
                        + "; not known whether the rollout was started before: look at `rebootmgr rollout list`"
                : "nothing was started: " + by.getMessage()
                        + "; the places of nodes that were written count for nothing without the rollout";
    }

    private static String number(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private RolloutDraft draft(Workplace workplace, SystemClock clock, Optional<RolloutPlan> read) {
        Keys keys = workplace.keys();
        String self = workplace.settings().node().name();
        RolloutRequest asked = new RolloutRequest(
                workplace.ports(clock).ids().get(),
                version,
                Optional.ofNullable(change),
                groups,
                Optional.ofNullable(canaries),
                waves == null ? List.of() : waves.all(),
                read,
                Optional.ofNullable(soak),
                Optional.ofNullable(maxFailed),
                new ChosenTasks(tags, barrier),
                Operator.of(shell.env(), self).name(),
                reason == null ? "" : reason,
                clock.now());
        RolloutDraft draft = switch (RolloutDraft.of(Survey.of(workplace.consul(), keys), asked)) {
            case RolloutDraft.Result.Drafted drafted -> drafted.draft();
            case RolloutDraft.Result.Refused(ExitCode code, List<String> problems) ->
                throw new CommandFailure(code, "nothing was started\n" + String.join("\n", problems));
        };
        // Told before the question: an answer that leads to nothing is worse than none.
        View view = workplace.consul().read(Consistency.CONSISTENT, List.of(keys.rollouts(), keys.versions()));
        Starting.obstacle(view, keys, new TreeSet<>(draft.order().groups()))
                .ifPresent(obstacle -> started(workplace, obstacle));
        if (isOddOneOut(view, keys)) {
            shell.warn(version + " is not published; `rebootmgr version list` shows the versions that are");
        }
        return draft;
    }

    /** Nobody has to publish; where somebody does, a version that is not published may be mistyped. */
    private boolean isOddOneOut(View view, Keys keys) {
        try {
            Versions versions = Versions.in(view, keys);
            return !versions.all().isEmpty() && versions.named(version).isEmpty();
        } catch (MalformedJson e) {
            // Whoever follows versions is told of it.
            return false;
        }
    }

    private static Rollout started(Workplace workplace, Starting.Result result) {
        return switch (result) {
            case Starting.Result.Started(Rollout rollout) -> rollout;
            case Starting.Result.Refused(Rollout other) ->
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "nothing was started: rollout " + other.id() + " of version "
                                + other.order().version() + " is under way in "
                                + String.join(", ", other.order().groups()) + ", started by "
                                + other.order().by() + "\n"
                                + Suggestion.of("rebootmgr rollout status")
                                        .argument(other.id())
                                        .typed()
                                + " shows it, "
                                + Suggestion.of("rebootmgr rollout abort")
                                        .argument(other.id())
                                        .typed()
                                + " ends it");
            case Starting.Result.Overtaken overtaken ->
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "nothing was started: somebody else began to start a rollout in one of these groups just"
                                + " now\n`rebootmgr rollout list` shows it");
            case Starting.Result.Unreadable(String what) ->
                throw new CommandFailure(
                        ExitCode.INVALID,
                        "nothing was started: " + what + "\nit is left as it is: see "
                                + Suggestion.key("get", workplace.keys().rollouts()) + ", then fix or delete it");
            case Starting.Result.Uncertain(String cause) ->
                throw new CommandFailure(
                        ExitCode.CONSUL,
                        "not known whether it was started: " + cause + "\nlook at `rebootmgr rollout list`");
        };
    }
}
