package io.rebootmgr.simulation.node;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.RunRequest;
import io.rebootmgr.facts.Self;
import io.rebootmgr.simulation.cluster.NodeAgent;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node and its life. */
public final class SimulatedNode {
    private static final Duration GRACE = Duration.ofMinutes(15);
    private static final Duration FIRST_RUN = Duration.ofSeconds(10);

    private final NodeSpec spec;
    private final Surroundings around;
    private final Timeline timeline;
    private final Dice dice;
    private final NodeAgent agent;
    private final LateServices late;
    private final OwnGates gates;
    private final OwnWork work;
    private final OwnDetectors detectors;
    private final LeftTask left = new LeftTask(this);
    private Self self;
    private final Disk disk = new Disk();
    private final NodeClocks clocks;
    private final Runs runs;
    private final BrokenRecipe recipe = new BrokenRecipe(this);
    private Power power = Power.UP;
    private int boots;
    private String bootId;

    private enum Power {
        UP,
        GOING_DOWN,
        DOWN,
        LOST
    }

    public SimulatedNode(NodeSpec spec, Surroundings around, Dice dice) {
        this.spec = spec;
        this.bootId = spec.name() + ".boot0";
        this.around = around;
        this.timeline = around.timeline();
        this.dice = dice;
        this.clocks = new NodeClocks(timeline);
        this.agent = new NodeAgent(
                spec.name(), spec.role(), around.keys(), spec.services(), around.servers(), around.members());
        this.late = new LateServices(this, spec.services());
        this.self = named(spec.callsItself());
        this.gates = new OwnGates(this);
        this.work = new OwnWork(this, dice);
        this.detectors = new OwnDetectors(this);
        this.runs = new Runs(this, dice);
        agent.start(Duration.ZERO);
        runs.begin();
    }

    private Self named(String name) {
        return new Self(name, spec.group(), around.keys(), GRACE, () -> ZoneOffset.UTC, "simulated", spec.domain());
    }

    /** Somebody runs {@code rebootmgr run} by hand, whatever is running already. */
    public void runByHand() {
        if (isUp()) {
            runs.start(RunRequest.PLAIN);
        }
    }

    /** The same of {@code rebootmgr run --undo}. */
    public void undoByHand() {
        if (isUp()) {
            runs.startUndo();
        }
    }

    /** It shuts down, unless it does so already. */
    void goDown() {
        if (!isUp()) {
            return;
        }
        power = Power.GOING_DOWN;
        boolean slow = dice.chance(level().of(0.05));
        Duration shutdown = dice.between(Duration.ofSeconds(1), Duration.ofSeconds(slow ? 80 : 5));
        Duration boot = around.pace().boot().draw(dice);
        if (dice.chance(0.3)) {
            timeline.after(shutdown.dividedBy(4), () -> runs.all().forEach(Run::terminate));
        }
        timeline.after(dice.between(Duration.ZERO, shutdown), () -> {
            if (power == Power.GOING_DOWN) {
                agent.shutDown();
            }
        });
        timeline.after(shutdown, () -> {
            if (power == Power.GOING_DOWN) {
                off(true);
                planBoot(boot.compareTo(shutdown) > 0 ? boot.minus(shutdown) : Duration.ZERO);
            }
        });
    }

    /** Without a word to anybody. */
    public void cutPower() {
        if (power == Power.UP || power == Power.GOING_DOWN) {
            boolean byCommand = power == Power.GOING_DOWN;
            if (agent.isUp()) {
                agent.fail();
            }
            off(byCommand);
            planBoot(dice.between(Duration.ofSeconds(30), Duration.ofMinutes(10)));
        }
    }

    private void off(boolean byCommand) {
        power = Power.DOWN;
        runs.endAll();
        left.end(RunTasks.KILLED);
        around.saw(new Happening.WentDown(name(), bootId(), byCommand));
    }

    private void planBoot(Duration delay) {
        if (dice.chance(level().of(0.006))) {
            power = Power.LOST;
            around.saw(new Happening.Note(name() + " does not come back"));
            return;
        }
        boolean stateLost = spec.diskless() || dice.chance(level().of(0.006));
        timeline.after(delay, () -> boot(stateLost));
    }

    private void boot(boolean stateLost) {
        power = Power.UP;
        boots++;
        bootId = name() + ".boot" + boots;
        clocks.boot();
        disk.setLine(Optional.empty());
        disk.setSteps(Optional.empty());
        if (stateLost) {
            disk.setClaim(Optional.empty());
            disk.setDetected(Optional.empty());
        }
        if (!spec.fileSurvives()) {
            removeTriggerFile();
        }
        around.saw(new Happening.Booted(name(), bootId(), stateLost));
        late.afterBoot();
        agent.start(around.pace().recover().draw(dice));
        runs.plan(FIRST_RUN);
        recipe.afterBoot();
    }

