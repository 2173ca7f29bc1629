package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has the locks under which a rollout's {@code finalize_tasks} run. Every node of a group may take its group's, in
 * any name, and a session that is renewed keeps it for ever: then nothing but this tells why the rollout waits.
 */
final class FinalizeLocks {
    private static final int NAME_MOST = 200;

    private FinalizeLocks() {}

    /** A line for each of these groups whose lock a session holds. One request, and one more where any does. */
    static List<String> held(Consul consul, Keys keys, String id, List<String> groups) {
        List<String> some = groups.stream().limit(Operation.MOST).toList();
        View view = consul.read(
                Consistency.DEFAULT,
                some.stream().map(group -> keys.rolloutLock(id, group)).toList());
        Map<String, View.Entry> held = new LinkedHashMap<>();
        some.forEach(group -> view.get(keys.rolloutLock(id, group))
                .filter(entry -> entry.session().isPresent())
                .ifPresent(entry -> held.put(group, entry)));
        List<String> names = held.values().stream()
                .map(FinalizeLocks::holder)
                .filter(Keys::isName)
                .map(keys::status)
                .distinct()
                .toList();
        Fleet fleet = Fleet.of(names.isEmpty() ? new View(List.of()) : consul.read(Consistency.DEFAULT, names), keys);
        List<String> lines = new ArrayList<>();
        held.forEach((group, entry) -> lines.add(line(group, entry, isOf(fleet, group, holder(entry)))));
        return lines;
    }

    private static String holder(View.Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    private static boolean isOf(Fleet fleet, String group, String node) {
        return fleet.node(node).flatMap(Node::group).filter(group::equals).isPresent();
    }

    private static String line(String group, View.Entry entry, boolean isKnown) {
        String name = entry.text().isBlank() ? "somebody without a name" : entry.text();
        return "finalize tasks of group " + PrintableText.excerpt(group, NAME_MOST) + " wait for the lock "
                + entry.key() + ", which " + name + " has"
                + (isKnown ? "" : ": no node of that name is known in the group")
                + "; it is free when its session " + entry.session().orElse("") + " ends, and "
                + (isKnown ? "where " + name + " is not at the tasks any more " : "")
                + Suggestion.key("delete", entry.key()) + " frees it now";
    }
}
