package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks every node for a reboot, by its file or by its key, in the time that the scenario gives for it. */
final class Workload {
    private Workload() {}

    static void plan(Fleet fleet, Dice dice) {
        List<SimulatedNode> nodes = fleet.nodes();
        Duration all = fleet.scenario().requests();
        boolean rollout = fleet.scenario().level().isCalm();
        for (int i = 0; i < nodes.size(); i++) {
            SimulatedNode node = nodes.get(i);
            boolean byKey = !rollout && dice.chance(0.5);
            Duration when = rollout ? all.multipliedBy(i).dividedBy(nodes.size()) : dice.between(Duration.ZERO, all);
            ChangeKind asked = fleet.scenario().asked();
            Runnable asks = asked == ChangeKind.REBOOT
                    ? () -> ask(fleet, node, byKey)
                    : () -> request(fleet, node, asked.label());
            fleet.timeline().at(fleet.scenario().begin().plus(when), asks);
        }
        if (fleet.scenario().asked() == ChangeKind.REBOOT
                && fleet.scenario().pace().changes() > 0) {
            planChanges(fleet, new Dice(fleet.scenario().seed() ^ 0xd4a1L));
        }
    }

    /** Changes without a reboot, beside those with one. */
    private static void planChanges(Fleet fleet, Dice dice) {
        // As an operator does who asks for it of many nodes.
        Optional<Duration> together = dice.chance(0.5)
                ? Optional.of(dice.between(Duration.ZERO, fleet.scenario().requests()))
                : Optional.empty();
        for (SimulatedNode node : fleet.nodes()) {
            if (dice.chance(together.isPresent() ? 0.8 : 0.4)) {
                Duration when = together.orElseGet(
                        () -> dice.between(Duration.ZERO, fleet.scenario().requests()));
                String kind = dice.chance(0.5) ? "hot" : "drain";
                fleet.timeline().at(fleet.scenario().begin().plus(when), () -> request(fleet, node, kind));
            }
        }
    }

    private static void request(Fleet fleet, SimulatedNode node, String kind) {
        fleet.put(Fleet.KEYS.changeRequired(node.name()), "{\"kind\":\"" + kind + "\",\"reason\":\"packages\"}");
    }

    /** A node that is down when a file would be put gets a key. */
    static void ask(Fleet fleet, SimulatedNode node, boolean byKey) {
        if (byKey || !node.isUp()) {
            String key = Fleet.KEYS.rebootRequired(node.name());
            // Anew even if it says the same, as `rebootmgr request` does it.
            fleet.delete(key);
            fleet.put(key, "requested");
        } else {
            node.putTriggerFile();
        }
    }
}
