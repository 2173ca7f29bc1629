package io.rebootmgr.simulation;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.DrawnTrouble;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.node.Program;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One history from its beginning to its end. */
public final class Simulation {
    private final Scenario scenario;
    private final Program program;

    private Simulation(Scenario scenario, Program program) {
        this.scenario = scenario;
        this.program = program;
    }

    public static Simulation of(Scenario scenario) {
        return new Simulation(scenario, Program.AS_IT_IS);
    }

    /** The same of nodes that run another agent. */
    public static Simulation of(Scenario scenario, Program program) {
        return new Simulation(scenario, program);
    }

    /** Runs it to its end, or to the first violation. */
    public Result run() {
        AgentLog.silence();
        return drawn(Optional.of(line -> {})).run();
    }

    /** As {@link #run()}, without a log. */
    public Result measure() {
        AgentLog.silence();
        return drawn(Optional.empty()).run();
    }

    /** Only the first reboots of a long campaign, without a log. */
    public Result first(int reboots) {
        AgentLog.silence();
        return drawn(Optional.empty()).first(reboots);
    }

    /** What the fleet costs Consul for so long when nobody asks for a reboot. */
    public Figures idle(Duration lasts) {
        AgentLog.silence();
        return drawn(Optional.empty()).idle(lasts);
    }

    /** As {@link #run()}, and gives every line of the log, and what the agents log themselves, to a reader. */
    public Result replay(Consumer<String> reader) {
        AgentLog.tell(reader);
        return drawn(Optional.of(reader)).run();
    }

    private Course drawn(Optional<Consumer<String>> reader) {
        DrawnTrouble trouble = new DrawnTrouble(scenario.level(), new Dice(scenario.seed()).split());
        Meanwhile meanwhile = new Meanwhile(trouble, new Dice(~scenario.seed()).split());
        Hiding hiding = new Hiding(meanwhile, new Dice(scenario.seed() ^ 0x41deL).split());
        Leasing leasing = new Leasing(hiding, new Dice(scenario.seed() ^ 0x1ea5eL).split());
        Refusing refusing = new Refusing(leasing, new Dice(scenario.seed() ^ 0x4ef5L).split());
        Runnable end = () -> {
            trouble.end();
            meanwhile.end();
            hiding.end();
            leasing.end();
            refusing.end();
        };
        Course course = new Course(scenario, program, refusing, end, reader);
        meanwhile.begin(course.fleet());
        hiding.begin(course.fleet());
        leasing.begin(course.fleet());
        refusing.begin(course.fleet());
        return course;
    }

    /** The same of a fleet that a rollout goes through, in two waves. */
    public Result rollingOut(RolloutChange change, Trouble trouble) {
        AgentLog.silence();
        return new Course(scenario, program, trouble, () -> {}, Optional.of(line -> {}))
                .rollingOut(change)
                .run();
    }

    /** Instead of asking every node one rollout goes through all of them, without a log. */
    public Result rollingOut(RolloutChange change, List<Integer> percents, Duration soak) {
        AgentLog.silence();
        return drawn(Optional.empty()).rollingOut(change, percents, soak).run();
    }

    /** The same, as {@link #replay}. */
    public Result replayRollout(RolloutChange change, List<Integer> percents, Duration soak, Consumer<String> reader) {
        AgentLog.tell(reader);
        return drawn(Optional.of(reader)).rollingOut(change, percents, soak).run();
    }

    /** Runs it with trouble that was laid down instead of drawn. */
    public Result with(Trouble trouble) {
        AgentLog.silence();
        return new Course(scenario, program, trouble, () -> {}, Optional.of(line -> {})).run();
    }
}
