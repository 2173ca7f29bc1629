package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.time.Timeline;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
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
        String key = KEYS.slots(victim.group());
        Slots listed = listed(key);
        switch (dice.between(0, listed.claims().isEmpty() ? 3 : 7)) {
            case 0 -> write(new Operation.Delete(key));
            case 1 -> write(new Operation.Put(key, Slots.NONE.bytes()));
            case 2 -> put(key, listed.with(claim(victim, ClaimState.REBOOTING, victim.bootId())));
            case 3 -> put(key, listed.with(claim(victim, dice.pick(List.of(ClaimState.values())), "another-boot")));
            case 4 -> putIfReadable(key, listed.with(as(victim, dice.pick(listed.claims()), "forged")));
            case 5, 6 -> takeOver(victim, key, listed);
            default -> {
                // Whoever prepares is made to have committed, or the other way round.
                List<Claim> turned = new ArrayList<>();
                for (Claim claim : listed.claims()) {
                    turned.add(claim.believed(dice.pick(List.of(ClaimState.values()))));
                }
                put(key, new Slots(turned));
            }
        }
    }

    private Claim claim(SimulatedNode victim, ClaimState state, String bootId) {
        return new Claim(
                "forged" + ++forged, victim.name(), state, bootId, "forged", Instant.EPOCH, "forged", List.of());
    }

    /** Another node's claim is this one's all at once, and counts: with a lock that this one's token may take. */
    private void takeOver(SimulatedNode thief, String key, Slots listed) {
        Claim taken = dice.pick(listed.claims());
        List<Claim> claims = new ArrayList<>(listed.claims());
        String session = "forged-session" + ++forged;
        claims.set(claims.indexOf(taken), as(thief, taken, session));
        if (!taken.isCommitted()) {
            fleet.servers()
                    .whenLed(() -> fleet.servers()
                            .startSession(
                                    session, thief.name(), fleet.scenario().sessionTtl()));
            write(new Operation.Lock(KEYS.preparing(thief.group(), thief.name()), new byte[0], session));
        }
        putIfReadable(key, new Slots(claims));
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
                OtherFields.NONE);
    }

    /** A list that nobody can read holds the whole group until a person deletes it: that is known. */
    private void putIfReadable(String key, Slots slots) {
        long different = slots.claims().stream()
                .map(claim -> List.of(claim.node(), claim.id()))
                .distinct()
                .count();
        if (different == slots.claims().size()) {
            put(key, slots);
        }
    }

    private Slots listed(String key) {
        View view = fleet.keys(key);
        try {
            return view.get(key).isPresent() ? Slots.parse(view.get(key).get().value()) : Slots.NONE;
        } catch (MalformedJson e) {
            return Slots.NONE;
        }
    }

    private void put(String key, Slots slots) {
        write(new Operation.Put(key, slots.bytes()));
    }

    private void write(Operation operation) {
        fleet.servers().whenLed(() -> fleet.servers().write(Author.FORGER, List.of(operation)));
    }
}
