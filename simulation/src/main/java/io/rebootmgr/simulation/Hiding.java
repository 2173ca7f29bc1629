package io.rebootmgr.simulation;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.slot.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The best moment of a forger: a node stands still between its last gates and its COMMIT, and its claim is hidden
 * meanwhile. One of another group with the same service is asked for a reboot, sees nothing and goes. Then the claim is
 * in its place as it was, and the first node goes on. By chance alone this never comes together.
 */
final class Hiding implements Trouble {
    /** Of the fleets in which things go wrong, on a bad night. */
    private static final double HAUNTED = 0.1;

    private static final double PER_CHANCE = 0.5;
    /** Every how long the forger looks whether the other one has gone, and for how long at most. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration LEAST = Duration.ofSeconds(30);
    private static final Duration MOST = Duration.ofMinutes(4);

    private final Trouble others;
    private final Dice dice;
    private Optional<Fleet> haunted = Optional.empty();

    /** @param others what else goes wrong */
    Hiding(Trouble others, Dice dice) {
        this.others = others;
        this.dice = dice;
    }

    /** Begins in this fleet, or never. */
    void begin(Fleet where) {
        haunted = Optional.of(where)
                .filter(fleet -> dice.chance(fleet.scenario().level().of(HAUNTED)));
    }

    /** From now on nobody does. */
    void end() {
        haunted = Optional.empty();
    }

    @Override
    public Mishap at(String node, Effect effect) {
        if (haunted.isPresent() && effect == Effect.SAVE_CLAIM) {
            haunted.get().nodes().stream()
                    .filter(each -> each.name().equals(node)
                            && each.isUp()
                            && each.disk().saysSettled())
                    .filter(each -> dice.chance(PER_CHANCE))
                    .findFirst()
                    .ifPresent(each -> hide(haunted.get(), each));
        }
        return others.at(node, effect);
    }

    private void hide(Fleet fleet, SimulatedNode node) {
        ForgedList list = ForgedList.of(fleet, node.group(), ClaimList.SLOTS);
        Optional<Claim> claim = list.now().ofNode(node.name());
        List<SimulatedNode> rivals = rivals(fleet, node);
        if (claim.isEmpty() || rivals.isEmpty()) {
            return;
        }
        node.runs().freeze();
        Runnable putBack = list.hide(claim.get());
        SimulatedNode rival = dice.pick(rivals);
        Workload.ask(fleet, rival, dice.chance(0.5));
        rival.runByHand();
        look(fleet, rival, dice.between(LEAST, MOST), () -> {
            putBack.run();
            node.runs().thaw();
        });
    }

    /** Whoever shares a service with it, in another group: in its own there is the order of the list. */
    private static List<SimulatedNode> rivals(Fleet fleet, SimulatedNode node) {
        return fleet.nodes().stream()
                .filter(each -> !each.group().equals(node.group()) && each.isUp())
                .filter(each ->
                        each.agent().registered().stream().anyMatch(node.agent().registered()::contains))
                .toList();
    }

    /** Until it says itself that it goes, or nobody waits for that any longer. */
    private static void look(Fleet fleet, SimulatedNode rival, Duration patience, Runnable then) {
        String out = Fleet.KEYS.out(rival.group(), rival.name());
        if (fleet.keys(out).get(out).isPresent() || !patience.isPositive()) {
            then.run();
        } else {
            fleet.timeline().after(LOOK, () -> look(fleet, rival, patience.minus(LOOK), then));
        }
    }
}
