package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Consul agents that lose their data while their node is in maintenance mode, and are back before anybody has missed
 * them: the servers refuse their new node id until somebody restarts them.
 */
final class Refusing implements Trouble {
    /** Of the fleets in which things go wrong, on a bad night. */
    private static final double STRUCK = 0.15;

    private static final double PER_CHANCE = 0.1;
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofMinutes(40);

    private final Trouble others;
    private final Dice dice;
    private Optional<Fleet> struck = Optional.empty();

    /** @param others what else goes wrong */
    Refusing(Trouble others, Dice dice) {
        this.others = others;
        this.dice = dice;
    }

    /** Begins in this fleet, or never. */
    void begin(Fleet where) {
        struck = Optional.of(where)
                .filter(fleet -> dice.chance(fleet.scenario().level().of(STRUCK)));
    }

    /** From now on none does, and who is refused is restarted. */
    void end() {
        struck.ifPresent(fleet -> fleet.nodes().forEach(this::restart));
        struck = Optional.empty();
    }

    @Override
    public Mishap at(String node, Effect effect) {
        if (struck.isPresent() && effect == Effect.SAVE_CLAIM) {
            Fleet fleet = struck.get();
            fleet.nodes().stream()
                    .filter(each -> each.name().equals(node) && each.isUp())
                    .filter(each -> each.agent().isUp()
                            && !each.agent().isServer()
                            && each.agent().maintenance().isPresent())
                    .filter(each -> dice.chance(PER_CHANCE))
                    .findFirst()
                    .ifPresent(each -> {
                        each.agent().loseDataUnseen();
                        fleet.timeline().after(dice.between(LEAST, MOST), () -> restart(each));
                    });
        }
        return others.at(node, effect);
    }

    private void restart(SimulatedNode node) {
        if (node.isUp() && node.agent().isUp() && node.agent().isRefused()) {
            node.agent().restart(dice.between(Duration.ZERO, LEAST));
        }
    }
}
