package io.rebootmgr.simulation.node;

import io.rebootmgr.cycle.Cycle;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.Request;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.host.HostException;
import io.rebootmgr.simulation.cluster.NodeAgent;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Timeline;
import io.rebootmgr.verdict.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A node and its life. */
public final class SimulatedNode {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(15);
    private static final Duration TIMER = Duration.ofMinutes(5);
    private static final Duration FIRST_RUN = Duration.ofSeconds(10);
    /** How long it was up before the simulation begins. */
    private static final Duration AGE = Duration.ofDays(30);

    private final NodeSpec spec;
    private final Surroundings around;
    private final Timeline timeline;
    private final Dice dice;
    private final NodeAgent agent;
    private final LateServices late;
    private final LeftTask left = new LeftTask(this);
    private final boolean hasCron;
    private Self self;
    private final Disk disk = new Disk();
    private final List<Run> runs = new ArrayList<>();
    /** Those that systemd did not start: nobody ends the group when they die. */
    private final Set<Run> outside = new HashSet<>();

    private final Duration offset;
    private Optional<Run> lockedBy = Optional.empty();
    private Power power = Power.UP;
    private int boots;
    private long starts;
    private String bootId;
    private Duration bootedAt = AGE.negated();
    private Duration skew = Duration.ZERO;

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
        this.agent = new NodeAgent(
                spec.name(), spec.role(), around.keys(), spec.services(), around.servers(), around.members());
        this.late = new LateServices(this, spec.services());
        this.self = named(spec.callsItself());
        this.hasCron = !level().isCalm() && dice.chance(0.3);
        this.offset = dice.between(Duration.ZERO, TIMER);
        agent.start(Duration.ZERO);
        plan(offset);
    }

    private Self named(String name) {
        return new Self(name, spec.group(), around.keys(), GRACE, () -> ZoneOffset.UTC, "simulated");
    }

    private void plan(Duration delay) {
        int boot = boots;
        timeline.after(delay, () -> {
            if (boot == boots) {
                startUnlessRunning();
                Duration past = Duration.ofNanos(
                        timeline.now().minus(offset).plus(TIMER).toNanos() % TIMER.toNanos());
                plan(TIMER.minus(past));
            }
        });
    }

    /** As systemd does: one that is running is not started again. */
    private void startUnlessRunning() {
        if (isUp() && runs.isEmpty()) {
            start(Request.TIMER);
        }
    }

    /** Somebody runs {@code rebootmgr run} by hand, whatever is running already. */
    public void runByHand() {
        if (isUp()) {
            start(Request.PLAIN);
        }
    }

    private void start(Request request) {
        around.saw(new Happening.RunStarted(name(), bootId()));
        Run started =
                new Run(this, Author.agent(name(), bootId(), ++starts), (run, ports) -> cycle(run, ports, request));
        runs.add(started);
        if (hasCron || request.equals(Request.PLAIN)) {
            outside.add(started);
        }
    }

    private void cycle(Run run, Ports ports, Request request) {
        try {
            Outcome outcome = new Cycle(ports, self).run(request);
            around.saw(new Happening.RunEnded(name(), outcome.code().number(), outcome.text()));
        } catch (HostException e) {
            around.saw(new Happening.RunEnded(name(), ExitCode.INVALID.number(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            around.saw(new Happening.Bug(name(), trace.toString()));
        }
        ended(run);
    }

    void ended(Run run) {
        runs.remove(run);
        outside.remove(run);
        unlock(run);
    }

    /** Only its process dies; outside its unit its task may live on. */
    void killed(Run run) {
        if (outside.contains(run) && dice.chance(0.5)) {
            run.killAlone();
        } else {
            run.kill();
        }
        ended(run);
        around.saw(new Happening.RunDied(name()));
    }

    boolean lock(Run run) {
        if (lockedBy.isPresent()) {
            return false;
        }
        lockedBy = Optional.of(run);
        return true;
    }

    void unlock(Run run) {
        lockedBy = lockedBy.filter(holder -> holder != run);
    }

    /** The reboot command, of which most work, and some lie: the node stays up, or goes down although they failed. */
    Rebooted commandReboot(Run run) {
        run.strand().sleep(Duration.ofMillis(200));
        if (dice.chance(level().of(0.003))) {
            around.saw(new Happening.Note(name() + "'s reboot command is not there"));
            return new Rebooted.NotStarted("systemctl reboot: no such file");
        }
        boolean fails = dice.chance(level().of(0.01));
        around.saw(new Happening.RebootCommanded(name(), bootId(), !fails));
        if (fails) {
            if (dice.chance(0.5)) {
                String boot = bootId();
                Duration later = dice.between(Duration.ZERO, Duration.ofMinutes(3));
                timeline.after(later, () -> {
                    if (boot.equals(bootId())) {
                        goDown();
                    }
                });
            }
            return new Rebooted.Failed("systemctl reboot: exit code 1");
        }
        if (!dice.chance(level().of(0.01))) {
            goDown();
        }
        return new Rebooted.Issued();
    }

    private void goDown() {
        if (!isUp()) {
            return;
        }
        power = Power.GOING_DOWN;
        boolean slow = dice.chance(level().of(0.05));
        Duration shutdown = dice.between(Duration.ofSeconds(1), Duration.ofSeconds(slow ? 80 : 5));
        Duration boot = around.pace().boot().draw(dice);
        if (dice.chance(0.3)) {
            timeline.after(shutdown.dividedBy(4), () -> List.copyOf(runs).forEach(Run::terminate));
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
        List<Run> dying = List.copyOf(runs);
        dying.forEach(run -> {
            run.kill();
            ended(run);
        });
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
        bootedAt = timeline.now();
        if (stateLost) {
            disk.setClaim(Optional.empty());
        }
        if (!spec.fileSurvives()) {
            removeTriggerFile();
        }
        around.saw(new Happening.Booted(name(), bootId(), stateLost));
        late.afterBoot();
        agent.start(around.pace().recover().draw(dice));
        plan(FIRST_RUN);
    }

    /** Everything that stands still goes on, and an agent that is down is started. */
    public void wakeUp() {
        runs.forEach(run -> run.strand().resume());
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
            disk.putTrigger(Duration.between(Instant.EPOCH, wallClock()).toNanos());
            around.saw(new Happening.FileTrigger(name()));
            startUnlessRunning();
        }
    }

    public void removeTriggerFile() {
        if (disk.removeTrigger()) {
            around.saw(new Happening.FileTriggerGone(name()));
        }
    }

    /** The wall clock jumps. */
    public void turnClock(Duration by) {
        skew = skew.plus(by);
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
        return isUp() && runs.isEmpty() && !left.isThere() && disk.claim().isEmpty();
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

    LeftTask leftTask() {
        return left;
    }

    Surroundings around() {
        return around;
    }

    Dice dice() {
        return dice;
    }

    Disk disk() {
        return disk;
    }

    int boots() {
        return boots;
    }

    public String bootId() {
        return bootId;
    }

    Duration uptime() {
        return timeline.now().minus(bootedAt);
    }

    Instant wallClock() {
        return EPOCH.plus(timeline.now()).plus(skew);
    }

    private Level level() {
        return around.level().get();
    }
}
