package io.rebootmgr.simulation;

import io.rebootmgr.simulation.check.Checks;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.DrawnTrouble;
import io.rebootmgr.simulation.history.History;
import io.rebootmgr.simulation.time.Timeline;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One history from its beginning to its end. */
public final class Simulation {
    private static final int TAIL = 60;

    private final Scenario scenario;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
    }

    public static Simulation of(Scenario scenario) {
        return new Simulation(scenario);
    }

    /** Runs it to its end, or to the first violation. */
    public Result run() {
        return run(new DrawnTrouble(scenario.level(), new Dice(scenario.seed() + 1)), line -> {});
    }

    /** As {@link #run()}, with every line of the log. */
    public Result replay(Consumer<String> reader) {
        return run(new DrawnTrouble(scenario.level(), new Dice(scenario.seed() + 1)), reader);
    }

    private Result run(DrawnTrouble trouble, Consumer<String> reader) {
        Dice dice = new Dice(scenario.seed());
        History history = new History(TAIL, reader);
        AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
        Checks checks = new Checks(scenario.pace().tasks(), () -> stop.get().run());
        Meanwhile meanwhile = new Meanwhile(trouble, new Dice(scenario.seed() + 2));
        Fleet fleet = new Fleet(scenario, dice.split(), meanwhile, (now, what) -> {
            history.saw(now, what);
            checks.saw(now, what);
        });
        Peace peace = new Peace(fleet);
        try (Timeline timeline = fleet.timeline()) {
            stop.set(timeline::stop);
            Workload.plan(fleet, dice.split());
            Chaos.plan(fleet, dice.split());
            Operators.plan(fleet, dice.split());
            meanwhile.begin(fleet);
            timeline.run(scenario.requests().plus(scenario.troubled()));
            meanwhile.end();
            if (checks.violations().isEmpty()) {
                trouble.end();
                peace.come();
            }
            if (checks.violations().isEmpty()) {
                checks.add("S7", timeline.now(), peace.leftovers());
                checks.end(timeline.now());
            }
            return new Result(scenario, history.digest(), timeline.now(), checks.violations(), history.tail());
        }
    }

    public static void main(String[] args) {
        ((ch.qos.logback.classic.LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()).getLoggerList().forEach(l -> l.setLevel(ch.qos.logback.classic.Level.OFF));
        if (args.length == 1) {
            Result r = of(Scenario.drawn(Long.parseLong(args[0]))).replay(System.out::println);
            System.out.println(r.story());
            return;
        }
        int bad = 0;
        int from = Integer.parseInt(args[0]);
        long t = System.nanoTime();
        for (int i = from; i < from + Integer.parseInt(args[1]); i++) {
            Result r = of(Scenario.drawn(i)).run();
            if (!r.violations().isEmpty()) {
                bad++;
                System.out.println("seed " + i + " " + r.scenario().level() + " " + r.violations().get(0));
            }
        }
        System.out.println(bad + " bad, " + (System.nanoTime() - t) / 1000000 + " ms");
    }
}
