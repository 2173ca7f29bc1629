package io.rebootmgr.simulation;

import io.rebootmgr.simulation.check.Checks;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.DrawnTrouble;
import io.rebootmgr.simulation.history.History;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.function.Consumer;

/** One history from its beginning to its end. */
public final class Simulation {
    private static final int TAIL = 60;
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private final Scenario scenario;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
    }

    public static Simulation of(Scenario scenario) {
        return new Simulation(scenario);
    }

    /** Runs it to its end, or to the first violation. */
    public Result run() {
        return run(drawnTrouble(), line -> {}, true);
    }

    /** As {@link #run()}, with every line of the log. */
    public Result replay(Consumer<String> reader) {
        return run(drawnTrouble(), reader, true);
    }

    /** As {@link #run()}, without a log: at ten thousand nodes that would be most of the work. */
    public Result measure() {
        return run(drawnTrouble(), line -> {}, false);
    }

    /** Lets the fleet be for so long, with nobody asked for a reboot; first every node has its first run of this boot. */
    public Figures idle(Duration lasts) {
        Dice dice = new Dice(scenario.seed());
        Campaign campaign = new Campaign(scenario);
        Fleet fleet = new Fleet(scenario, dice, drawnTrouble(), campaign);
        try (Timeline timeline = fleet.timeline()) {
            timeline.run(SETTLED);
            fleet.servers().traffic().forget();
            timeline.run(SETTLED.plus(lasts));
            return campaign.figures(lasts, fleet.servers().traffic());
        }
    }

    private DrawnTrouble drawnTrouble() {
        return new DrawnTrouble(scenario.level(), new Dice(scenario.seed() + 1));
    }

    private Result run(DrawnTrouble trouble, Consumer<String> reader, boolean written) {
        Dice dice = new Dice(scenario.seed());
        History history = new History(TAIL, reader);
        Runnable[] stop = {() -> {}};
        Checks checks = new Checks(scenario.pace().tasks(), () -> stop[0].run());
        Campaign campaign = new Campaign(scenario);
        Fleet fleet = new Fleet(scenario, dice.split(), trouble, (now, what) -> {
            if (written) {
                history.saw(now, what);
            }
            checks.saw(now, what);
            campaign.saw(now, what);
        });
        Peace peace = new Peace(fleet);
        try (Timeline timeline = fleet.timeline()) {
            stop[0] = timeline::stop;
            Workload.plan(fleet, dice.split());
            Chaos.plan(fleet, dice.split());
            Operators.plan(fleet, dice.split());
            timeline.run(scenario.requests().plus(scenario.troubled()));
            if (checks.violations().isEmpty()) {
                trouble.end();
                peace.come();
            }
            if (checks.violations().isEmpty()) {
                checks.add("S7", timeline.now(), peace.leftovers());
                checks.end(timeline.now());
            }
            return new Result(
                    scenario,
                    history.digest(),
                    timeline.now(),
                    checks.violations(),
                    history.tail(),
                    campaign.figures(timeline.now(), fleet.servers().traffic()));
        }
    }
}
