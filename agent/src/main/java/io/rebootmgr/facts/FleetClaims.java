package io.rebootmgr.facts;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The claims of every group.
 *
 * @param unreadable what to say of each {@code slots} key that cannot be read; what stands there is not in {@code held}
 */
public record FleetClaims(List<Held> held, List<String> unreadable) {

    /**
     * A claim and the group whose slot it takes.
     *
     * @param counts false for a preparing claim whose lock is gone: it takes no slot any more
     */
    public record Held(String group, Claim claim, boolean counts) {}

    public FleetClaims {
        held = List.copyOf(held);
        unreadable = List.copyOf(unreadable);
    }

    /** The claims in a view that holds all of the groups' keys. */
    public static FleetClaims of(View view, Keys keys) {
        List<Held> held = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (View.Entry entry : view.under(keys.groups())) {
            Optional<String> group = groupOfSlots(entry.key(), keys);
            if (group.isEmpty()) {
                continue;
            }
            try {
                Slots slots = Slots.parse(entry.value());
                Slots counting = slots.counting(view, keys, group.get());
                slots.claims()
                        .forEach(claim -> held.add(
                                new Held(group.get(), claim, counting.claims().contains(claim))));
            } catch (MalformedJson e) {
                unreadable.add(Facts.malformed(entry.key(), e));
            }
        }
        return new FleetClaims(held, unreadable);
    }

    public List<Held> ofNode(String node) {
        return held.stream().filter(h -> h.claim().node().equals(node)).toList();
    }

    private static Optional<String> groupOfSlots(String key, Keys keys) {
        String[] names = key.substring(keys.groups().length()).split("/", -1);
        return names.length == 2 && keys.slots(names[0]).equals(key) ? Optional.of(names[0]) : Optional.empty();
    }
}
