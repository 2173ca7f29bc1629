package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import java.util.List;

/**
 * A claim and the group whose slot it takes.
 *
 * @param counts false for a preparing claim whose session is gone: it takes no slot any more, and anyone may remove it
 */
public record Held(String group, Claim claim, boolean counts) {

    /** A group's claims in their order, in a view that holds all of the group's keys. */
    static List<Held> in(View view, Keys keys, String group) throws MalformedJson {
        Slots all = Slots.in(view, keys, group);
        Slots counting = all.counting(view, keys, group);
        return all.claims().stream()
                .map(claim -> new Held(group, claim, counting.claims().contains(claim)))
                .toList();
    }

    /** Its state in words. */
    public String text() {
        return !claim.isCommitted() && !counts
                ? "preparing, session lost"
                : claim.state().label();
    }
}
