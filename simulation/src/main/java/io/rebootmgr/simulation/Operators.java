package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.List;

/**
 * People, who stop and resume, change their minds about the policy, and take requests back. What is lost for good they
 * give up and release when the trouble is over ({@link Peace}).
 */
final class Operators {
    private static final Keys KEYS = Fleet.KEYS;
    private static final int MOST_LIMIT = 3;

    private final Fleet fleet;
    private final Timeline timeline;
    private final Dice dice;
    private final Duration end;

    private Operators(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.timeline = fleet.timeline();
        this.dice = dice;
        this.end = fleet.scenario().requests().plus(fleet.scenario().troubled());
    }

    static void plan(Fleet fleet, Dice dice) {
        if (!fleet.scenario().level().isCalm()) {
            new Operators(fleet, dice).next();
        }
    }

    private void next() {
        Duration delay = dice.until(fleet.scenario().level().of(1));
        if (timeline.now().plus(delay).compareTo(end) < 0) {
            timeline.after(delay, () -> {
                act();
                next();
            });
        }
    }

    private void act() {
        SimulatedNode node = dice.pick(fleet.nodes());
        switch (dice.between(0, 9)) {
            case 0 -> {
                forAWhile(KEYS.stop(), "stopped");
                undoByHand(fleet.nodes());
            }
            case 1 -> forAWhile(KEYS.groupStop(node.group()), "stopped");
            case 2 -> forAWhile(KEYS.nodeStop(node.name()), "");
            case 3, 4, 5 -> fleet.put(KEYS.config(), fleet.policy(dice.between(1, MOST_LIMIT)));
            case 6 -> forAWhile(KEYS.groupConfig(node.group()), "{\"limit\":" + dice.between(1, MOST_LIMIT) + "}");
            case 7 -> forAWhile(KEYS.nodeConfig(node.name()), "{\"enabled\":false}");
            case 8 -> forAWhile(KEYS.groupConfig(node.group()), "{\"settle\":\"" + dice.between(0, 60) + "s\"}");
            default -> {
                fleet.delete(KEYS.rebootRequired(node.name()));
                node.removeTriggerFile();
            }
        }
    }

    /** Who cannot wait for the end of the stop, or does not know that there is none any more, or nothing to undo. */
    private void undoByHand(List<SimulatedNode> nodes) {
        for (SimulatedNode node : nodes) {
            if (dice.chance(0.5)) {
                timeline.after(dice.between(Duration.ZERO, Duration.ofMinutes(10)), node::undoByHand);
            }
        }
    }

    private void forAWhile(String key, String value) {
        fleet.put(key, value);
        timeline.after(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(12)), () -> fleet.delete(key));
    }
}
