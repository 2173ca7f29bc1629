package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.text.PrintableText;
import java.util.List;

/**
 * A claim and the group whose slot it takes.
 *
 * @param list in which it stands
 * @param counts false for a preparing claim whose session is gone: it takes no slot any more, and anyone may remove it
 */
public record ClaimInGroup(String group, ClaimList list, Claim claim, boolean counts) {
    private static final int SHOWN_MAX = 200;

    /** One of a node that goes out of service. */
    public ClaimInGroup(String group, Claim claim, boolean counts) {
        this(group, ClaimList.SLOTS, claim, counts);
    }

    /** A group's claims in their order, in a view that holds all of the group's keys. */
    static List<ClaimInGroup> in(View view, Keys keys, String group) throws MalformedJson {
        Slots all = Slots.in(view, keys, group);
        Slots counting = all.counting(view, keys, group);
        return all.claims().stream()
                .map(claim -> new ClaimInGroup(
                        group, keys.list(), claim, counting.claims().contains(claim)))
                .toList();
    }

    /** Its state in words. */
    public String text() {
        if (!counts && (isHot() || !claim.isCommitted())) {
            return isHot() ? "changing in service, session lost" : "preparing, session lost";
        }
        return isHot() ? "changing in service" : claim.state().label();
    }

    /** What for, as the end of a sentence about it and fit for a terminal; empty where it does not say. */
    public String because() {
        String why = PrintableText.excerpt(claim.reason(), SHOWN_MAX);
        return why.isEmpty() ? "" : ": " + why;
    }

    /** Whether its node serves meanwhile. */
    public boolean isHot() {
        return list == ClaimList.HOT;
    }
}
