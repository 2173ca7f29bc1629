package io.rebootmgr.show;

import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.NodeLease;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.PrintableText;
import java.time.Duration;
import java.util.List;

/** Who has which node, as a table for people. */
public final class LeaseTable {
    /** `lease check` tells the rest. */
    private static final int WHAT_MAX = 60;
    /** By less than that clocks may differ anywhere. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final Table table;
    private final Times times;
    private final boolean ends;

    // With a column that says which of them end by themselves, or without it.
    private LeaseTable(String heading, Times times, boolean ends) {
        this.table = ends
                ? new Table(heading, "BY", "FOR", "SINCE", "ENDS", "REASON", "ID")
                : new Table(heading, "BY", "FOR", "SINCE", "REASON", "ID");
        this.times = times;
        this.ends = ends;
    }

    /** On a page of the fleet, where there is a lease. */
    static void add(Page page, List<NodeLease> leases, Times times, int rows) {
        if (leases.isEmpty()) {
            return;
        }
        LeaseTable shown = new LeaseTable("LEASED", times, false);
        leases.stream().limit(rows).forEach(shown::row);
        page.gap().table(shown.table).more(leases.size() - rows, "leases").gap();
    }

    /** What {@code lease list} prints: leases, and the nodes that rebootmgr reboots or changes. */
    public static Page of(List<NodeLease> leases, List<ClaimInGroup> claims, Times times, boolean coloured) {
        Page page = new Page(coloured);
        List<ClaimInGroup> counting =
                claims.stream().filter(ClaimInGroup::counts).toList();
        if (leases.isEmpty() && counting.isEmpty()) {
            return page.line("every node is free: no lease, and no claim of rebootmgr");
        }
        LeaseTable shown = new LeaseTable("NODE", times, true);
        leases.forEach(shown::row);
        counting.forEach(shown::row);
        return page.table(shown.table);
    }

    private void row(NodeLease leased) {
        switch (leased.state()) {
            case LeaseState.Held(Lease lease) ->
                row(
                        Cell.of(leased.node()),
                        Cell.of(lease.holder()),
                        lease.purpose(),
                        since(lease),
                        ends(lease),
                        lease.reason(),
                        Typed.id(lease.id()));
            case LeaseState.Unknown(String what) ->
                row(
                        Cell.of(leased.node()),
                        Cell.of("unknown", Style.ALARM),
                        "?",
                        "?",
                        "never",
                        PrintableText.excerpt(what, WHAT_MAX),
                        "?");
            case LeaseState.Free free -> {}
        }
    }

    private void row(ClaimInGroup held) {
        row(
                Cell.of(held.claim().node()),
                Cell.of("rebootmgr"),
                held.text(),
                times.age(held.claim().since()),
                held.isHot() ? "when it is changed" : "when it is back",
                held.claim().reason(),
                Typed.id(held.claim().id()));
    }

    private void row(Cell node, Cell by, String purpose, String since, String end, String reason, String id) {
        if (ends) {
            table.row(node, by, Cell.of(purpose), Cell.of(since), Cell.of(end), Cell.of(reason), Cell.of(id));
        } else {
            table.row(node, by, Cell.of(purpose), Cell.of(since), Cell.of(reason), Cell.of(id));
        }
    }

    /** By the clock of whoever took it, which may be ahead of this one. */
    private String since(Lease lease) {
        Duration ahead = Duration.between(times.now(), lease.since());
        return ahead.compareTo(CLOCKS_DIFFER) < 0
                ? times.age(lease.since())
                : "its clock is " + Age.text(ahead) + " ahead";
    }

    /** When its holder is gone; when it was renewed last Consul does not tell. */
    private static String ends(Lease lease) {
        return lease.hold()
                ? "never"
                : lease.ttl()
                        .map(ttl -> Durations.format(ttl) + " after its last renewal")
                        .orElse("with its session");
    }
}
