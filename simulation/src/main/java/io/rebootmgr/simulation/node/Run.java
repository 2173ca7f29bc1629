package io.rebootmgr.simulation.node;

import io.rebootmgr.cycle.Ports;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.simulation.cluster.Caller;
import io.rebootmgr.simulation.cluster.SimulatedConsul;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Crash;
import io.rebootmgr.simulation.time.Strand;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** One run of the agent: a process of its own, that may die at every effect. Its clock hears the signals. */
final class Run implements Caller, Clock {
    private final SimulatedNode node;
    private final Timeline timeline;
    private final Author author;
    private final RunTasks tasks = new RunTasks(this);
    private final Strand strand;
    private boolean terminated;
    private boolean told;

    Run(SimulatedNode node, Author author, BiConsumer<Run, Ports> code) {
        this.node = node;
        this.timeline = node.around().timeline();
        this.author = author;
        this.strand = timeline.start(() -> {
            MDC.clear();
            SimulatedConsul consul = new SimulatedConsul(this, node.agent());
            Supplier<String> claims = node.around().claims();
            Ports world = new Ports(consul, new RunHost(this, node), tasks, this, claims);
            code.accept(this, node.around().program().between(node.self(), world));
        });
    }

    SimulatedNode node() {
        return node;
    }

    /** SIGKILL, to the whole control group. */
    void kill() {
        strand.kill();
        tasks.kill();
    }

    /** SIGKILL to its process alone: what it started lives on. */
    void killAlone() {
        strand.kill();
        tasks.abandon();
    }

    /** SIGTERM. */
    void terminate() {
        terminated = true;
        strand.rouse();
    }

    /** An effect on the node itself. */
    <T> T effect(Effect effect, Supplier<T> what) {
        Mishap mishap = before(effect);
        T result = what.get();
        after(mishap);
        return result;
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Author author() {
        return author;
    }

    @Override
    public void told(Happening answer) {
        // What operators are told is not what a reboot is decided by.
        if (!isOperator()) {
            node.around().saw(answer);
        }
    }

    @Override
    public Mishap before(Effect effect) {
        strand.checkAlive();
        Mishap mishap = isOperator() ? Mishap.NONE : node.around().trouble().at(node.name(), effect);
        switch (mishap) {
            case CRASH_BEFORE -> die(mishap, effect);
            case POWER_CUT_BEFORE -> lose(mishap, effect);
            case TERMINATED -> {
                note(mishap, effect);
                terminate();
            }
            case NONE -> {}
            default -> note(mishap, effect);
        }
        return mishap;
    }

    @Override
    public void after(Mishap mishap) {
        switch (mishap) {
            case CRASH_AFTER -> node.runs().killed(this);
            case POWER_CUT_AFTER -> node.cutPower();
            case SUSPENDED -> {
                node.around().saw(new Happening.StoodStill(node.name()));
                strand.suspend();
                timeline.after(node.suspension(), strand::resume);
                strand.pause(Duration.ZERO);
            }
            default -> {}
        }
        strand.checkAlive();
    }

    private boolean isOperator() {
        return author.role() == Author.Role.OPERATOR;
    }

    private void die(Mishap mishap, Effect effect) {
        note(mishap, effect);
        node.runs().killed(this);
        throw new Crash("before " + effect);
    }

    private void lose(Mishap mishap, Effect effect) {
        note(mishap, effect);
        node.cutPower();
        throw new Crash("before " + effect);
    }

    private void note(Mishap mishap, Effect effect) {
        told(new Happening.Note(node.name() + " meets " + mishap + " at " + effect));
    }

    @Override
    public Instant now() {
        return node.clocks().wall();
    }

    @Override
    public Duration elapsed() {
        return timeline.now();
    }

    @Override
    public void sleep(Duration duration) {
        checkTerminated();
        Duration end = timeline.now().plus(duration);
        while (timeline.now().compareTo(end) < 0) {
            strand.pause(end.minus(timeline.now()));
            checkTerminated();
        }
    }

    @Override
    public void checkTerminated() {
        strand.checkAlive();
        if (terminated && !told) {
            told = true;
            throw new Terminated();
        }
    }
}
