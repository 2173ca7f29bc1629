package io.rebootmgr.show;

import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.RolloutView;
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
        status.pauses(fleet, now);
        status.rollouts(fleet);
        LeaseTable.add(status.page, fleet.leases(), times, extent.rows());
        OverdueClaims.add(status.page, overview.census(), now);
        overview.progress().ifPresent(progress -> ProgressBar.add(status.page, progress, overview.census(), times));
        Totals.add(status.page, fleet.nodes(), extent);
        GroupTable.add(status.page, fleet.groups(), now, extent);
        NodeTable.add(status.page, overview, times, extent.rows());
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
        Table table = new Table("STOPPED", "SINCE", "BY", "REASON", "KEY");
        stops.stream()
                .limit(MOST_STOPS)
                .forEach(stop -> table.row(
                        Cell.of(whom(stop.scope(), stop.name(), fleet), Style.ALARM),
                        Cell.of(stop.since().map(times::local).orElse("?")),
                        Cell.of(stop.by().isEmpty() ? "?" : stop.by()),
                        Cell.of(stop.reason().isEmpty() ? "no reason given" : stop.reason()),
                        Cell.of(stop.key())));
        page.gap().table(table).more(stops.size() - MOST_STOPS, "stop flags").gap();
    }

    /** Those that are over hold nothing, and are shown in JSON only. */
    private void pauses(Fleet fleet, Instant now) {
        List<Pause> pauses =
                fleet.pauses().stream().filter(pause -> pause.holds(now)).toList();
        if (pauses.isEmpty()) {
            return;
        }
        Table table = new Table("PAUSED", "UNTIL", "BY", "REASON", "KEY");
        pauses.stream()
                .limit(MOST_STOPS)
                .forEach(pause -> table.row(
                        Cell.of(whom(pause.scope(), pause.name(), fleet), Style.NOTICE),
                        Cell.of(pause.until().map(times::local).orElse("unpaused")),
                        Cell.of(pause.by().isEmpty() ? "?" : pause.by()),
                        Cell.of(pause.reason().isEmpty() ? "no reason given" : pause.reason()),
                        Cell.of(pause.key())));
        page.gap().table(table).more(pauses.size() - MOST_STOPS, "pauses").gap();
    }

    private void rollouts(Fleet fleet) {
        List<RolloutView> rollouts = fleet.rollouts();
        if (rollouts.isEmpty()) {
            return;
        }
        page.gap();
        rollouts.stream().limit(MOST_STOPS).forEach(view -> page.line(RolloutPage.line(view), style(view)));
        page.more(rollouts.size() - MOST_STOPS, "rollouts").gap();
    }

    private static Style style(RolloutView view) {
        if (view.isHeld()) {
            return Style.ALARM;
        }
        return switch (view.rollout().state()) {
            case FAILED -> Style.ALARM;
            case PAUSED, UNKNOWN -> Style.NOTICE;
            case RUNNING, DONE, ABORTED -> Style.PLAIN;
        };
    }

    /** Whose flag or pause it is; of a group that was mistyped, for one, no node is known. */
    private static String whom(StopFlag.Scope scope, String name, Fleet fleet) {
        return switch (scope) {
            case FLEET -> "the fleet";
            case GROUP -> "group " + name + (holdsNobody(name, fleet) ? ", of which no node is known" : "");
            case NODE -> "node " + name;
        };
    }

    private static boolean holdsNobody(String group, Fleet fleet) {
        return fleet.nodes().stream().noneMatch(node -> node.group().equals(Optional.of(group)))
                && fleet.groups().stream()
                        .filter(one -> one.name().equals(group))
                        .allMatch(one -> one.holders().isEmpty() && one.hot().isEmpty());
    }
}
