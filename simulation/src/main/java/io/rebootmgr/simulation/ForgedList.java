package io.rebootmgr.simulation;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import java.util.ArrayList;
import java.util.List;

/** The claims of a group as somebody writes them who has the token of one of its nodes. */
record ForgedList(Fleet fleet, String key) {

    static ForgedList of(Fleet fleet, String group, ClaimList list) {
        return new ForgedList(fleet, Fleet.KEYS.of(list).slots(group));
    }

    /** What stands there; nothing where nobody can read it. */
    Slots now() {
        View view = fleet.keys(key);
        try {
            return view.get(key).isPresent() ? Slots.parse(view.get(key).get().value()) : Slots.NONE;
        } catch (MalformedJson e) {
            return Slots.NONE;
        }
    }

    void put(Slots slots) {
        write(new Operation.Put(key, slots.bytes()));
    }

    /** A list that nobody can read holds the whole group until a person deletes it: that is known. */
    void putIfReadable(Slots slots) {
        long different = slots.claims().stream()
                .map(claim -> List.of(claim.node(), claim.id()))
                .distinct()
                .count();
        if (different == slots.claims().size()) {
            put(slots);
        }
    }

    void write(Operation operation) {
        fleet.servers().whenLed(() -> fleet.servers().write(Author.FORGER, List.of(operation)));
    }

    /** This claim is not there any more; gives what puts it back into its place, unless it is there again by then. */
    Runnable hide(Claim claim) {
        Slots all = now();
        int place = all.claims().indexOf(claim);
        put(all.without(claim.node(), claim.id()));
        return () -> {
            List<Claim> claims = new ArrayList<>(now().claims());
            if (claims.stream().noneMatch(each -> each.is(claim.node(), claim.id()))) {
                claims.add(Math.clamp(place, 0, claims.size()), claim);
                put(new Slots(claims));
            }
        };
    }
}
