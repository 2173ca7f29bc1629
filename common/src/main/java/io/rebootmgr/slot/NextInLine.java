package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes that are next in line for a slot of one group, the first first. It says who stays to wait for a slot and
 * who goes before whom, and never who may take one: a line that is wrong, old or garbage costs time and nothing else.
 */
public record NextInLine(List<Waiter> waiters, OtherFields others) {
    public static final NextInLine NONE = new NextInLine(List.of());

    /** So many may wait on one group's slots at the same time, whatever its limit. */
    private static final int MOST = 50;

    private static final Set<String> WAITER = Set.of("node", "named", Domain.FIELD, Impact.FIELD);

    /**
     * A node that is next.
     *
     * @param named when somebody first said so, by that one's clock
     * @param domain its failure domain, where the group has limits for these
     * @param impact what it would cost to take it
     */
    public record Waiter(String node, Instant named, Domain domain, int impact, OtherFields others) {
        public Waiter(String node, Instant named) {
            this(node, named, Domain.NONE);
        }

        Waiter(String node, Instant named, Domain domain) {
            this(node, named, domain, Impact.NONE);
        }

        Waiter(String node, Instant named, Domain domain, int impact) {
            this(node, named, domain, impact, OtherFields.NONE);
        }

        String key() {
            return domain.key(node);
        }

        /** When it was named; a time ahead of the clock is another clock's, or nobody's, and would never be over. */
        Instant namedBy(Instant now) {
            return named.isAfter(now) ? now : named;
        }
    }

    public NextInLine {
        waiters = List.copyOf(waiters);
    }

    /** Of which nobody says more. */
    public NextInLine(List<Waiter> waiters) {
        this(waiters, OtherFields.NONE);
    }

    /**
     * How long it can be: twice the limit and one more, so that whoever is named has two reboots' time to notice it.
     */
    private static int room(int limit) {
        return (int) Math.min(MOST, 2L * limit + 1);
    }

    /**
     * The line of those that wait, in the order of their turns.
     *
     * @param waiting the group's {@code waiting/<g>/} keys, in the order of which Consul wrote them
     * @param out what takes its slots
     * @param without nodes that wait no more
     * @param old the line until now, from which waiters keep the time at which they were named
     */
    public static NextInLine of(
            View waiting, Keys keys, String group, Occupied out, Set<String> without, NextInLine old, Instant now) {
        String prefix = keys.waitingIn(group);
        Limits limits = out.limits();
        // Of ten thousand that wait nobody looks at more than their keys, unless their domains matter.
        Stream<Waiter> all = WaitingLine.ordered(waiting, prefix).stream()
                .map(entry -> new Waiter(
                        entry.key().substring(prefix.length()),
                        now,
                        limits.hasDomains() ? WaitingLine.waiting("", entry).domain() : Domain.NONE,
                        WaitingLine.impact(entry)))
                .filter(waiter -> !without.contains(waiter.node()));
        List<Waiter> next = limits.hasDomains()
                ? NextByDomain.of(all.toList(), out, room(limits.slots()))
                : all.limit(room(limits.slots())).toList();
        return new NextInLine(next.stream().map(old::remembered).toList(), old.others);
    }

    private Waiter remembered(Waiter waiter) {
        return waiters.stream()
                .filter(known -> known.node().equals(waiter.node()))
                .findFirst()
                .map(known -> new Waiter(
                        known.node(), known.namedBy(waiter.named()), waiter.domain(), waiter.impact(), known.others()))
                .orElse(waiter);
    }

    /** Whether one more can be next. */
    boolean hasRoom(int limit) {
        return waiters.size() < room(limit);
    }

    /**
     * With this node behind those whose impact is no greater. Where there is no room it takes that of the last one, if
     * it comes before it; not where failure domains have limits, for then the last may be the one that can go. One that
     * is in line already moves where its impact has changed, and does not lose the time at which it was named.
     */
    public NextInLine with(String node, Domain domain, int impact, Limits limits, Instant now) {
        Optional<Waiter> known =
                waiters.stream().filter(waiter -> waiter.node().equals(node)).findFirst();
        if (known.filter(waiter -> waiter.impact() == impact).isPresent()) {
            return this;
        }
        List<Waiter> rest = new ArrayList<>(waiters);
        known.ifPresent(rest::remove);
        int at = (int) rest.stream()
                .takeWhile(waiter -> Rank.isBefore(waiter.impact(), impact))
                .count();
        int room = room(limits.slots());
        if (known.isEmpty() && rest.size() >= room && (at >= room || limits.hasDomains())) {
            return this;
        }
        rest.add(
                at,
                known.map(waiter -> new Waiter(node, waiter.namedBy(now), waiter.domain(), impact, waiter.others()))
                        .orElseGet(() -> new Waiter(node, now, domain, impact)));
        return new NextInLine(rest.subList(0, Math.min(rest.size(), Math.max(room, waiters.size()))), others);
    }

    /** The group's line in a view that holds its keys; none where there is no key, or one that cannot be read. */
    public static NextInLine in(View view, Keys keys, String group) {
        return view.get(keys.next(group)).map(entry -> read(entry.value())).orElse(NONE);
    }

    private static NextInLine read(byte[] value) {
        try {
            Fields fields = Fields.parse(value);
            List<Waiter> waiters = new ArrayList<>();
            for (Fields item : fields.objects("nodes")) {
                waiters.add(new Waiter(
                        item.text("node"),
                        item.instant("named"),
                        Domain.read(item),
                        Impact.read(item),
                        OtherFields.of(item, WAITER::contains)));
            }
            return waiters.size() <= MOST ? new NextInLine(waiters, OtherFields.of(fields, "nodes"::equals)) : NONE;
        } catch (MalformedJson e) {
            return NONE;
        }
    }

    public boolean has(String node) {
        return waiters.stream().anyMatch(waiter -> waiter.node().equals(node));
    }

    /** Without those that have a slot already. */
    public NextInLine without(Slots slots) {
        Set<String> nodes = slots.claims().stream().map(Claim::node).collect(Collectors.toSet());
        return new NextInLine(
                waiters.stream()
                        .filter(waiter -> !nodes.contains(waiter.node()))
                        .toList(),
                others);
    }

    /** Those before this node; all of them where it is not in line. */
    public List<Waiter> before(String node) {
        return waiters.stream().takeWhile(waiter -> !waiter.node().equals(node)).toList();
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ArrayNode list = Json.array();
        for (Waiter waiter : waiters) {
            ObjectNode json = list.addObject()
                    .put("node", waiter.node())
                    .put("named", waiter.named().toString());
            waiter.domain().writeTo(json);
            Impact.write(json, waiter.impact());
            waiter.others().writeTo(json);
        }
        ObjectNode line = Json.object().set("nodes", list);
        others.writeTo(line);
        return Json.bytes(line);
    }
}
