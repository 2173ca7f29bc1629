package io.rebootmgr.simulation;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.time.Timeline;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who took over one node and uses its token: the group's list of claims is every node's to write. It may keep
 * others from rebooting; it must not make one reboot, run its tasks, or have more of them out than allowed.
 */
final class Forger {
    private static final Keys KEYS = Fleet.KEYS;
    /** Of the fleets in which things go wrong. */
    private static final double HAUNTED = 0.15;
    /** So long a claim is hidden. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofMinutes(5);

    private static final List<Domain> RACKS =
            List.of(new Domain("r1"), new Domain("r10"), Domain.NONE, Domain.UNREADABLE);

    private final Fleet fleet;
    private final Timeline timeline;
    private final Dice dice;
    private final Duration end;
    private long forged;

    private Forger(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.timeline = fleet.timeline();
        this.dice = dice;
        this.end = fleet.scenario().requests().plus(fleet.scenario().troubled());
    }

    static void plan(Fleet fleet, Dice dice) {
        if (!fleet.scenario().level().isCalm() && dice.chance(HAUNTED)) {
            new Forger(fleet, dice).next();
        }
    }

    private void next() {
        Duration delay = dice.until(fleet.scenario().level().of(4));
        if (timeline.now().plus(delay).compareTo(end) < 0) {
            timeline.after(delay, () -> {
                act();
                next();
            });
        }
    }

    private void act() {
        SimulatedNode victim = dice.pick(fleet.nodes());
        boolean isHot = fleet.scenario().pace().changes() > 0 && dice.chance(0.5);
        ForgedList list = ForgedList.of(fleet, victim.group(), isHot ? ClaimList.HOT : ClaimList.SLOTS);
        Slots listed = list.now();
        if (isHot && dice.chance(0.5)) {
            list.put(Slots.NONE);
            return;
        }
        switch (dice.between(0, listed.claims().isEmpty() ? 3 : 8)) {
            case 0 -> list.write(new Operation.Delete(list.key()));
            case 1 -> list.put(Slots.NONE);
            case 2 -> list.put(listed.with(claim(victim, ClaimState.REBOOTING, victim.bootId())));
            case 3 -> list.put(listed.with(claim(victim, dice.pick(List.of(ClaimState.values())), "another-boot")));
            case 4 -> list.putIfReadable(listed.with(as(victim, dice.pick(listed.claims()), "forged")));
            case 5, 6 -> takeOver(victim, list, listed);
            case 7 -> timeline.after(dice.between(SHORT, LONG), list.hide(dice.pick(listed.claims())));
            default -> {
                // Whoever prepares is made to have committed, or the other way round.
                List<Claim> turned = new ArrayList<>();
                for (Claim claim : listed.claims()) {
                    turned.add(moved(claim.believed(dice.pick(List.of(ClaimState.values())))));
                }
                list.put(new Slots(turned));
            }
        }
    }

    private Claim claim(SimulatedNode victim, ClaimState state, String bootId) {
        return moved(new Claim(
                "forged" + ++forged, victim.name(), state, bootId, "forged", Instant.EPOCH, "forged", List.of()));
    }

    /** Where nodes stand in racks, in any of them. */
    private Claim moved(Claim claim) {
        return fleet.scenario().apart().isEmpty() ? claim : claim.of(dice.pick(RACKS));
    }

    /** Another node's claim is this one's all at once, and counts: with a lock that this one's token may take. */
    private void takeOver(SimulatedNode thief, ForgedList list, Slots listed) {
        Claim taken = dice.pick(listed.claims());
        List<Claim> claims = new ArrayList<>(listed.claims());
        String session = "forged-session" + ++forged;
        claims.set(claims.indexOf(taken), as(thief, taken, session));
        if (!taken.isCommitted()) {
            fleet.servers()
                    .whenLed(() -> fleet.servers()
                            .startSession(
                                    session, thief.name(), fleet.scenario().sessionTtl()));
            list.write(new Operation.Lock(KEYS.preparing(thief.group(), thief.name()), new byte[0], session));
        }
        list.putIfReadable(new Slots(claims));
    }

    /** The same claim in the name of another node. */
    private static Claim as(SimulatedNode other, Claim claim, String session) {
        return new Claim(
                claim.id(),
                other.name(),
                claim.state(),
                claim.bootId(),
                session,
                claim.since(),
                claim.reason(),
                claim.services(),
                claim.awaited(),
                claim.domain(),
                claim.change(),
                OtherFields.NONE);
    }
}
