package io.rebootmgr.simulation;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.policy.PlannedWave;
import io.rebootmgr.simulation.check.Checks;
import io.rebootmgr.simulation.cluster.Traffic;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.History;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.node.Program;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How one simulation goes: a fleet that is asked for reboots, trouble, peace, and those who watch. */
final class Course implements Witness {
    private static final int TAIL = 60;
    private static final Duration SETTLED = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofMinutes(1);

    private final Scenario scenario;
    private final Runnable endOfTrouble;
    private final History history;
    private final Checks checks;
    private final Campaign campaign;
    private final Fleet fleet;
    private final Dice dice;
    private final boolean logged;
    private Optional<RolloutChange> rollout = Optional.empty();
    private List<PlannedWave> waves = List.of();
    private Duration soak = Duration.ofMinutes(1);

    /** Without a log where nobody reads it: at ten thousand nodes that would be most of the work. */
    Course(
            Scenario scenario,
            Program program,
            Trouble trouble,
            Runnable endOfTrouble,
            Optional<Consumer<String>> reader) {
        this.scenario = scenario;
        this.endOfTrouble = endOfTrouble;
        this.logged = reader.isPresent();
        this.history = new History(TAIL, reader.orElse(line -> {}));
        this.campaign = new Campaign(scenario);
        this.checks = new Checks(scenario.pace().tasks(), scenario.pace().changes());
        this.dice = new Dice(~scenario.seed());
        this.fleet = new Fleet(scenario, program, dice.split(), trouble, this);
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public void saw(Duration now, Happening what) {
        if (logged) {
            history.saw(now, what);
        }
        campaign.saw(now, what);
        checks.saw(now, what);
        if (!checks.violations().isEmpty()) {
            fleet.timeline().stop();
        }
    }

    /** Nobody is asked for anything by itself: a rollout of this change goes through all. */
    Course rollingOut(RolloutChange change) {
        rollout = Optional.of(change);
        return this;
    }

    /** The same in waves of these percentages behind the canary, each with such a soak. */
    Course rollingOut(RolloutChange change, List<Integer> percents, Duration each) {
        waves = percents.stream().map(PlannedWave::of).toList();
        soak = each;
        return rollingOut(change);
    }

    Result run() {
        try (Timeline timeline = fleet.timeline()) {
            Dice asking = dice.split();
            rollout.ifPresentOrElse(
                    change -> RollingOut.planOne(fleet, change, waves, soak), () -> Workload.plan(fleet, asking));
            Chaos.plan(fleet, dice.split());
            Operators.plan(fleet, dice.split());
            Forger.plan(fleet, dice.split());
            Loop.plan(fleet, dice.split());
            Movers.plan(fleet, dice.split());
            RollingOut.plan(fleet, new Dice(scenario.seed() ^ 0x4011L));
            Publishing.plan(fleet, new Dice(scenario.seed() ^ 0xF0110L));
            RolloutForger.plan(fleet, new Dice(scenario.seed() ^ 0x0F46L));
            Windows.plan(fleet, new Dice(scenario.seed() ^ 0x817d07L));
            Losses.plan(fleet, new Dice(scenario.seed() ^ 0x1055L));
            ParallelShell.plan(fleet);
            timeline.run(scenario.begin());
            fleet.servers().traffic().forget();
            timeline.run(scenario.begin().plus(scenario.requests()).plus(scenario.troubled()));
            endOfTrouble.run();
            Peace peace = new Peace(fleet);
            if (checks.violations().isEmpty()) {
                peace.come();
            }
            if (checks.violations().isEmpty()) {
                checks.end(timeline.now(), peace.leftovers());
            }
            return result(timeline);
        }
    }

    /** Only the beginning of a long campaign: so many reboots, or a few more. */
    Result first(int reboots) {
        try (Timeline timeline = fleet.timeline()) {
            Workload.plan(fleet, dice.split());
            timeline.run(scenario.begin());
            fleet.servers().traffic().forget();
            while (campaign.givenBack() < reboots
                    && checks.violations().isEmpty()
                    && timeline.now().compareTo(scenario.bound()) < 0) {
                timeline.run(timeline.now().plus(STEP));
            }
            return result(timeline);
        }
    }

    private Result result(Timeline timeline) {
        return new Result(
                scenario,
                history.digest(),
                timeline.now(),
                checks.violations(),
                history.tail(),
                figures(timeline.now().minus(scenario.begin())));
    }

    private Figures figures(Duration lasted) {
        Traffic traffic = fleet.servers().traffic();
        return rollout.isPresent() ? campaign.figures(lasted, traffic, ideal()) : campaign.figures(lasted, traffic);
    }

    /** The canary, and each wave behind it, on so many slots, and all that soaks. */
    private Duration ideal() {
        int nodes = scenario.nodes().size();
        int before = 1;
        Duration ideal = scenario.ideal(1).plus(soak);
        for (PlannedWave wave : waves) {
            int until = 1 + (int) Math.ceil((nodes - 1) * wave.percent().orElseThrow() / 100.0);
            ideal = ideal.plus(scenario.ideal(until - before)).plus(soak);
            before = until;
        }
        return before < nodes ? ideal.plus(scenario.ideal(nodes - before)).plus(soak) : ideal;
    }

    /** Nobody is asked for a reboot: what so much time costs, once every node had its first run of this boot. */
    Figures idle(Duration lasts) {
        try (Timeline timeline = fleet.timeline()) {
            timeline.run(SETTLED);
            fleet.servers().traffic().forget();
            timeline.run(SETTLED.plus(lasts));
            return campaign.figures(lasts, fleet.servers().traffic());
        }
    }
}
