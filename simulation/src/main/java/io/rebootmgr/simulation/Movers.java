package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.slot.Domain;
import java.time.Duration;

/** People who change how many of a rack may be out, where nodes stand in racks; and clocks that differ by seconds. */
final class Movers {
    private static final Duration LITTLE = Duration.ofSeconds(15);

    private final Fleet fleet;
    private final Dice dice;
    private final Duration end;

    private Movers(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.dice = dice;
        this.end = fleet.scenario().requests().plus(fleet.scenario().troubled());
    }

    static void plan(Fleet fleet, Dice dice) {
        if (fleet.scenario().nodes().stream().allMatch(node -> node.domain().equals(Domain.NONE))) {
            return;
        }
        fleet.nodes().forEach(node -> node.turnClock(dice.between(LITTLE.negated(), LITTLE)));
        if (!fleet.scenario().level().isCalm()) {
            new Movers(fleet, dice).next();
        }
    }

    private void next() {
        Duration delay = dice.until(fleet.scenario().level().of(2));
        if (fleet.timeline().now().plus(delay).compareTo(end) < 0) {
            fleet.timeline().after(delay, () -> {
                act();
                next();
            });
        }
    }

    private void act() {
        SimulatedNode node = dice.pick(fleet.nodes());
        String key = Fleet.KEYS.groupConfig(node.group());
        String field = switch (dice.between(0, 2)) {
            case 0 -> "\"domain_limit\":" + dice.between(1, 2);
            case 1 -> "\"domains_at_a_time\":" + dice.between(1, 2);
            default -> "\"cooldown\":\"" + dice.between(0, 120) + "s\"";
        };
        fleet.put(key, "{" + field + "}");
        fleet.timeline().after(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(12)), () -> fleet.delete(key));
    }
}
