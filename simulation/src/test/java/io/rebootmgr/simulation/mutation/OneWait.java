package io.rebootmgr.simulation.mutation;

import io.rebootmgr.cycle.Ports;
import io.rebootmgr.simulation.Fleet;
import io.rebootmgr.simulation.Scenario;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Simulates a node that costs much among four that cost nothing and are asked for another reboot whenever they are
 * back, at limit 1 and a {@code max_wait} of two hours; what comes back is how long it stood in line until it went
 * down, and eight hours where it never did. Where the seed is even all clocks but its own are days off. Loaded together
 * with a mutant it simulates the mutant.
 */
public final class OneWait implements LongFunction<Duration> {
    private static final Duration MOST = Duration.ofHours(8);
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final String COSTLY = "node5";

    private Duration joined = Duration.ZERO;
    private Duration went = Duration.ZERO;

    @Override
    public Duration apply(long seed) {
        joined = Duration.ZERO;
        went = Duration.ZERO;
        Dice dice = new Dice(seed);
        Fleet fleet = new Fleet(
                Scenario.fleet(5, 1, seed, Level.NONE),
                (self, ports) -> telling(ports, self.node().equals(COSTLY) ? "1000" : "0"),
                dice,
                (node, effect) -> Mishap.NONE,
                this::saw);
        try (var timeline = fleet.timeline()) {
            fleet.put(Fleet.KEYS.config(), "{\"limit\":1,\"settle\":\"10s\",\"max_wait\":\"2h\",\"max_reboots\":1000}");
            timeline.run(Duration.ofMinutes(10));
            while (went.isZero() && timeline.now().compareTo(MOST) < 0) {
                for (SimulatedNode node : fleet.nodes()) {
                    boolean costly = node.name().equals(COSTLY);
                    if (node.isQuiet() && !node.hasTriggerFile() && !(costly && joined.isZero() && isEarly(fleet))) {
                        node.putTriggerFile();
                    }
                    if (seed % 2 == 0 && !costly && timeline.now().equals(Duration.ofMinutes(30))) {
                        node.turnClock(Duration.ofDays(dice.between(-5, 5)));
                    }
                }
                timeline.run(timeline.now().plus(STEP));
            }
        }
        return went.isZero() ? MOST : went.minus(joined);
    }

    /** The others are there first. */
    private static boolean isEarly(Fleet fleet) {
        return fleet.timeline().now().compareTo(Duration.ofMinutes(20)) < 0;
    }

    private void saw(Duration now, Happening what) {
        if (what instanceof Happening.Applied applied && joined.isZero()) {
            boolean joins = applied.changes().stream()
                    .anyMatch(change -> change.key().equals(Fleet.KEYS.waiting("fleet", COSTLY))
                            && change.after().isPresent());
            joined = joins ? now : joined;
        }
        if (what instanceof Happening.WentDown down && down.node().equals(COSTLY)) {
            went = now;
        }
    }

    private static Ports telling(Ports ports, String impact) {
        TaskRunner real = ports.tasks();
        TaskRunner telling = new TaskRunner() {
            @Override
            public Listing list(Stage stage) {
                return stage == Stage.IMPACT
                        ? new Listing.Found(List.of(new Task(stage, "impact", "/etc/rebootmgr/impact")), List.of())
                        : real.list(stage);
            }

            @Override
            public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
                return task.stage() == Stage.IMPACT
                        ? new End.Exited(0, Duration.ZERO, "", impact)
                        : real.run(task, environment, timeout, watch);
            }

            @Override
            public Optional<String> endLeftovers() {
                return real.endLeftovers();
            }
        };
        return new Ports(ports.consul(), ports.host(), telling, ports.clock(), ports.ids(), ports.listener());
    }
}
