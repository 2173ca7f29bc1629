package io.rebootmgr.simulation;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import io.rebootmgr.simulation.fault.Level;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The simulator's command line. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a fleet of the agent's own cycle on a model of Consul, in virtual time, from one seed, and checks at every"
                    + " step that no promise is broken. Exit 0 when none was, else 1.",
            "",
            "Example: scripts/simulate --nodes 1000 --limit 10 --seed 1 --report"
        })
public final class Main implements Callable<Integer> {
    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "A campaign of N nodes; without it a small fleet that the seed draws.")
    private @Nullable Integer nodes;

    @Option(names = "--limit", paramLabel = "L", description = "Slots of the campaign's group (${DEFAULT-VALUE}).")
    private int limit = 1;

    @Option(
            names = "--servers",
            paramLabel = "S",
            description =
                    "So many of the campaign's nodes are the Consul servers (${DEFAULT-VALUE}); 3 or more, or they could"
                            + " never go.")
    private int servers;

    @Option(
            names = "--jobs",
            paramLabel = "ORDER",
            description =
                    "The campaign's nodes have jobs, as a cluster's have, and the line goes by impact or by arrival.")
    private @Nullable Order jobs;

    @Option(
            names = "--change",
            paramLabel = "KIND",
            description = "What the campaign's nodes are asked for: reboot (the default), or hot, five minutes each.")
    private Asked change = Asked.REBOOT;

    @Option(
            names = "--rollout",
            description =
                    "The campaign is a rollout: a canary, 10 %% and all others, with 30 minutes of soak behind each.")
    private boolean rollout;

    private static final List<Integer> PERCENTS = List.of(10);
    private static final Duration SOAK = Duration.ofMinutes(30);

    /** What a campaign is about. */
    enum Asked {
        REBOOT,
        HOT
    }

    /** By what the line of a cluster goes. */
    enum Order {
        IMPACT,
        ARRIVAL
    }

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The same seed gives the same history (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--faults",
            paramLabel = "LEVEL",
            description = "none, some or hostile; a campaign's default is none, a small fleet's is drawn.")
    private @Nullable Level faults;

    @Option(names = "--report", description = "Tell what it cost, and how long it took beside the best that could be.")
    private boolean report;

    @Option(names = "--first", paramLabel = "N", description = "Only the first N reboots of a campaign.")
    private @Nullable Integer first;

    @Option(names = "--replay", description = "Print everything that happens.")
    private boolean replay;

    @Option(
            names = "--idle",
            paramLabel = "DURATION",
            converter = Time.class,
            description = "Nobody is asked for a reboot: what the fleet costs Consul meanwhile.")
    private @Nullable Duration idle;

    @Option(
            names = "--soak",
            paramLabel = "DURATION",
            converter = Time.class,
            description = "Small fleets, seed after seed from a random one, for so long.")
    private @Nullable Duration soak;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs it and exits with its code. */
    public static void main(String[] args) {
        int[] code = {CommandLine.ExitCode.SOFTWARE};
        // Virtual, as the processes are: those hand over to one another without asking the system.
        Thread simulator =
                Thread.ofVirtual().start(() -> code[0] = commandLine().execute(args));
        try {
            simulator.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(code[0]);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (soak != null) {
            return new Soak(soak, out).run(new SplittableRandom().nextLong(1L << 40));
        }
        Scenario scenario = scenario();
        if (idle != null) {
            out.print(Simulation.of(scenario).idle(idle).text());
            out.flush();
            return 0;
        }
        Simulation simulation = Simulation.of(scenario);
        String option = rollout ? " --rollout" : "";
        Result result = replay ? told(simulation, out::println) : measured(simulation);
        out.println(scenario.command() + option + ": " + (result.isGood() ? "0 violations" : "VIOLATED"));
        if (!result.isGood()) {
            // Only with its log is it of use.
            out.println((replay ? result : told(simulation, line -> {})).story(option));
        }
        if (report) {
            out.print(result.figures().text());
        }
        out.flush();
        return result.isGood() ? 0 : 1;
    }

    private Result measured(Simulation simulation) {
        if (rollout) {
            return simulation.rollingOut(rolloutChange(), PERCENTS, SOAK);
        }
        return first == null ? simulation.measure() : simulation.first(first);
    }

    private Result told(Simulation simulation, Consumer<String> reader) {
        return rollout ? simulation.replayRollout(rolloutChange(), PERCENTS, SOAK, reader) : simulation.replay(reader);
    }

    private RolloutChange rolloutChange() {
        return change == Asked.HOT ? RolloutChange.HOT : RolloutChange.REBOOT;
    }

    private Scenario scenario() {
        Optional<Level> level = Optional.ofNullable(faults);
        if (nodes != null) {
            if (nodes < 1 || nodes > 10_000 || limit < 1) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--nodes is 1 to 10000, and --limit 1 or more");
            }
            if (servers < 0 || servers == 1 || servers == 2 || servers > nodes) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--servers is 0, or 3 to the number of nodes");
            }
            if (change == Asked.HOT) {
                return Scenario.hot(nodes, limit, seed);
            }
            if (jobs != null) {
                return Scenario.cluster(nodes, limit, jobs == Order.IMPACT, seed);
            }
            return Scenario.fleetWithServers(nodes, limit, servers, seed, level.orElse(Level.NONE));
        }
        return level.map(l -> Scenario.drawn(seed, l)).orElseGet(() -> Scenario.drawn(seed));
    }

    /** Reads {@code 30m}. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return switch (Durations.parse(text, Duration.ofSeconds(1), Durations.LONGEST)) {
                case Parsed.Value<Duration> value -> value.value();
                case Parsed.Wrong<Duration> wrong -> throw new TypeConversionException(wrong.what());
            };
        }
    }
}
