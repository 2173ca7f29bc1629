package io.rebootmgr.page;

import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Node;
import io.rebootmgr.fleet.NodeLease;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.WaitingLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the page shows of one node. */
record NodeView(
        long version,
        String at,
        String gone,
        String name,
        String stand,
        String look,
        List<Line> lines,
        List<Timeline.Past> past) {

    /** A fact. */
    record Line(String what, String text) {}

    /** The page's address; names of nodes need no escaping there. */
    static String link(String node) {
        return "/nodes/" + node;
    }

    /** Empty where the picture has no such node. */
    static Optional<NodeView> of(Sight sight, String name, Texts texts) {
        FleetView whole = FleetView.of(sight, new Query("", "", "", 0), texts);
        return sight.picture()
                .flatMap(picture -> picture.overview().census().counted().stream()
                        .filter(one -> one.node().name().equals(name))
                        .findFirst()
                        .map(one -> new NodeView(
                                sight.version(),
                                whole.at(),
                                whole.gone(),
                                name,
                                one.stand().word(),
                                FleetView.looks(one.stand()),
                                lines(one, picture, texts),
                                picture.history().entries().stream()
                                        .filter(entry -> entry.node().equals(name))
                                        .map(entry -> Timeline.past(entry, texts))
                                        .toList())));
    }

    private static List<Line> lines(Counted one, Picture picture, Texts texts) {
        Fleet its = picture.overview().fleet().ofNode(one.node().name());
        List<Line> lines = new ArrayList<>();
        add(lines, "Group", one.group().orElse(""));
        FleetView.holds(its, picture.at(), texts).forEach(hold -> add(lines, "Held", hold));
        for (NodeLease leased : its.leases()) {
            switch (leased.state()) {
                case LeaseState.Held(Lease lease) ->
                    add(
                            lines,
                            "Leased",
                            "by " + lease.holder() + " for " + lease.purpose() + " since " + texts.time(lease.since())
                                    + ": " + lease.reason());
                case LeaseState.Unknown(String what) -> add(lines, "Leased", what);
                case LeaseState.Free free -> {}
            }
        }
        for (Group group : its.groups()) {
            add(lines, "In line", place(group.line(), one.node().name()));
            add(
                    lines,
                    "In line for a change in service",
                    place(group.hotLine(), one.node().name()));
        }
        one.held()
                .ifPresent(held -> add(
                        lines,
                        "Holds a slot",
                        held.text() + " since " + texts.time(held.claim().since()) + ", claim "
                                + held.claim().id() + ": " + held.claim().reason()));
        one.overdue().ifPresent(by -> add(lines, "Overdue", "by " + texts.span(by)));
        for (Node.Wanted wanted : one.node().wanted()) {
            add(lines, "Asked for by key", wanted.key() + ": " + wanted.reason());
        }
        one.node().status().ifPresent(status -> add(lines, status, texts));
        return lines;
    }

    private static String place(WaitingLine line, String node) {
        List<String> nodes =
                line.waiting().stream().map(WaitingLine.Waiting::node).toList();
        int at = nodes.indexOf(node);
        return at < 0 ? "" : (at + 1) + " of " + nodes.size();
    }

    private static void add(List<Line> lines, NodeStatus status, Texts texts) {
        add(lines, "State", status.state().label());
        add(lines, "Needs", status.needs().verdict());
        add(lines, "Kernel", status.kernel());
        add(lines, "Version", status.version());
        add(lines, "Agent", status.agentVersion());
        add(lines, "Boot", status.bootId());
        add(lines, "Failed in a row", status.failures() == 0 ? "" : Integer.toString(status.failures()));
        add(lines, "Failure domain", status.domain().isNamed() ? status.domain().name() : "");
        status.last()
                .ifPresent(last -> add(
                        lines,
                        "Last run of note",
                        texts.time(last.at()) + ", exit " + last.code() + ": " + last.reason()));
        status.seen().ifPresent(seen -> add(lines, "Last heard of", texts.time(seen)));
    }

    private static void add(List<Line> lines, String what, String text) {
        if (!text.isEmpty()) {
            lines.add(new Line(what, text));
        }
    }
}
