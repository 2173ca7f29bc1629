package io.rebootmgr.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.RolloutState;
import java.time.Instant;
import java.util.Optional;

/**
 * News of a rollout that this node was about to write, and has told nobody yet: its run may have died in between, or
 * not have heard what became of the write. The rollout's record says whether it stands.
 *
 * @param rollout its id
 * @param news the label of a {@link RolloutNews}
 * @param wave the place of the wave that it opens
 * @param at when it was to be written, as the record has it
 * @param what what the record says of it
 */
record Untold(String rollout, String news, int wave, Instant at, String what) {
    private static final int WAVES_MOST = 1_000;

    static Untold of(Event.OfRollout event, Note note) {
        return new Untold(
                event.rollout().id(),
                event.news().label(),
                event.rollout().progress().wave(),
                note.at(),
                note.what());
    }

    /**
     * What is to be told, by the rollout's record; empty where it was never written, or something that was told by
     * others has followed it since.
     *
     * @param node who was about to write it
     */
    Optional<Event.OfRollout> event(RolloutRecord record, String node) {
        boolean stands = record.notes().stream()
                .anyMatch(note -> note.at().equals(at)
                        && note.by().equals(node)
                        && note.what().equals(what));
        if (!stands) {
            return Optional.empty();
        }
        for (RolloutNews one : RolloutNews.values()) {
            if (one.label().equals(news) && isNewest(one, record.rollout())) {
                return Optional.of(new Event.OfRollout(one, record.rollout(), node));
            }
        }
        return Optional.empty();
    }

    private boolean isNewest(RolloutNews one, Rollout now) {
        return switch (one) {
            case WAVE_OPENED ->
                now.state() == RolloutState.RUNNING && now.progress().wave() == wave;
            case ROLLOUT_FAILED -> now.state() == RolloutState.FAILED;
            case ROLLOUT_DONE -> now.state() == RolloutState.DONE;
            case ROLLOUT_STARTED, ROLLOUT_PAUSED, ROLLOUT_ABORTED -> false;
        };
    }

    static Untold read(Fields fields) throws MalformedJson {
        return new Untold(
                fields.text("rollout"),
                fields.text("news"),
                (int) fields.number("wave", 0, WAVES_MOST),
                fields.instant("at"),
                fields.text("what"));
    }

    ObjectNode json() {
        return Json.object()
                .put("rollout", rollout)
                .put("news", news)
                .put("wave", wave)
                .put("at", at.toString())
                .put("what", what);
    }
}
