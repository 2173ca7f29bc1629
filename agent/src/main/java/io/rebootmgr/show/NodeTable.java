package io.rebootmgr.show;

import io.rebootmgr.fleet.Node;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The nodes of a fleet, those that need somebody's eyes first, and how many there are of each kind. */
final class NodeTable {
    private static final int MOST_WANTED = 2;

    private NodeTable() {}

    /** How many, and how many in each state: {@code 10,000 nodes: 9,997 idle, 3 held}. */
    static String summary(List<Node> nodes) {
        return nodes.isEmpty()
                ? "no status written yet, and no key asks for a reboot"
                : number(nodes.size()) + (nodes.size() == 1 ? " node: " : " nodes: ") + counts(nodes);
    }

    static String number(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String counts(List<Node> nodes) {
        Map<Node.Rank, Map<String, Integer>> counts = new TreeMap<>();
        nodes.forEach(node ->
                counts.computeIfAbsent(node.rank(), rank -> new TreeMap<>()).merge(state(node), 1, Integer::sum));
        return counts.values().stream()
                .flatMap(states -> states.entrySet().stream())
                .map(entry -> number(entry.getValue()) + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    static void add(Page page, List<Node> nodes, Instant now, int most) {
        if (nodes.isEmpty()) {
            return;
        }
        List<Node> ranked = nodes.stream()
                .sorted(Comparator.comparing(Node::rank).thenComparing(Node::name))
                .toList();
        Table table = new Table("NODE", "GROUP", "STATE", "LAST RESULT", "WHY");
        ranked.stream()
                .limit(most)
                .forEach(node -> table.row(
                        Cell.of(node.name(), Style.STRONG),
                        Cell.of(node.group().orElse("?")),
                        Cell.of(state(node), style(node)),
                        result(node, now),
                        Cell.lines(why(node))));
        page.gap().table(table);
        if (ranked.size() > most) {
            List<Node> rest = ranked.subList(most, ranked.size());
            page.line("… and " + number(rest.size()) + " more: " + counts(rest), Style.FAINT);
        }
    }

    /** Its state in words; an idle node that a key asks to reboot has just not run yet. */
    static String state(Node node) {
        Optional<State> state = node.status().map(NodeStatus::state);
        if (!node.wanted().isEmpty() && state.orElse(State.IDLE) == State.IDLE) {
            return "wants reboot";
        }
        return state.map(State::label).orElse("unknown");
    }

    private static Style style(Node node) {
        return switch (node.rank()) {
            case FAILED, PARKED -> Style.ALARM;
            case UNDER_WAY, WANTS_REBOOT -> Style.NOTICE;
            case UNKNOWN -> Style.FAINT;
            case IDLE -> Style.GOOD;
        };
    }

    private static Cell result(Node node, Instant now) {
        Optional<NodeStatus.Last> last = node.status().flatMap(NodeStatus::last);
        if (last.isEmpty()) {
            return Cell.of("-", Style.FAINT);
        }
        int code = last.get().code();
        String age = Age.text(last.get().at(), now) + " ago";
        return code == 0
                ? Cell.of("ok " + age, Style.GOOD)
                : Cell.of("exit " + code + " " + age, code < 100 ? Style.NOTICE : Style.ALARM);
    }

    private static List<String> why(Node node) {
        List<String> lines = new ArrayList<>();
        node.wanted().stream()
                .limit(MOST_WANTED)
                .forEach(wanted -> lines.add("asked by "
                        + (wanted.reason().isEmpty() ? "the key " + wanted.key() : "key: " + wanted.reason())));
        if (node.status().isEmpty()) {
            return lines;
        }
        NodeStatus status = node.status().get();
        status.last().ifPresent(last -> lines.add(last.reason()));
        if (status.failures() > 1) {
            lines.add("failed " + status.failures() + " times in a row");
        }
        if (status.last().isEmpty() || status.last().get().code() == 0) {
            status.parked().forEach(parked -> lines.add("parked: " + parked.trigger() + " is still there, unchanged"));
        }
        return lines;
    }
}
