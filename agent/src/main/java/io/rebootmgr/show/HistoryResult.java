package io.rebootmgr.show;

import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.Entry.End;
import io.rebootmgr.logbook.Entry.Released;
import io.rebootmgr.logbook.Entry.Setback;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of an attempt, for people.
 *
 * @param held its claim, if that stands
 */
record HistoryResult(Entry entry, Optional<ClaimInGroup> held, Times times) {
    /** From here on a node that is down may be down for good: far longer than machines take to boot. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final int FIRST_THAT_NEEDS_SOMEBODY = 100;

    /** In a few words. */
    String text() {
        String took = entry.took().map(HistoryPage::took).orElse("?");
        return switch (entry.result()) {
            case IN_PROGRESS -> inProgress();
            case REBOOTED, CHANGED -> "done in " + took;
            case RELEASED -> "released after " + took;
            case GIVEN_UP -> {
                int code = entry.end().map(End::code).orElse(-1);
                String how = code == 0 ? "given up" : "exit " + code + " (" + ExitCode.meaningOf(code) + ")";
                yield how + " after " + took;
            }
        };
    }

    private String inProgress() {
        String setback = entry.setback()
                .filter(HistoryResult::needsSomebody)
                .map(last -> (isFailure(last) ? ", failed" : ", could not go on") + HistoryPage.times(last.times()))
                .orElse("");
        return held.map(h -> h.text() + " for " + times.age(h.claim().since()) + setback)
                .orElse("over, and its end is not known");
    }

    Style style() {
        boolean alarming = entry.setback().filter(HistoryResult::needsSomebody).isPresent();
        return switch (entry.result()) {
            case REBOOTED, CHANGED -> Style.GOOD;
            case RELEASED -> Style.NOTICE;
            case IN_PROGRESS -> alarming || isLate() ? Style.ALARM : Style.NOTICE;
            case GIVEN_UP ->
                entry.end()
                                .filter(end -> end.code() < FIRST_THAT_NEEDS_SOMEBODY)
                                .isPresent()
                        ? Style.NOTICE
                        : Style.ALARM;
        };
    }

    /** One that only waits, as for what stands in the way after {@code max_failures}, has not failed once more. */
    private static boolean isFailure(Setback setback) {
        return ExitCode.of(setback.code()).filter(ExitCode::isFailure).isPresent();
    }

    private static boolean needsSomebody(Setback setback) {
        return setback.code() >= FIRST_THAT_NEEDS_SOMEBODY;
    }

    private boolean isLate() {
        return held.map(ClaimInGroup::claim)
                .filter(claim -> claim.state() == ClaimState.REBOOTING)
                .filter(claim -> Duration.between(claim.since(), times.now()).compareTo(LATE) > 0)
                .isPresent();
    }

    /** What there is to say of it. */
    void addTo(Page page) {
        if (entry.result() == Entry.Result.GIVEN_UP) {
            entry.end().ifPresent(end -> page.item("why", end.why(), Style.PLAIN));
        }
        entry.setback().ifPresent(setback -> setback(page, setback));
        entry.released().ifPresent(released -> released(page, released));
        if (entry.result() == Entry.Result.IN_PROGRESS && isLate()) {
            page.item(
                    "not back",
                    "is it down for good? `rebootmgr release " + entry.node() + " --claim " + entry.claim()
                            + " --reason TEXT` frees its slot",
                    Style.ALARM);
        }
        if (entry.drained()) {
            String undoes = "what its drain began still stands; the node's first run without a stop undoes it";
            page.item("DRAINED", undoes, Style.ALARM);
        }
        if (entry.isAbortFailed() && !entry.drained()) {
            page.item("not undone", "abort tasks failed: the node may have stayed drained", Style.ALARM);
        } else {
            entry.undone().ifPresent(at -> page.item("undone", times.local(at) + later(at), Style.PLAIN));
        }
    }

    private String later(Instant at) {
        return entry.end()
                .map(end -> ", " + Age.text(end.at(), at) + " after it ended")
                .orElse("");
    }

    private void setback(Page page, Setback setback) {
        String which = setback.times() > 1 ? setback.times() + " times, last " : "";
        page.item(
                isFailure(setback) ? "failed" : "held up",
                which + times.local(setback.at()) + ", exit " + setback.code() + " ("
                        + ExitCode.meaningOf(setback.code()) + "): " + setback.why(),
                needsSomebody(setback) ? Style.ALARM : Style.NOTICE);
    }

    private void released(Page page, Released released) {
        page.item(
                "released", times.local(released.at()) + " by " + released.by() + ": " + released.why(), Style.NOTICE);
    }
}
