package io.rebootmgr.simulation;

import io.rebootmgr.simulation.check.Checks;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.History;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.function.Consumer;

/** How one simulation goes: a fleet that is asked for reboots, trouble, peace, and those who watch. */
final class Course implements Witness {
    private static final int TAIL = 60;

    private final Scenario scenario;
    private final Runnable endOfTrouble;
    private final History history;
    private final Checks checks;
    private final Fleet fleet;
    private final Dice dice;

    Course(Scenario scenario, Trouble trouble, Runnable endOfTrouble, Consumer<String> reader) {
        this.scenario = scenario;
        this.endOfTrouble = endOfTrouble;
        this.history = new History(TAIL, reader);
        this.checks = new Checks(scenario.pace().tasks());
        this.dice = new Dice(~scenario.seed());
        this.fleet = new Fleet(scenario, dice.split(), trouble, this);
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public void saw(Duration now, Happening what) {
        history.saw(now, what);
        checks.saw(now, what);
        if (!checks.violations().isEmpty()) {
            fleet.timeline().stop();
        }
    }

    Result run() {
        try (Timeline timeline = fleet.timeline()) {
            Workload.plan(fleet, dice.split());
            Chaos.plan(fleet, dice.split());
            Operators.plan(fleet, dice.split());
            timeline.run(scenario.requests().plus(scenario.troubled()));
            endOfTrouble.run();
            Peace peace = new Peace(fleet);
            if (checks.violations().isEmpty()) {
                peace.come();
            }
            if (checks.violations().isEmpty()) {
                checks.end(timeline.now(), peace.leftovers());
            }
            return new Result(scenario, history.digest(), timeline.now(), checks.violations(), history.tail());
        }
    }
}
