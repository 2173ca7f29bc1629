package io.rebootmgr.show;

import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.slot.Impact;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.slot.WaitingLine;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Groups, who holds their slots, and who waits for one. */
final class GroupTable {
    private static final int LEAST_HOLDERS = 2;
    private static final int MOST_NEXT = 4;

    private final Instant now;
    private final int mostHolders;
    private final Table table = new Table("GROUP", "SLOTS", "WAITING", "HELD BY", "STATE", "SINCE", "CLAIM", "REASON");

    private GroupTable(Instant now, int mostHolders) {
        this.now = now;
        this.mostHolders = mostHolders;
    }

    static void add(Page page, List<Group> groups, Instant now, Extent extent) {
        if (groups.isEmpty()) {
            return;
        }
        // Of many groups those whose slots are taken or waited for are the ones to see.
        List<Group> shown = groups.size() <= extent.groups()
                ? groups
                : groups.stream()
                        .sorted(Comparator.comparing(GroupTable::isQuiet))
                        .limit(extent.groups())
                        .toList();
        long busy = shown.stream().filter(group -> !group.holders().isEmpty()).count();
        int share = Math.max(LEAST_HOLDERS, (int) (extent.holders() / Math.max(1, busy)));
        GroupTable rows = new GroupTable(now, share);
        shown.forEach(rows::group);
        page.gap().table(rows.table).more(groups.size() - shown.size(), "groups");
        shown.stream()
                .filter(group -> !group.line().waiting().isEmpty())
                .limit(extent.groups() / 2)
                .forEach(group -> page.line("next in " + group.name() + ": " + next(group.line(), now, extent)));
    }

    private static boolean isQuiet(Group group) {
        return group.holders().isEmpty()
                && group.hot().isEmpty()
                && group.line().waiting().isEmpty()
                && group.hotLine().waiting().isEmpty();
    }

    private void group(Group group) {
        String limit =
                group.limit().isPresent() ? Integer.toString(group.limit().getAsInt()) : "?";
        int waiting = group.line().waiting().size();
        Cell name = Cell.of(group.name(), Style.STRONG);
        Cell slots = Cell.of(group.taken() + "/" + limit);
        Cell waits = waiting == 0 ? Cell.of("-", Style.FAINT) : Cell.of(NodeTable.number(waiting));
        Cell none = Cell.of("");
        if (group.holders().isEmpty()) {
            table.row(name, slots, waits, Cell.of("-", Style.FAINT), none, none, none, none);
        }
        holders(group.holders(), name, slots, waits);
        String hotLimit = group.policy()
                .map(policy -> Integer.toString(policy.hotLimits().slots()))
                .orElse("?");
        long hot = group.hot().stream().filter(ClaimInGroup::counts).count();
        int hotWaiting = group.hotLine().waiting().size();
        Cell hotSlots = Cell.of("hot " + hot + "/" + hotLimit);
        Cell hotWaits = hotWaiting == 0 ? none : Cell.of(NodeTable.number(hotWaiting));
        if (group.hot().isEmpty() && hotWaiting > 0) {
            table.row(none, hotSlots, hotWaits, Cell.of("-", Style.FAINT), none, none, none, none);
        }
        holders(group.hot(), none, hotSlots, hotWaits);
    }

    private void holders(List<ClaimInGroup> holders, Cell name, Cell slots, Cell waits) {
        Cell none = Cell.of("");
        for (int at = 0; at < Math.min(holders.size(), mostHolders); at++) {
            ClaimInGroup holder = holders.get(at);
            table.row(
                    at == 0 ? name : none,
                    at == 0 ? slots : none,
                    at == 0 ? waits : none,
                    Cell.of(Typed.node(holder.claim().node())),
                    Cell.of(holder.text(), style(holder)),
                    Cell.of(Age.text(holder.claim().since(), now)),
                    Cell.of(Typed.id(holder.claim().id())),
                    Cell.of(holder.claim().reason()));
        }
        int more = holders.size() - mostHolders;
        if (more > 0) {
            Cell text = Cell.of("… and " + NodeTable.number(more) + " more", Style.FAINT);
            table.row(none, none, none, text, none, none, none, none);
        }
    }

    private static Style style(ClaimInGroup holder) {
        return !holder.counts() || holder.claim().isCommitted() ? Style.NOTICE : Style.PLAIN;
    }

    private static String next(WaitingLine line, Instant now, Extent extent) {
        int most = extent.equals(Extent.ALL) ? Integer.MAX_VALUE : MOST_NEXT;
        String first = line.waiting().stream()
                .limit(most)
                .map(waiting -> waiting.node()
                        + waiting.since()
                                .map(since -> " (" + Age.text(since, now)
                                        + (waiting.impact() == Impact.NONE ? "" : ", impact " + waiting.impact()) + ")")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        int more = line.waiting().size() - most;
        return first + (more > 0 ? " and " + NodeTable.number(more) + " more" : "");
    }
}
