package io.rebootmgr.show;

import io.rebootmgr.fleet.Pace;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.Plan;
import io.rebootmgr.fleet.Plan.Turn;
import io.rebootmgr.fleet.StopFlag;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What {@code plan} prints for people, group by group. */
public final class PlanPage {
    private static final int MOST_HOLDING = 5;

    private final Plan plan;
    private final Times times;
    private final int most;
    private final Page page;

    private PlanPage(Plan plan, Times times, int most, Page page) {
        this.plan = plan;
        this.times = times;
        this.most = most;
        this.page = page;
    }

    /**
     * Adds a group's plan.
     *
     * @param stops the flags that keep all of the group from rebooting
     * @param pauses the same of pauses
     * @param zone whose times are told
     * @param most rows of each table
     */
    public static void add(
            Page page, Plan plan, List<StopFlag> stops, List<Pause> pauses, Instant now, ZoneId zone, int most) {
        PlanPage one = new PlanPage(plan, new Times(now, zone), most, page);
        page.gap();
        one.header(stops, pauses);
        List<Turn> soon =
                plan.turns().stream().filter(turn -> !plan.isLate(turn)).toList();
        List<Turn> late = plan.turns().stream().filter(plan::isLate).toList();
        one.turns(soon);
        if (!late.isEmpty()) {
            page.gap().line(NodeTable.number(late.size()) + " would not make it in this window", Style.NOTICE);
            one.turns(late);
        }
        one.staying();
    }

    private void header(List<StopFlag> stops, List<Pause> pauses) {
        String limit = plan.limit().isPresent()
                ? plan.limit().getAsInt() + (plan.limit().getAsInt() == 1 ? " slot" : " slots")
                : "no policy";
        int turns = plan.turns().size();
        page.line(
                "group " + plan.group() + ": "
                        + (turns == 0
                                ? (plan.staying().isEmpty() ? "nobody waits" : "nobody would go")
                                : NodeTable.number(turns) + (turns == 1 ? " node waits" : " nodes wait"))
                        + (plan.holding().isEmpty()
                                ? ""
                                : ", " + NodeTable.number(plan.holding().size()) + " in progress")
                        + ", " + limit + "; " + times.heading(),
                Style.STRONG);
        stops.forEach(stop -> page.line(
                "stopped by " + stop.key() + (stop.reason().isEmpty() ? "" : ": " + stop.reason())
                        + "; as if it were resumed now:",
                Style.ALARM));
        boolean ends = Pause.over(pauses).isPresent();
        pauses.forEach(pause -> page.line(
                pause.text(times.zone()) + "; what has begun goes on"
                        + (ends ? "" : ", the rest as if it were unpaused now:"),
                Style.NOTICE));
        plan.opening()
                .ifPresent(opening -> opening.to()
                        .ifPresent(closes -> page.line("window: "
                                + (opening.from().isAfter(times.now())
                                        ? times.ahead("opens", opening.from()) + "; "
                                        : "open; ")
                                + times.ahead("closes", closes))));
        if (turns > 0) {
            plan.cooldown().ifPresent(until -> page.line(Cooldowns.line(until, times)));
            page.line(pace(plan.pace()));
            if (plan.turns().stream().anyMatch(turn -> plan.pace().servers().contains(turn.node()))) {
                page.line("a Consul server keeps its slot "
                        + Age.text(plan.pace().vote()) + " longer, until it votes again");
            }
        }
        plan.holding().stream().limit(MOST_HOLDING).forEach(this::holding);
        page.more(plan.holding().size() - MOST_HOLDING, "in progress");
    }

    private void holding(Plan.Holding one) {
        String is = one.node() + " is " + one.state().label() + " for " + times.age(one.since());
        if (one.isOpenEnded()) {
            page.line(
                    is
                            + (one.failed() ? ", has failed" : "")
                            + one.overdue()
                                    .map(by -> ", overdue by " + Age.text(by))
                                    .orElse("")
                            + ", and keeps its slot: `rebootmgr status` tells what to do",
                    Style.ALARM);
        } else {
            page.line(is
                    + (one.back().isAfter(times.now())
                            ? ", back about " + times.clock(one.back())
                            : ", back any moment now"));
        }
    }

    private static String pace(Pace pace) {
        String parts = Age.text(pace.before()) + " to the reboot command, " + Age.text(pace.boot()) + " boot, "
                + Age.text(pace.after()) + " until it is back in service";
        return "a reboot takes " + Age.text(pace.total()) + " ("
                + (pace.sample() == 0
                        ? "a guess: none is known yet; "
                        : pace.sample() == 1 ? "as the last one; " : "the median of the last " + pace.sample() + "; ")
                + parts + ")";
    }

    private void turns(List<Turn> turns) {
        if (turns.isEmpty()) {
            return;
        }
        Table table = new Table("", "NODE", "STARTS", "IN", "BACK", "");
        for (Turn turn : turns.stream().limit(most).toList()) {
            boolean now = !turn.starts().isAfter(times.now());
            String goes = !now ? Age.text(times.now(), turn.starts()) : plan.hasFreeSlot() ? "now" : "soon";
            table.row(
                    Cell.of(Integer.toString(plan.turns().indexOf(turn) + 1), Style.FAINT),
                    Cell.of(turn.node(), Style.STRONG),
                    Cell.of(times.local(turn.starts())),
                    Cell.of(plan.held().isEmpty() ? goes : plan.held()),
                    Cell.of(times.clock(turn.back())),
                    Cell.of(note(turn)));
        }
        page.table(table);
        if (turns.size() > most) {
            page.more(
                    turns.size() - most,
                    "nodes, the last back " + times.local(turns.getLast().back()));
        }
    }

    private static String note(Turn turn) {
        String order = switch (turn.order()) {
            case IN_LINE -> "";
            case NOT_IN_LINE_YET -> "not in line yet";
        };
        return turn.note()
                .map(note -> order.isEmpty() ? note : order + "; " + note)
                .orElse(order);
    }

    private void staying() {
        if (plan.staying().isEmpty()) {
            return;
        }
        Table table = new Table("WOULD NOT GO", "WHY");
        plan.staying().stream()
                .limit(most)
                .forEach(one -> table.row(Cell.of(one.node(), Style.ALARM), Cell.of(one.why())));
        page.gap().table(table).more(plan.staying().size() - most, "nodes");
    }

    /** What all of it rests on. */
    public static void assumptions(Page page) {
        page.gap()
                .line(
                        "Assumes that each reboot takes as long as those before, that every node comes when it is its"
                                + " turn, and that no gate but window, domain and slot holds. The order among nodes that are not"
                                + " in line yet is not known; they stand by name.",
                        Style.FAINT);
    }
}
