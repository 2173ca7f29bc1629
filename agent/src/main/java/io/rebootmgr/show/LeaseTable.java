package io.rebootmgr.show;

import io.rebootmgr.fleet.Held;
import io.rebootmgr.fleet.NodeLease;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.PrintableText;
import java.util.List;

/** Who has which node, as a table for people. */
public final class LeaseTable {
    /** `lease check` tells the rest. */
    private static final int WHAT_MAX = 60;

    private final Table table;
    private final Times times;

    private LeaseTable(String heading, Times times) {
        this.table = new Table(heading, "BY", "FOR", "SINCE", "REASON", "ID");
        this.times = times;
    }

    /** On a page of the fleet, where there is a lease. */
    static void add(Page page, List<NodeLease> leases, Times times, int rows) {
        if (leases.isEmpty()) {
            return;
        }
        LeaseTable shown = new LeaseTable("LEASED", times);
        leases.stream().limit(rows).forEach(shown::row);
        page.gap().table(shown.table).more(leases.size() - rows, "leases").gap();
    }

    /** What {@code lease list} prints: leases, and the nodes that rebootmgr reboots. */
    public static Page of(List<NodeLease> leases, List<Held> claims, Times times, boolean coloured) {
        Page page = new Page(coloured);
        List<Held> counting = claims.stream().filter(Held::counts).toList();
        if (leases.isEmpty() && counting.isEmpty()) {
            return page.line("every node is free: no lease, and no claim of rebootmgr");
        }
        LeaseTable shown = new LeaseTable("NODE", times);
        leases.forEach(shown::row);
        counting.forEach(shown::row);
        return page.table(shown.table);
    }

    private void row(NodeLease leased) {
        switch (leased.state()) {
            case LeaseState.Held(Lease lease) ->
                table.row(
                        Cell.of(leased.node()),
                        Cell.of(lease.holder()),
                        Cell.of(lease.purpose()),
                        Cell.of(times.age(lease.since())),
                        Cell.of(lease.reason()),
                        Cell.of(Typed.id(lease.id())));
            case LeaseState.Unknown(String what) ->
                table.row(
                        Cell.of(leased.node()),
                        Cell.of("unknown", Style.ALARM),
                        Cell.of("?"),
                        Cell.of("?"),
                        Cell.of(PrintableText.excerpt(what, WHAT_MAX)),
                        Cell.of("?"));
            case LeaseState.Free free -> {}
        }
    }

    private void row(Held held) {
        table.row(
                Cell.of(held.claim().node()),
                Cell.of("rebootmgr"),
                Cell.of(held.text()),
                Cell.of(times.age(held.claim().since())),
                Cell.of(held.claim().reason()),
                Cell.of(Typed.id(held.claim().id())));
    }
}
