package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;

/**
 * What happens to nodes, agents and servers by itself, while the scenario's trouble lasts. Rates are per hour of a bad
 * night.
 */
final class Chaos {
    private final Fleet fleet;
    private final Timeline timeline;
    private final Level level;
    private final Dice dice;
    private final Duration end;

    private Chaos(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.timeline = fleet.timeline();
        this.level = fleet.scenario().level();
        this.dice = dice;
        this.end = fleet.scenario().requests().plus(fleet.scenario().troubled());
    }

    static void plan(Fleet fleet, Dice dice) {
        if (!fleet.scenario().level().isCalm()) {
            new Chaos(fleet, dice).plan();
        }
    }

    private void plan() {
        now(0.5, fleet.servers()::loseLeader);
        for (SimulatedNode node : fleet.nodes()) {
            now(0.05, node::cutPower);
            now(0.05, () -> restartAgent(node));
            now(0.1, () -> cutOff(node));
            now(0.1, () -> turnClock(node));
            now(0.1, () -> flap(node));
            now(0.1, node::runByHand);
            now(0.05, () -> Workload.ask(fleet, node, dice.chance(0.5)));
        }
    }

    /** Now and then, so often an hour. */
    private void now(double perHour, Runnable what) {
        Duration next = dice.until(level.of(perHour));
        if (timeline.now().plus(next).compareTo(end) < 0) {
            timeline.after(next, () -> {
                what.run();
                now(perHour, what);
            });
        }
    }

    private void turnClock(SimulatedNode node) {
        Duration most = dice.chance(0.2) ? Duration.ofDays(5) : Duration.ofMinutes(30);
        node.turnClock(dice.between(most.negated(), most));
    }

    private void restartAgent(SimulatedNode node) {
        if (!node.isUp() || !node.agent().isUp()) {
            return;
        }
        if (dice.chance(0.5)) {
            node.agent().leave();
        } else {
            node.agent().fail();
        }
        String boot = node.bootId();
        timeline.after(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(5)), () -> {
            if (node.isUp() && node.bootId().equals(boot) && !node.agent().isUp()) {
                node.agent().start(Duration.ofSeconds(10));
            }
        });
    }

    private void cutOff(SimulatedNode node) {
        node.agent().cutOff();
        timeline.after(dice.between(Duration.ofSeconds(5), Duration.ofMinutes(3)), node.agent()::reconnect);
    }

    private void flap(SimulatedNode node) {
        node.agent().tellHealth("critical");
        timeline.after(
                dice.between(Duration.ofSeconds(10), Duration.ofMinutes(5)),
                () -> node.agent().tellHealth("passing"));
    }
}
