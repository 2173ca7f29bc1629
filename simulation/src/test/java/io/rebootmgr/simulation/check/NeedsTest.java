package io.rebootmgr.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What detectors find is done in the end (L1). */
class NeedsTest {
    private final Told told = new Told(1);

    private Told needs(int code) {
        return told.saw(new Happening.Needs("web1", "10-detector", code));
    }

    private Told change(Stage stage, int code) {
        String name = "10-" + stage.label();
        told.saw(new Happening.TaskStarted("web1", "claim-web1", stage, name));
        return told.saw(new Happening.TaskEnded("web1", "claim-web1", stage, name, code));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 102})
    void whatNobodyDoesViolatesL1(int code) {
        assertThat(needs(code).ends().violated()).containsExactly("L1");
    }

    @ParameterizedTest
    @CsvSource({
        "100, HOT, 0, true",
        "100, DRAINED, 0, true",
        "101, DRAINED, 0, true",
        "101, HOT, 0, false",
        "100, HOT, 1, false"
    })
    void aChangeIsMadeByItsTasksOrThoseOfAHigherOne(int needed, Stage stage, int code, boolean done) {
        needs(needed);
        change(Stage.PRE_BOOT, 0);
        change(stage, code);
        change(Stage.POST_BOOT, 0);
        assertThat(told.ends().violated().isEmpty()).isEqualTo(done);
    }

    @Test
    void aRebootIsMadeByABoot() {
        needs(102).saw(new Happening.Booted("web1", "web1.boot1", false));
        assertThat(told.ends().violated()).isEmpty();
    }
}
