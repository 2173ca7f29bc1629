package io.rebootmgr.show;

import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.StopFlag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@code status} prints for people: the fleet on a screen, however large it is. */
public final class StatusPage {
    private static final int MOST_STOPS = 10;

    private final Times times;
    private final Page page;

    private StatusPage(Times times, boolean coloured) {
        this.times = times;
        this.page = new Page(coloured);
    }

    /**
     * The page.
     *
     * @param whose "fleet", or the group or node that it was narrowed to
     * @param times now, and the zone of whoever looks
     */
    public static Page of(Overview overview, String whose, Times times, Extent extent, boolean coloured) {
        Fleet fleet = overview.fleet();
        StatusPage status = new StatusPage(times, coloured);
        Instant now = times.now();
        status.header(overview, whose);
        status.stops(fleet);
        Troubles.add(status.page, overview.census(), now);
        overview.progress().ifPresent(progress -> ProgressBar.add(status.page, progress, overview.census(), times));
        Totals.add(status.page, fleet.nodes(), extent);
        GroupTable.add(status.page, fleet.groups(), now, extent);
        NodeTable.add(status.page, overview.census(), now, extent.rows());
        return HistoryPage.unreadable(status.page, fleet.unreadable());
    }

    private void header(Overview overview, String whose) {
        page.line(whose + ": " + NodeTable.summary(overview.census()) + "; " + times.heading(), Style.STRONG);
        if (!overview.fleet().initialised()) {
            page.line("not initialised: there is no fleet policy; run `rebootmgr init`", Style.ALARM);
        }
    }

    private void stops(Fleet fleet) {
        List<StopFlag> stops = fleet.stops();
        if (stops.isEmpty()) {
            return;
        }
        Table table = new Table("STOPPED", "REASON", "KEY");
        stops.stream()
                .limit(MOST_STOPS)
                .forEach(stop -> table.row(
                        Cell.of(
                                stopped(stop) + (stopsNobody(stop, fleet) ? ", of which no node is known" : ""),
                                Style.ALARM),
                        Cell.of(stop.reason().isEmpty() ? "no reason given" : stop.reason()),
                        Cell.of(stop.key())));
        page.gap().table(table).more(stops.size() - MOST_STOPS, "stop flags").gap();
    }

    /** A group that was mistyped, for one. */
    private static boolean stopsNobody(StopFlag stop, Fleet fleet) {
        return stop.scope() == StopFlag.Scope.GROUP
                && fleet.nodes().stream().noneMatch(node -> node.group().equals(Optional.of(stop.name())))
                && fleet.groups().stream()
                        .filter(group -> group.name().equals(stop.name()))
                        .allMatch(group -> group.holders().isEmpty());
    }

    private static String stopped(StopFlag stop) {
        return switch (stop.scope()) {
            case FLEET -> "the fleet";
            case GROUP -> "group " + stop.name();
            case NODE -> "node " + stop.name();
        };
    }
}
