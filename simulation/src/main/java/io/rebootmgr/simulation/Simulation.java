package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.DrawnTrouble;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.History;
import java.time.Duration;
import java.util.List;

/** One history from its beginning to its end. */
public final class Simulation {
    private static final int TAIL = 60;
    private static final Duration STEP = Duration.ofMinutes(5);

    private final Scenario scenario;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
    }

    public static Simulation of(Scenario scenario) {
        return new Simulation(scenario);
    }

    public Result run() {
        Dice dice = new Dice(scenario.seed());
        DrawnTrouble trouble = new DrawnTrouble(scenario.level(), dice.split());
        History history = new History(TAIL, line -> {
            if (Boolean.getBoolean("replay")) {
                System.out.println(line);
            }
        });
        Fleet fleet = new Fleet(scenario, dice.split(), trouble, history);
        Workload.plan(fleet, dice.split());
        try (var timeline = fleet.timeline()) {
            timeline.run(scenario.requests().plus(scenario.troubled()));
            while (timeline.now().compareTo(scenario.bound()) < 0 && !quiet(fleet)) {
                timeline.run(timeline.now().plus(STEP));
            }
            System.out.println(timeline.now() + " quiet " + quiet(fleet) + " ideal " + scenario.ideal() + " req " + fleet.servers().traffic().requests() + " raft "
                    + fleet.servers().traffic().raftWrites() + " peak " + fleet.servers().traffic().peakPerSecond());
        }
        return new Result(scenario.seed(), history.digest(), List.of());
    }

    private boolean quiet(Fleet fleet) {
        return fleet.nodes().stream().allMatch(node -> node.isQuiet() && !node.hasTriggerFile())
            && fleet.keys(Fleet.KEYS.groups()).under(Fleet.KEYS.groups()).stream().noneMatch(e -> e.key().endsWith("/slots") && e.text().contains("node"));
    }

    public static void main(String[] args) {
        for (int i = 0; i < (args.length > 4 ? Integer.parseInt(args[4]) : 1); i++) {
        long t = System.nanoTime();
        Scenario s = Scenario.fleet(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]), io.rebootmgr.simulation.fault.Level.valueOf(args[3]));
        Result r = of(s).run();
        System.out.println(r.digest() + " " + (System.nanoTime() - t) / 1000000 + " ms");
        }
    }
}
