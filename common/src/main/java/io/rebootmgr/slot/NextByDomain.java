package io.rebootmgr.slot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who of those that wait is named as next where failure domains have limits. The first in line may all be of a domain
 * that is full, and then nobody would stay for the slot that comes free: so those are named first whose domains have
 * room beside who is out, and after them the first of each domain, the second of each, and so on.
 */
final class NextByDomain {
    private NextByDomain() {}

    /** So many of them, in their order. */
    static List<NextInLine.Waiter> of(List<NextInLine.Waiter> waiting, Occupied out, int room) {
        if (waiting.size() <= room) {
            return waiting;
        }
        Map<String, Integer> rank = new HashMap<>();
        Set<String> couldGo = couldGo(waiting, out);
        Map<String, Integer> ofDomain = new HashMap<>();
        for (NextInLine.Waiter waiter : waiting) {
            int before = couldGo.contains(waiter.node()) ? 0 : ofDomain.merge(waiter.key(), 1, Integer::sum);
            rank.put(waiter.node(), before);
        }
        Set<String> named = new HashSet<>();
        waiting.stream()
                .map(NextInLine.Waiter::node)
                .sorted(Comparator.comparing(node -> rank.getOrDefault(node, Integer.MAX_VALUE)))
                .limit(room)
                .forEach(named::add);
        return waiting.stream().filter(waiter -> named.contains(waiter.node())).toList();
    }

    /** Whoever comes back first: as many as there are slots, that would fit beside all who are out. */
    private static Set<String> couldGo(List<NextInLine.Waiter> waiting, Occupied out) {
        Set<String> could = new HashSet<>();
        Occupied then = out;
        List<String> closed = new ArrayList<>();
        for (NextInLine.Waiter waiter : waiting) {
            if (could.size() == out.limits().slots()) {
                break;
            }
            if (closed.contains(waiter.key())) {
                continue;
            }
            if (then.hasRoomIn(waiter.key())) {
                could.add(waiter.node());
                then = then.with(waiter.key());
            } else {
                closed.add(waiter.key());
            }
        }
        return could;
    }
}
