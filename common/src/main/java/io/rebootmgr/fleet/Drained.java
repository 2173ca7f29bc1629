package io.rebootmgr.fleet;

import java.util.List;

/** A node that says of itself that it is drained for a reboot that will not happen, and that this is not undone yet. */
public record Drained(String group, String node, String claim) {

    /** All of them, by name. */
    public static List<Drained> in(Fleet fleet) {
        return fleet.nodes().stream()
                .flatMap(node -> node
                        .status()
                        .flatMap(status ->
                                status.drained().map(claim -> new Drained(status.group(), node.name(), claim)))
                        .stream())
                .toList();
    }

    /** What undoes it now, on which node. */
    public static String undo(String node) {
        return "`rebootmgr run --undo` on " + node;
    }

    /** For people. */
    public String text() {
        return node + " in group " + group + " is drained by claim " + claim
                + ", which is not undone yet: its first run after the stop undoes that, " + undo(node) + " does it now";
    }
}
