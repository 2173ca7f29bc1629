package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Tally;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Unreadable;
import java.util.List;

/** What {@code history --rollouts} prints: a paragraph a rollout, with everything that was done to it. */
public final class RolloutHistoryPage {
    private RolloutHistoryPage() {}

    /**
     * For people, newest first.
     *
     * @param none what is said where there is none
     */
    public static Page of(
            List<RolloutRecord> records, List<Unreadable> unreadable, String none, Times times, boolean coloured) {
        Page page = new Page(coloured);
        if (records.isEmpty()) {
            page.line(none);
        } else {
            page.line("times in " + times.zoneName(), Style.FAINT);
        }
        records.forEach(record -> record(page.gap(), record, times));
        return HistoryPage.unreadable(page, unreadable);
    }

    private static void record(Page page, RolloutRecord record, Times times) {
        Order order = record.rollout().order();
        RolloutState state = record.rollout().state();
        page.line(
                times.local(order.started()) + "  " + order.version() + "  " + state.label() + "  rollout "
                        + Typed.id(order.id()) + " of " + RolloutPage.groupNames(order),
                state == RolloutState.FAILED ? Style.ALARM : Style.PLAIN);
        for (Note note : record.notes()) {
            page.item(
                    times.clock(note.at()),
                    note.what() + " by " + note.by() + (note.why().isEmpty() ? "" : ": " + note.why())
                            + day(note, order, times),
                    Style.PLAIN);
        }
        for (Tally tally : record.results()) {
            page.item("wave", text(tally), tally.failed() > 0 ? Style.ALARM : Style.PLAIN);
        }
    }

    /** Where it was another day than that of the start. */
    private static String day(Note note, Order order, Times times) {
        String day = times.local(note.at());
        String began = times.local(order.started());
        int date = day.lastIndexOf(' ');
        return began.startsWith(day.substring(0, date)) ? "" : " (" + day.substring(0, date) + ")";
    }

    private static String text(Tally tally) {
        StringBuilder text =
                new StringBuilder(tally.wave()).append(": ").append(tally.ok()).append(" ok");
        append(text, tally.failed(), "failed");
        append(text, tally.skipped(), "skipped");
        append(text, tally.running(), "running when it ended");
        append(text, tally.waiting(), "not begun");
        return text.toString();
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    /** For programs. */
    public static ObjectNode json(List<RolloutRecord> records, List<Unreadable> unreadable) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("rollouts");
        records.forEach(record -> list.add(record.json()));
        HistoryPage.unreadable(json, unreadable);
        return json;
    }
}
