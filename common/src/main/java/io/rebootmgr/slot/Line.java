package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The nodes that are next in line for a slot of one group, the first first. It says who stays to wait for a slot and who goes
 * before whom, and never who may take one: a line that is wrong, old or garbage costs time and nothing else.
 */
public record Line(List<String> nodes) {
    public static final Line NONE = new Line(List.of());

    /** So many may wait on one group's slots at the same time, whatever its limit. */
    private static final int MOST = 50;

    public Line {
        nodes = List.copyOf(nodes);
    }

    /**
     * The line of those that wait, oldest first and no longer than it has to be: twice the limit and one more, so that whoever
     * is named has two reboots' time to notice it.
     *
     * @param waiting the group's {@code waiting/<g>/} keys, in the order of which Consul wrote them
     * @param without nodes that wait no more
     */
    public static Line of(View waiting, Keys keys, String group, int limit, Set<String> without) {
        String prefix = keys.waitingIn(group);
        return new Line(waiting.under(prefix).stream()
                .sorted(Comparator.comparingLong(View.Entry::modifyIndex).thenComparing(View.Entry::key))
                .map(entry -> entry.key().substring(prefix.length()))
                .filter(node -> Keys.isName(node) && !without.contains(node))
                .limit(Math.min(MOST, 2L * limit + 1))
                .toList());
    }

    /** The group's line in a view that holds its keys; none where there is no key, or one that cannot be read. */
    public static Line in(View view, Keys keys, String group) {
        return view.get(keys.next(group)).map(entry -> read(entry.value())).orElse(NONE);
    }

    private static Line read(byte[] value) {
        try {
            List<String> nodes = Fields.parse(value).texts("nodes");
            return nodes.size() <= MOST ? new Line(nodes) : NONE;
        } catch (MalformedJson e) {
            return NONE;
        }
    }

    /** Without those that have a slot already. */
    public Line without(Slots slots) {
        return new Line(
                nodes.stream().filter(node -> slots.ofNode(node).isEmpty()).toList());
    }

    /** The nodes before this one; all of them where it is not in line. */
    public List<String> before(String node) {
        return nodes.stream().takeWhile(other -> !other.equals(node)).toList();
    }

    /** Whether the two say the same. */
    public boolean says(Line other) {
        return Arrays.equals(bytes(), other.bytes());
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ArrayNode list = Json.array();
        nodes.forEach(list::add);
        return Json.bytes(Json.object().set("nodes", list));
    }
}
