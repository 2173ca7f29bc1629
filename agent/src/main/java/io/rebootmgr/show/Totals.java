package io.rebootmgr.show;

import io.rebootmgr.fleet.Node;
import io.rebootmgr.logbook.NodeStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How many nodes run which kernel and which agent. */
final class Totals {
    private static final int MOST = 4;

    private Totals() {}

    static void add(Page page, List<Node> nodes, Extent extent) {
        int most = extent.equals(Extent.ALL) ? Integer.MAX_VALUE : MOST;
        line(page, "kernels", of(nodes, NodeStatus::kernel), most);
        line(page, "agents", of(nodes, NodeStatus::agentVersion), most);
    }

    /** By how many nodes said it, of those that said something. */
    static Map<String, Integer> of(List<Node> nodes, Function<NodeStatus, String> what) {
        Map<String, Integer> totals = new TreeMap<>();
        nodes.stream()
                .flatMap(node -> node.status().stream())
                .map(what)
                .filter(text -> !text.isEmpty())
                .forEach(text -> totals.merge(text, 1, Integer::sum));
        return totals;
    }

    private static void line(Page page, String what, Map<String, Integer> totals, int most) {
        if (totals.isEmpty()) {
            return;
        }
        String text = totals.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(total -> total.getKey() + " on " + NodeTable.number(total.getValue()))
                .collect(Collectors.joining(", "));
        page.line(what + ": " + text + (totals.size() > most ? " and " + (totals.size() - most) + " more" : ""));
    }
}
