package io.rebootmgr.show;

import io.rebootmgr.fleet.Census;
import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Drained;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.GoneHold;
import io.rebootmgr.fleet.Node;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Stand;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.text.Suggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The nodes of a fleet, those that need somebody's eyes first, and how many there are of each kind. */
final class NodeTable {
    private static final int MOST_WANTED = 2;
    /** Of those that do not go on by themselves: with what they said last and what to type they fill a screen. */
    private static final int MOST_TOLD = 4;

    private NodeTable() {}

    /** How many, and how many in each state: {@code 10,000 nodes: 9,997 idle, 3 held}. */
    static String summary(Census census) {
        List<Counted> all = census.counted();
        return all.isEmpty()
                ? "no status written yet, and no key asks for a reboot"
                : number(all.size()) + (all.size() == 1 ? " node: " : " nodes: ") + counts(all);
    }

    static String number(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String counts(List<Counted> nodes) {
        Map<Stand, Integer> counts = new EnumMap<>(Stand.class);
        nodes.forEach(one -> counts.merge(one.stand(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> number(entry.getValue()) + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
    }

    static void add(Page page, Overview overview, Times times, int most) {
        Cooldowns cooldowns = Cooldowns.in(overview.fleet().groups(), times);
        Instant now = times.now();
        List<Counted> ranked = overview.census().counted();
        if (ranked.isEmpty()) {
            return;
        }
        Table table = new Table("NODE", "GROUP", "STATE", "LAST RESULT", "WHY");
        int told = most == Integer.MAX_VALUE ? most : MOST_TOLD;
        int troubled = 0;
        for (Counted one : ranked.stream().limit(most).toList()) {
            troubled += standsStill(one) ? 1 : 0;
            table.row(
                    Cell.of(one.node().name(), Style.STRONG),
                    Cell.of(one.group().orElse("?")),
                    Cell.of(one.stand().word(), style(one.stand())),
                    result(one.node(), now),
                    Cell.lines(lines(one, overview.fleet(), cooldowns, now, troubled <= told)));
        }
        page.gap().table(table);
        if (troubled > told) {
            page.line(
                    "what the others of these said last, and what to type for them: `rebootmgr status --node NODE`",
                    Style.NOTICE);
        }
        if (ranked.size() > most) {
            List<Counted> rest = ranked.subList(most, ranked.size());
            page.line("… and " + number(rest.size()) + " more: " + counts(rest), Style.FAINT);
        }
    }

    private static Style style(Stand stand) {
        return switch (stand) {
            case FAILED, PARKED, OVERDUE, RELEASED, DRAINED -> Style.ALARM;
            case PREPARING,
                    CHANGING,
                    CHANGING_IN_SERVICE,
                    REBOOTING,
                    RETURNING,
                    UNKNOWN_CLAIM,
                    UNFINISHED,
                    HELD,
                    WAITING,
                    WANTS_REBOOT,
                    WANTS_CHANGE -> Style.NOTICE;
            case UNKNOWN -> Style.FAINT;
            case IDLE -> Style.GOOD;
        };
    }

    private static Cell result(Node node, Instant now) {
        Optional<NodeStatus.Last> last = node.status().flatMap(NodeStatus::last);
        if (last.isEmpty()) {
            return Cell.of("-", Style.FAINT);
        }
        int code = last.get().code();
        String age = Age.text(last.get().at(), now) + " ago";
        return code == 0
                ? Cell.of("ok " + age, Style.GOOD)
                : Cell.of("exit " + code + " " + age, code < 100 ? Style.NOTICE : Style.ALARM);
    }

    private static String asked(Node.Wanted wanted) {
        if (wanted.change().isEmpty()) {
            return "asked by the key " + wanted.key() + ", which " + wanted.reason();
        }
        String by = wanted.reason().isEmpty() ? "the key " + wanted.key() : "key: " + wanted.reason();
        return switch (wanted.change().get()) {
            case HOT -> "asked for a hot change by " + by;
            case DRAIN -> "asked for a drain by " + by;
            case REBOOT -> "asked by " + by;
        };
    }

    private static boolean standsStill(Counted one) {
        return one.stand() == Stand.FAILED || one.stand() == Stand.PARKED;
    }

    /**
     * What {@link #why} tells, with what a cooldown adds to it, and of a node that stands still what ends that, where
     * its last run has not said it. A hold that is known to be gone is told as one that was.
     *
     * @param whole without, a node that stands still has its reason only
     */
    private static List<String> lines(Counted one, Fleet fleet, Cooldowns cooldowns, Instant now, boolean whole) {
        List<String> lines = why(one, now, whole);
        Optional<NodeStatus.Last> last = one.node().status().flatMap(NodeStatus::last);
        last.flatMap(said -> cooldowns.holding(one, said).or(() -> DomainHolds.holding(fleet.groups(), one, said)))
                .ifPresent(
                        waits -> lines.replaceAll(line -> line.equals(last.get().reason()) ? waits : line));
        last.filter(said -> GoneHold.isGone(fleet, one.node(), now))
                .ifPresent(said -> lines.replaceAll(line -> line.equals(said.reason()) ? said.past() : line));
        String resume = Suggestion.resume(one.node().name());
        if (whole && standsStill(one) && lines.stream().noneMatch(line -> line.contains(resume))) {
            lines.add(NeedsSomebody.typed(one, fleet));
        }
        return lines;
    }

    /** What is to be known of it, a line each. */
    static List<String> why(Counted one, Instant now) {
        return why(one, now, true);
    }

    private static List<String> why(Counted one, Instant now, boolean words) {
        Node node = one.node();
        List<String> lines = new ArrayList<>();
        if (one.held().isPresent() && (one.stand() == Stand.OVERDUE || one.stand() == Stand.FAILED)) {
            Claim claim = one.held().get().claim();
            lines.add(claim.text() + " for " + Age.text(claim.since(), now)
                    + one.overdue().map(by -> ", overdue by " + Age.text(by)).orElse("")
                    + "; keeps its slot");
        }
        node.status()
                .flatMap(NodeStatus::drained)
                .ifPresent(claim -> lines.add("drained by claim " + claim
                        + ", which is not undone yet; to undo it now: " + Drained.undo(node.name())));
        if (one.stand() == Stand.UNFINISHED) {
            lines.add("may be drained, for a run of it was killed; its next run undoes that, now: "
                    + Drained.undo(node.name()));
        }
        if (one.stand() == Stand.RELEASED) {
            lines.add("not back yet, and holds no slot");
        }
        node.wanted().stream().limit(MOST_WANTED).forEach(wanted -> lines.add(asked(wanted)));
        if (node.status().isEmpty()) {
            return lines;
        }
        NodeStatus status = node.status().get();
        switch (status.needs().verdict()) {
            case "hot" -> lines.add("needs a hot change");
            case "drain" -> lines.add("needs a drain");
            case "reboot" -> lines.add("needs a reboot");
            default -> {
                // Nothing, or an error, which holds the node: its last word says so.
            }
        }
        status.last().ifPresent(last -> lines.add(last.reason(now)));
        status.last()
                .filter(last -> words && !last.said().isEmpty())
                .ifPresent(last -> lines.add("it said last: " + last.said()));
        if (status.failures() > 1) {
            lines.add("failed " + status.failures() + " times in a row");
        }
        if (status.last().isEmpty() || status.last().get().code() == 0) {
            status.parked().forEach(parked -> lines.add("parked: " + parked.trigger() + " is still there, unchanged"));
        }
        return lines;
    }
}
