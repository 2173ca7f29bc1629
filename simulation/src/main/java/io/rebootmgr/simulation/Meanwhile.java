package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.consul.Session;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Others, who act just when a run has read everything and is about to write, or to begin a task. By chance alone nobody
 * would ever hit that moment, and it is the one for which every condition of a transaction, and every look, is there.
 */
final class Meanwhile implements Trouble {
    private static final Keys KEYS = Fleet.KEYS;
    private static final double PER_MOMENT = 0.01;

    private final Trouble others;
    private final Dice dice;
    private Optional<Fleet> fleet = Optional.empty();
    private boolean over;

    /** @param others what else goes wrong */
    Meanwhile(Trouble others, Dice dice) {
        this.others = others;
        this.dice = dice;
    }

    /** Begins, in this fleet. */
    void begin(Fleet where) {
        fleet = Optional.of(where);
    }

    /** From now on nobody does. */
    void end() {
        over = true;
    }

    @Override
    public Mishap at(String node, Effect effect) {
        if (fleet.isPresent() && !over && (effect == Effect.WRITE || effect == Effect.TASK)) {
            double chance = fleet.get().scenario().level().of(PER_MOMENT);
            if (dice.chance(chance)) {
                fleet.get().nodes().stream()
                        .filter(writer -> writer.name().equals(node))
                        .findFirst()
                        .ifPresent(writer -> act(fleet.get(), writer));
            }
        }
        return others.at(node, effect);
    }

    private void act(Fleet where, SimulatedNode node) {
        switch (dice.between(0, 7)) {
            case 0 -> forAWhile(where, KEYS.stop());
            case 1 -> forAWhile(where, KEYS.groupStop(node.group()));
            case 2 -> forAWhile(where, KEYS.nodeStop(node.name()));
            case 3, 4 -> where.put(KEYS.config(), where.policy(1));
            case 5, 6 -> forAWhile(where, Pausing.key(node, dice));
            default -> endSessions(where, node);
        }
    }

    private void forAWhile(Fleet where, String key) {
        where.put(key, "stopped in between");
        Duration later = dice.between(Duration.ofSeconds(1), Duration.ofMinutes(2));
        where.timeline().after(later, () -> where.delete(key));
    }

    /** Somebody has seen them in a list, and did not know what they are for. */
    private static void endSessions(Fleet where, SimulatedNode node) {
        var servers = where.servers();
        servers.whenLed(() -> {
            for (Session session : servers.model().sessions().all()) {
                if (session.node().equals(node.name())) {
                    servers.model()
                            .sessions()
                            .destroy(session.id(), where.timeline().now());
                }
            }
        });
    }
}
