package io.rebootmgr.show;

import io.rebootmgr.fleet.GroupReport;
import io.rebootmgr.nodes.FoldedNames;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What runs where and who lags behind, for people. */
public final class ReportPage {
    private ReportPage() {}

    /**
     * The groups in a table, and below it of each what there is to know.
     *
     * @param onlyBehind leaves out what nobody has to look after
     */
    public static Page of(List<GroupReport> groups, boolean onlyBehind, Times times, boolean coloured) {
        Page page = new Page(coloured);
        List<GroupReport> shown =
                groups.stream().filter(group -> !onlyBehind || group.isBehind()).toList();
        if (shown.isEmpty()) {
            return page.line(onlyBehind ? "nothing lags behind" : "no group is known");
        }
        page.line(summary(groups) + "; " + times.heading()).gap();
        Table table = new Table("GROUP", "VERSION", "TARGET", "NODES", "OUTDATED", "SILENT", "LOOKED AFTER BY");
        shown.stream()
                .filter(group -> !group.name().isEmpty())
                .forEach(group -> table.row(
                        Cell.of(group.name(), Style.STRONG),
                        Cell.of(group.version().orElse("-")),
                        Cell.of(group.target().orElse("-")),
                        Cell.of(NodeTable.number(group.nodes())),
                        count(group.outdated()),
                        count(group.silent()),
                        Cell.of(group.contact().orElse("-"))));
        if (!table.isEmpty()) {
            page.table(table);
        }
        shown.forEach(group -> add(page, group, onlyBehind));
        return page;
    }

    private static String summary(List<GroupReport> groups) {
        int nodes = groups.stream().mapToInt(GroupReport::nodes).sum();
        int outdated =
                groups.stream().mapToInt(group -> group.outdated().size()).sum();
        int silent = groups.stream().mapToInt(group -> group.silent().size()).sum();
        return NodeTable.number(nodes) + (nodes == 1 ? " node, " : " nodes, ") + NodeTable.number(outdated)
                + " outdated, " + NodeTable.number(silent) + " silent";
    }

    private static Cell count(List<String> nodes) {
        return Cell.of(NodeTable.number(nodes.size()), nodes.isEmpty() ? Style.PLAIN : Style.ALARM);
    }

    private static void add(Page page, GroupReport group, boolean onlyBehind) {
        page.gap().line(group.name().isEmpty() ? "no group" : group.name(), Style.STRONG);
        group.unmaintained().ifPresent(why -> page.item("upkeep", "unmaintained: " + why, Style.ALARM));
        nodes(page, "outdated", group.outdated());
        nodes(page, "silent", group.silent());
        nodes(page, "unknown", group.unknown());
        if (onlyBehind) {
            return;
        }
        counts(page, "versions", group.versions());
        counts(page, "kernels", group.kernels());
        counts(page, "agents", group.agents());
        group.facts().forEach((fact, values) -> page.item("facts", fact + ": " + told(values), Style.PLAIN));
    }

    private static void nodes(Page page, String label, List<String> nodes) {
        if (!nodes.isEmpty()) {
            page.item(label, String.join(" ", FoldedNames.words(nodes)), Style.ALARM);
        }
    }

    /** The one that most nodes have first. */
    private static void counts(Page page, String label, SortedMap<String, Integer> counts) {
        if (counts.isEmpty()) {
            return;
        }
        page.item(
                label,
                counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .map(one -> (one.getKey().isEmpty() ? "none" : one.getKey()) + " on "
                                + NodeTable.number(one.getValue()))
                        .collect(Collectors.joining(", ")),
                Style.PLAIN);
    }

    /** By value, that of most nodes first: {@code 12 on web[1-3], 4 on web7}. */
    private static String told(SortedMap<String, String> values) {
        Map<String, List<String>> nodes = values.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return nodes.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, List<String>>>comparingInt(
                                one -> -one.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(one -> one.getKey() + " on " + String.join(" ", FoldedNames.words(one.getValue())))
                .collect(Collectors.joining(", "));
    }
}
