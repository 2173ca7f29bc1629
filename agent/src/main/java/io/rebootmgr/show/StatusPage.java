package io.rebootmgr.show;

import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.StopFlag;
import java.time.Instant;
import java.util.List;

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
        status.header(fleet, whose);
        status.stops(fleet.stops());
        Troubles.add(status.page, fleet, now);
        overview.progress().ifPresent(progress -> ProgressBar.add(status.page, progress, times));
        Totals.add(status.page, fleet.nodes(), extent);
        GroupTable.add(status.page, fleet.groups(), now, extent);
        NodeTable.add(status.page, fleet.nodes(), now, extent.rows());
        return HistoryPage.unreadable(status.page, fleet.unreadable());
    }

    private void header(Fleet fleet, String whose) {
        page.line(whose + ": " + NodeTable.summary(fleet.nodes()) + "; " + times.heading(), Style.STRONG);
        if (!fleet.initialised()) {
            page.line("not initialised: there is no fleet policy; run `rebootmgr init`", Style.ALARM);
        }
    }

    private void stops(List<StopFlag> stops) {
        if (stops.isEmpty()) {
            return;
        }
        Table table = new Table("STOPPED", "REASON", "KEY");
        stops.stream()
                .limit(MOST_STOPS)
                .forEach(stop -> table.row(
                        Cell.of(stopped(stop), Style.ALARM),
                        Cell.of(stop.reason().isEmpty() ? "no reason given" : stop.reason()),
                        Cell.of(stop.key())));
        page.gap().table(table).more(stops.size() - MOST_STOPS, "stop flags").gap();
    }

    private static String stopped(StopFlag stop) {
        return switch (stop.scope()) {
            case FLEET -> "the fleet";
            case GROUP -> "group " + stop.name();
            case NODE -> "node " + stop.name();
        };
    }
}
