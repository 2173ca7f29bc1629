package io.rebootmgr.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** News of a rollout that a run left behind it. */
class UntoldTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");
    private static final Note OPENED = new Note(NOW, "web1", "wave rest opened", "wave canaries stood well");
    private static final Rollout ROLLOUT = Rollout.started(new Order(
            "r1",
            "v2",
            RolloutChange.HOT,
            Set.of("web"),
            List.of(new Wave("rest", Duration.ZERO, Optional.empty(), 1, OtherFields.NONE)),
            0,
            ChosenTasks.ALL,
            "alice@adm1",
            "",
            NOW));
    private static final Untold UNTOLD =
            Untold.of(new Event.OfRollout(RolloutNews.WAVE_OPENED, ROLLOUT, "web1"), OPENED);

    private static RolloutRecord record(Rollout stands, Note... more) {
        RolloutRecord begun = RolloutRecord.begun(stands);
        List<Note> notes = new ArrayList<>(begun.notes());
        notes.addAll(List.of(more));
        return new RolloutRecord(stands, List.of(), notes, Optional.empty(), OtherFields.NONE);
    }

    @Test
    void whatStandsIsToldAsItStands() {
        assertThat(UNTOLD.event(record(ROLLOUT, OPENED), "web1"))
                .contains(new Event.OfRollout(RolloutNews.WAVE_OPENED, ROLLOUT, "web1"));
    }

    @Test
    void whatWasNeverWrittenOrByAnotherIsNotTold() {
        assertThat(UNTOLD.event(record(ROLLOUT), "web1")).isEmpty();
        Note byAnother = new Note(NOW, "web2", OPENED.what(), OPENED.why());
        assertThat(UNTOLD.event(record(ROLLOUT, byAnother), "web1")).isEmpty();
        Note later = new Note(NOW.plusMillis(1), "web1", OPENED.what(), OPENED.why());
        assertThat(UNTOLD.event(record(ROLLOUT, later), "web1")).isEmpty();
    }

    /** People have been told of that, and what comes now would look newer. */
    @Test
    void whatHasBeenOvertakenIsNotTold() {
        Rollout failed = ROLLOUT.failing("web3", "exit 4", NOW);
        assertThat(UNTOLD.event(record(failed, OPENED), "web1")).isEmpty();
        Untold another = new Untold("r1", UNTOLD.news(), 1, NOW, OPENED.what());
        assertThat(another.event(record(ROLLOUT, OPENED), "web1")).isEmpty();
        Untold strange = new Untold("r1", "rollout_praised", 0, NOW, OPENED.what());
        assertThat(strange.event(record(ROLLOUT, OPENED), "web1")).isEmpty();
    }

    @Test
    void itIsReadAsItWasWritten() throws Exception {
        Memory memory = Memory.NONE.untold(Optional.of(UNTOLD)).ended(100);
        assertThat(Memory.parse(memory.bytes())).isEqualTo(memory);
        assertThat(memory.untold(Optional.empty())).isEqualTo(Memory.NONE.ended(100));
    }
}
