package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The nodes that are next in line for a slot of one group, the first first. It says who stays to wait for a slot and
 * who goes before whom, and never who may take one: a line that is wrong, old or garbage costs time and nothing else.
 */
public record Line(List<Waiter> waiters) {
    public static final Line NONE = new Line(List.of());

    /** So many may wait on one group's slots at the same time, whatever its limit. */
    private static final int MOST = 50;

    /**
     * A node that is next.
     *
     * @param named when somebody first said so, by that one's clock
     */
    public record Waiter(String node, Instant named, OtherFields others) {
        public Waiter(String node, Instant named) {
            this(node, named, OtherFields.NONE);
        }
    }

    public Line {
        waiters = List.copyOf(waiters);
    }

    /**
     * How long it can be: twice the limit and one more, so that whoever is named has two reboots' time to notice it.
     */
    private static long room(int limit) {
        return Math.min(MOST, 2L * limit + 1);
    }

    /**
     * The line of those that wait, oldest first.
     *
     * @param waiting the group's {@code waiting/<g>/} keys, in the order of which Consul wrote them
     * @param without nodes that wait no more
     * @param old the line until now, from which waiters keep the time at which they were named
     */
    public static Line of(
            View waiting, Keys keys, String group, int limit, Set<String> without, Line old, Instant now) {
        String prefix = keys.waitingIn(group);
        return new Line(Queue.ordered(waiting, prefix).stream()
                .map(entry -> entry.key().substring(prefix.length()))
                .filter(node -> !without.contains(node))
                .limit(room(limit))
                .map(node -> old.waiter(node, now))
                .toList());
    }

    private Waiter waiter(String node, Instant now) {
        return waiters.stream()
                .filter(waiter -> waiter.node().equals(node))
                .findFirst()
                .orElse(new Waiter(node, now));
    }

    /** Whether one more can be next. */
    boolean hasRoom(int limit) {
        return waiters.size() < room(limit);
    }

    /** With this node at the end, where there is room and it is not in line yet. */
    public Line with(String node, int limit, Instant now) {
        if (has(node) || !hasRoom(limit)) {
            return this;
        }
        List<Waiter> longer = new ArrayList<>(waiters);
        longer.add(new Waiter(node, now));
        return new Line(longer);
    }

    /** The group's line in a view that holds its keys; none where there is no key, or one that cannot be read. */
    public static Line in(View view, Keys keys, String group) {
        return view.get(keys.next(group)).map(entry -> read(entry.value())).orElse(NONE);
    }

    private static Line read(byte[] value) {
        try {
            List<Waiter> waiters = new ArrayList<>();
            for (Fields item : Fields.parse(value).objects("nodes")) {
                waiters.add(new Waiter(
                        item.text("node"),
                        item.instant("named"),
                        OtherFields.of(item, name -> name.equals("node") || name.equals("named"))));
            }
            return waiters.size() <= MOST ? new Line(waiters) : NONE;
        } catch (MalformedJson e) {
            return NONE;
        }
    }

    public boolean has(String node) {
        return waiters.stream().anyMatch(waiter -> waiter.node().equals(node));
    }

    /** Without those that have a slot already. */
    public Line without(Slots slots) {
        return new Line(waiters.stream()
                .filter(waiter -> slots.ofNode(waiter.node()).isEmpty())
                .toList());
    }

    /** Those before this node; all of them where it is not in line. */
    public List<Waiter> before(String node) {
        return waiters.stream().takeWhile(waiter -> !waiter.node().equals(node)).toList();
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ArrayNode list = Json.array();
        for (Waiter waiter : waiters) {
            waiter.others()
                    .writeTo(list.addObject()
                            .put("node", waiter.node())
                            .put("named", waiter.named().toString()));
        }
        return Json.bytes(Json.object().set("nodes", list));
    }
}
