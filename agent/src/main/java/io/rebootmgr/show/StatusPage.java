package io.rebootmgr.show;

import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Group.Holder;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.slot.ClaimState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** What {@code status} prints for people: the fleet on a screen, however large it is. */
public final class StatusPage {
    private static final int MOST_STOPS = 10;
    private static final int MOST_GROUPS = 20;
    private static final int MOST_HOLDERS = 10;

    private final Instant now;
    private final Page page;

    private StatusPage(Instant now, boolean coloured) {
        this.now = now;
        this.page = new Page(coloured);
    }

    /**
     * The page.
     *
     * @param whose "fleet", or the group or node that it was narrowed to
     * @param mostNodes rows of the table of nodes; those that need somebody's eyes come first
     */
    public static Page of(Fleet fleet, String whose, Instant now, int mostNodes, boolean coloured) {
        StatusPage status = new StatusPage(now, coloured);
        status.header(fleet, whose);
        status.stops(fleet.stops());
        status.groups(fleet.groups());
        NodeTable.add(status.page, fleet.nodes(), now, mostNodes);
        return HistoryPage.unreadable(status.page, fleet.unreadable());
    }

    private void header(Fleet fleet, String whose) {
        page.line(whose + ": " + NodeTable.summary(fleet.nodes()) + "; " + Age.moment(now) + " UTC", Style.STRONG);
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
        page.gap().table(table);
        more(stops.size() - MOST_STOPS, "stop flags");
    }

    private static String stopped(StopFlag stop) {
        return switch (stop.scope()) {
            case FLEET -> "the fleet";
            case GROUP -> "group " + stop.name();
            case NODE -> "node " + stop.name();
        };
    }

    private void groups(List<Group> groups) {
        if (groups.isEmpty()) {
            return;
        }
        Table table = new Table("GROUP", "SLOTS", "HELD BY", "STATE", "SINCE", "CLAIM", "REASON");
        // Of many groups those whose slots are taken are the ones to see.
        List<Group> shown = groups.size() <= MOST_GROUPS
                ? groups
                : groups.stream()
                        .sorted(Comparator.comparing(group -> group.holders().isEmpty()))
                        .limit(MOST_GROUPS)
                        .toList();
        shown.forEach(group -> group(table, group));
        page.gap().table(table);
        more(groups.size() - shown.size(), "groups");
    }

    private void group(Table table, Group group) {
        String limit =
                group.limit().isPresent() ? Integer.toString(group.limit().getAsInt()) : "?";
        Cell name = Cell.of(group.name(), Style.STRONG);
        Cell slots = Cell.of(group.taken() + "/" + limit);
        Cell none = Cell.of("");
        if (group.holders().isEmpty()) {
            table.row(name, slots, Cell.of("-", Style.FAINT), none, none, none, none);
        }
        for (int at = 0; at < Math.min(group.holders().size(), MOST_HOLDERS); at++) {
            Holder holder = group.holders().get(at);
            table.row(
                    at == 0 ? name : none,
                    at == 0 ? slots : none,
                    Cell.of(holder.claim().node()),
                    Cell.of(holder.text(), style(holder)),
                    Cell.of(Age.text(holder.claim().since(), now)),
                    Cell.of(holder.claim().id()),
                    Cell.of(holder.claim().reason()));
        }
        int more = group.holders().size() - MOST_HOLDERS;
        if (more > 0) {
            table.row(none, none, Cell.of("… and " + more + " more", Style.FAINT), none, none, none, none);
        }
    }

    private static Style style(Holder holder) {
        return !holder.counts() || holder.claim().state() != ClaimState.PREPARING ? Style.NOTICE : Style.PLAIN;
    }

    private void more(int more, String what) {
        if (more > 0) {
            page.line("… and " + NodeTable.number(more) + " more " + what, Style.FAINT);
        }
    }
}
