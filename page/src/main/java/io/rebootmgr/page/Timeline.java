package io.rebootmgr.page;

import io.rebootmgr.fleet.Plan;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The reboots that were, newest first, and those to come, soonest first. */
record Timeline(List<Past> past, List<Coming> coming) {
    static final Timeline NONE = new Timeline(List.of(), List.of());
    private static final int MOST = 50;

    record Past(
            String at, String node, String link, String group, String result, String took, String phases, String why) {}

    record Coming(String node, String link, String group, String starts, String back) {}

    static Timeline of(Picture picture, Texts texts) {
        List<Past> past = picture.history().entries().stream()
                .limit(MOST)
                .map(entry -> past(entry, texts))
                .toList();
        record Turn(Plan plan, Plan.Turn turn) {}
        List<Turn> turns = new ArrayList<>();
        picture.plans().forEach(plan -> plan.turns().forEach(turn -> turns.add(new Turn(plan, turn))));
        // Those last of whom nobody knows when.
        turns.sort(Comparator.<Turn, Boolean>comparing(one -> !one.plan().held().isEmpty())
                .thenComparing(one -> one.turn().starts()));
        List<Coming> coming = turns.stream()
                .limit(MOST)
                .map(one -> coming(one.plan(), one.turn(), texts))
                .toList();
        return new Timeline(past, coming);
    }

    private static Coming coming(Plan plan, Plan.Turn turn, Texts texts) {
        boolean isHeld = !plan.held().isEmpty();
        return new Coming(
                turn.node(),
                NodeView.link(turn.node()),
                plan.group(),
                isHeld ? plan.held() : texts.time(turn.starts()),
                isHeld ? "" : texts.time(turn.back()));
    }

    /** As `history` has it. */
    private static String result(Entry entry) {
        return entry.end()
                .filter(end -> entry.result() == Entry.Result.GIVEN_UP && end.code() != 0)
                .map(end -> "exit " + end.code() + " (" + ExitCode.meaningOf(end.code()) + ")")
                .orElse(entry.result().label().replace('_', ' '));
    }

    static Past past(Entry entry, Texts texts) {
        return new Past(
                texts.time(entry.started()),
                entry.node(),
                NodeView.link(entry.node()),
                entry.group(),
                result(entry),
                entry.took().map(texts::span).orElse(""),
                entry.phases().stream()
                        .map(phase -> phase.name() + " " + texts.span(phase.took()))
                        .collect(Collectors.joining(", ")),
                entry.end().map(Entry.End::why).orElse(entry.reason()));
    }
}
