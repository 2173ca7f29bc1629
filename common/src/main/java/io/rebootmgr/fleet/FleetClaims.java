package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.text.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The claims of every group, of one of the lists that it has or of both.
 *
 * @param unreadable the {@code slots} keys that cannot be read; what stands there is not in {@code all}
 */
public record FleetClaims(List<ClaimInGroup> all, List<Unreadable> unreadable) {
    public FleetClaims {
        all = List.copyOf(all);
        unreadable = List.copyOf(unreadable);
    }

    /** The claims in a view that holds all of the groups' keys. */
    public static FleetClaims of(View view, Keys keys) {
        List<ClaimInGroup> all = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (String group : groups(view, keys)) {
            try {
                all.addAll(ClaimInGroup.in(view, keys, group));
            } catch (MalformedJson e) {
                unreadable.add(new Unreadable(keys.slots(group), e.reason()));
            }
        }
        return new FleetClaims(all, unreadable);
    }

    /** The same of both lists: whoever disturbs a node, in service or out of it. */
    public static FleetClaims ofBothLists(View view, Keys keys) {
        FleetClaims out = of(view, keys.of(ClaimList.SLOTS));
        FleetClaims hot = of(view, keys.of(ClaimList.HOT));
        return new FleetClaims(
                Stream.concat(out.all().stream(), hot.all().stream()).toList(),
                Stream.concat(out.unreadable().stream(), hot.unreadable().stream())
                        .toList());
    }

    /** The groups in which somebody holds a claim or has held one, in a view that holds all of their keys; by name. */
    public static Set<String> groups(View view, Keys keys) {
        Set<String> groups = new TreeSet<>();
        KeySubjects subjects = new KeySubjects(keys);
        for (View.Entry entry : view.under(keys.groups())) {
            switch (subjects.of(entry.key())) {
                case KeySubject.GroupSlots(String group) -> groups.add(group);
                case KeySubject.Out(String group, String node) -> groups.add(group);
                case KeySubject.Lock(String group, String node) ->
                    entry.session().ifPresent(session -> groups.add(group));
                default -> {}
            }
        }
        return groups;
    }

    public List<ClaimInGroup> ofNode(String node) {
        return all.stream().filter(h -> h.claim().node().equals(node)).toList();
    }

    /**
     * That a node is at work on itself, by a key of its own: the lock that it holds for a change or for what comes once
     * for its group, or its word that it is out. Everybody in a group can write its list of claims, and so hide one
     * there, or make it unreadable.
     *
     * @param view holds all of the groups' keys, and {@link Keys#rolloutLocks}
     */
    public static Optional<String> ownWordOf(View view, Keys keys, String node) {
        String lock = "/preparing/" + node;
        String out = "/out/" + node;
        return view.under(keys.groups()).stream()
                .filter(entry -> entry.key().endsWith(out)
                        || (entry.key().endsWith(lock) && entry.session().isPresent()))
                .findFirst()
                .map(entry -> entry.key().endsWith(out)
                        ? "out of service, by its own word " + entry.key()
                        : "at a change of its own, by its lock " + entry.key())
                .or(() -> forItsGroup(view, keys, node));
    }

    /** A lock whose session is gone is nobody's. */
    private static Optional<String> forItsGroup(View view, Keys keys, String node) {
        return view.under(keys.rolloutLocks()).stream()
                .filter(entry -> entry.session().isPresent() && entry.text().equals(node))
                .findFirst()
                .map(entry -> "at the tasks that come once for its group in a rollout, by its lock " + entry.key());
    }

    /**
     * What to say of lists that cannot be read and so may hide a claim of this node. They hide none of a node that says
     * {@linkplain #ownWordOf itself} where it is, as agents do that know leases, and of no hot change, whose node holds
     * its lock.
     *
     * @param view holds all of the groups' keys, and the node's status
     */
    public static List<String> complaintsAbout(View view, Keys keys, String node) {
        Optional<View.Entry> said = view.get(keys.status(node));
        try {
            boolean saysItself =
                    said.isPresent() && NodeStatus.parse(said.get().value()).speaks() >= NodeStatus.SPEAKS;
            return saysItself ? List.of() : of(view, keys.of(ClaimList.SLOTS)).complaints();
        } catch (MalformedJson e) {
            return of(view, keys.of(ClaimList.SLOTS)).complaints();
        }
    }

    /** What to say of the keys that cannot be read, a text each. */
    public List<String> complaints() {
        return unreadable.stream().map(Unreadable::text).toList();
    }
}