    /** Everything that stands still goes on, and an agent that is down is started. */
    public void wakeUp() {
        runs.thaw();
        if (isUp() && !agent.isUp()) {
            agent.start(Duration.ofSeconds(10));
        }
    }

    /** An operator has looked: it is lost. Its agent is removed from the cluster. */
    public void giveUpForLost() {
        around.saw(new Happening.GivenUpForLost(name()));
        agent.forceLeave();
    }

    /** Somebody has repaired it, or set it up anew: then it has an empty disk. */
    public void bringBack() {
        if (isLost()) {
            boolean anew = dice.chance(0.5);
            if (anew) {
                agent.forgetEverything();
            }
            boot(anew);
        }
    }

    /** An operator works on this node, with the agent's own code. */
    public void operate(Consumer<Ports> work) {
        new Run(this, Author.OPERATOR, (run, ports) -> work.accept(ports));
    }

    /** A package asks for a reboot; a path unit starts a run at once. */
    public void putTriggerFile() {
        if (isUp()) {
            disk.putTrigger(clocks.wallNanos());
            around.saw(new Happening.FileTrigger(name()));
            runs.startUnlessRunning();
        }
    }

    public void removeTriggerFile() {
        if (disk.removeTrigger()) {
            around.saw(new Happening.FileTriggerGone(name()));
        }
    }

    /** What asks for a reboot after every boot, once it is broken. */
    public BrokenRecipe recipe() {
        return recipe;
    }

    /** The wall clock jumps. */
    public void turnClock(Duration by) {
        clocks.turn(by);
        around.saw(new Happening.ClockTurned(name(), by));
    }

    /** A run stands still so long, somewhere around how long its session lives. */
    Duration suspension() {
        return dice.between(Duration.ofSeconds(1), Duration.ofMinutes(8));
    }

    public boolean isUp() {
        return power == Power.UP;
    }

    /** It will not come back by itself. */
    public boolean isLost() {
        return power == Power.LOST;
    }

    /** Nothing of the agent runs, and nothing is left of an earlier run; a trigger file may be. */
    public boolean isQuiet() {
        return isUp() && runs.all().isEmpty() && !left.isThere() && disk.claim().isEmpty();
    }

    /** Its file says that a drain has begun and is not undone, nor has the node gone down with it. */
    public boolean isDrained() {
        return isUp() && disk.saysDraining();
    }

    /** Of a drain that no run works at, what is written down of it is gone: the disk was full, or set up anew. */
    public void loseDrain() {
        if (isDrained() && runs.all().isEmpty()) {
            disk.setClaim(dice.chance(0.5) ? Optional.empty() : Optional.of(new byte[0]));
            around.saw(new Happening.LostClaimFile(name()));
        }
    }

    public boolean hasTriggerFile() {
        return !disk.triggers().isEmpty();
    }

    public String name() {
        return spec.name();
    }

    public String group() {
        return spec.group();
    }

    public NodeAgent agent() {
        return agent;
    }

    /** The names of services that it had and will not have again. */
    public List<String> servicesGone() {
        return late.gone();
    }

    public Self self() {
        return self;
    }

    /** An operator sets {@code node.name} to the name of its Consul agent, if it is another. */
    public void putNameRight() {
        if (!self.node().equals(name())) {
            around.saw(new Happening.Note(name() + " does not call itself " + self.node() + " any more"));
            self = named(name());
        }
    }

    public Runs runs() {
        return runs;
    }

    /** Whether a detector of its that does not lie has found something that it has not had yet. */
    public boolean isInNeed() {
        return detectors.isSomethingNeeded();
    }

    OwnWork work() {
        return work;
    }

    /** One of its detectors finds that it needs this. */
    public void needs(ChangeKind what) {
        detectors.find(what);
    }

    OwnDetectors detectors() {
        return detectors;
    }

    OwnGates gates() {
        return gates;
    }

    LeftTask leftTask() {
        return left;
    }

    Surroundings around() {
        return around;
    }

    Dice dice() {
        return dice;
    }

    public Disk disk() {
        return disk;
    }

    int boots() {
        return boots;
    }

    public String bootId() {
        return bootId;
    }

    NodeClocks clocks() {
        return clocks;
    }

    Level level() {
        return around.level().get();
    }
}
