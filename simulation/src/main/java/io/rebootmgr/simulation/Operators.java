package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.Optional;

/**
 * People, who stop and resume, pause and unpause, change their minds about the policy, and take requests back. What is
 * lost for good they give up and release when the trouble is over ({@link Peace}).
 */
final class Operators {
    private static final Keys KEYS = Fleet.KEYS;
    private static final int MOST_LIMIT = 3;
    /** Every how long somebody who wants to stop a drain looks for one, and for how long. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Fleet fleet;
    private final Timeline timeline;
    private final Dice dice;
    /** Of its own, so that what the others draw is the same. */
    private final Dice lists;

    private final Duration end;

    private Operators(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.timeline = fleet.timeline();
        this.dice = dice;
        this.lists = new Dice(fleet.scenario().seed() ^ 0x115725L);
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
        switch (dice.between(0, 13)) {
            case 0 -> stopADrain(PATIENCE);
            case 1 -> forAWhile(KEYS.groupStop(node.group()), "stopped");
            case 2 -> forAWhile(KEYS.nodeStop(node.name()), "");
            case 3, 4, 5 -> fleet.put(KEYS.config(), fleet.policy(dice.between(1, MOST_LIMIT)));
            case 6 ->
                forAWhile(
                        KEYS.groupConfig(node.group()),
                        limits(dice.between(1, MOST_LIMIT), dice.between(1, MOST_LIMIT)));
            case 7 -> forAWhile(KEYS.nodeConfig(node.name()), "{\"enabled\":false}");
            case 8 -> forAWhile(KEYS.groupConfig(node.group()), "{\"settle\":\"" + dice.between(0, 60) + "s\"}");
            case 9, 10, 11 -> forAWhile(Pausing.key(node, dice), Pausing.pause(dice));
            case 12 -> {
                String lists = Pausing.lists(node, dice);
                boolean isRequired = this.lists.chance(0.3);
                forAWhile(KEYS.groupConfig(node.group()), isRequired ? "{\"require_rollout\":true}" : lists);
            }
            default -> {
                fleet.delete(KEYS.rebootRequired(node.name()));
                node.removeTriggerFile();
            }
        }
    }

    /** In the middle of a drain, and some cannot wait for the end of the stop to have their node back in service. */
    private void stopADrain(Duration patience) {
        Optional<SimulatedNode> drains =
                fleet.nodes().stream().filter(SimulatedNode::isDrained).findFirst();
        if (drains.isEmpty() && patience.isPositive()) {
            if (timeline.now().plus(LOOK).compareTo(end) < 0) {
                timeline.after(LOOK, () -> stopADrain(patience.minus(LOOK)));
            }
            return;
        }
        String group = drains.map(SimulatedNode::group).orElse("");
        forAWhile(group.isEmpty() || dice.chance(0.5) ? KEYS.stop() : KEYS.groupStop(group), "stopped");
        for (SimulatedNode node : fleet.nodes()) {
            if (dice.chance(0.7)) {
                undoByHand(node, dice.between(Duration.ofSeconds(2), Duration.ofMinutes(3)));
            }
        }
    }

    /** Once more where it was in vain, as the command says; or nobody knows that there is nothing to undo. */
    private void undoByHand(SimulatedNode node, Duration later) {
        timeline.after(later, () -> {
            boolean again = node.isDrained() && dice.chance(0.7);
            node.undoByHand();
            if (again) {
                undoByHand(node, dice.between(Duration.ofSeconds(1), Duration.ofMinutes(1)));
            }
        });
    }

    private void forAWhile(String key, String value) {
        fleet.put(key, value);
        timeline.after(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(12)), () -> fleet.delete(key));
    }

    private static String limits(int limit, int hotLimit) {
        return "{\"limit\":" + limit + ",\"hot_limit\":" + hotLimit + "}";
    }
}
