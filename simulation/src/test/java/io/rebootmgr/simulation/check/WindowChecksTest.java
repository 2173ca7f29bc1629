package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of windows can fail: histories that break it, told by hand. They begin on a Thursday, at midnight. */
class WindowChecksTest {
    private static final String AT_TWO = window("thu", "02:00", "60m");

    private final Told told = new Told(1);

    private static String window(String day, String start, String length) {
        return "\"windows\":[{\"days\":[\"" + day + "\"],\"start\":\"" + start + "\",\"length\":\"" + length + "\"}]";
    }

    private Told policy(String fields) {
        return told.wrote(Author.OPERATOR, "config", "{\"limit\":1," + fields + "}");
    }

    private Told drains() {
        return told.asked("web1").claims("web1", claim("web1", "preparing")).task("web1", Stage.PRE_BOOT, 0);
    }

    private Told commits() {
        return told.commits("web1", claim("web1", "rebooting"));
    }

    private Told reboots() {
        return told.saw(new Happening.RebootCommanded("web1", "boot", true));
    }

    private Told changesInService() {
        return told.wrote(Author.OPERATOR, "nodes/web1/change_required", "{\"kind\":\"hot\"}")
                .claimsHot("web1")
                .looks("web1", true)
                .saw(new Happening.TaskStarted("web1", "claim-web1", Stage.HOT, "10-hot"));
    }

    @ParameterizedTest
    @CsvSource({
        "thu, 02:00, 60m, 0, S21",
        "thu, 02:00, 60m, 121, ''",
        "thu, 02:00, 60m, 181, S21",
        "wed, 02:00, 60m, 121, S21",
        "wed, 23:30, 60m, 0, ''",
        "thu, 23:30, 60m, 0, S21"
    })
    void aDrainThatBeginsOutOfTheWindowsViolatesS21(
            String day, String start, String length, int minutes, String violated) {
        policy(window(day, start, length)).later(Duration.ofMinutes(minutes));

        assertThat(String.join(",", drains().violated())).isEqualTo(violated);
    }

    @Test
    void itIsTheClockOfTheNodeThatCounts() {
        policy(AT_TWO).saw(new Happening.ClockTurned("web1", Duration.ofMinutes(150)));

        assertThat(drains().violated()).isEmpty();
    }

    @Test
    void aRebootAfterTheWindowHasClosedViolatesIt() {
        policy(AT_TWO).later(Duration.ofMinutes(170));
        assertThat(drains().violated()).isEmpty();

        told.later(Duration.ofMinutes(20));
        assertThat(commits().violated())
                .as("it looks once more before it goes on")
                .isEmpty();

        assertThat(reboots().violated()).contains("S21");
    }

    @Test
    void whatAnEarlierRunHasCommittedGoesOn() {
        policy(AT_TWO).later(Duration.ofMinutes(170));
        drains();
        commits();

        told.later(Duration.ofMinutes(20)).saw(new Happening.RunStarted("web1", "boot"));

        assertThat(reboots().violated()).doesNotContain("S21");
    }

    @Test
    void whatBeginsInAFreezeViolatesIt() {
        policy("\"freezes\":[{\"from\":\"2025-12-20\",\"to\":\"2026-01-01\"}]");

        assertThat(drains().violated()).containsExactly("S21");
    }

    @Test
    void aChangeInServiceMayBeginWhereThePolicySaysSo() {
        policy(AT_TWO + ",\"hot_anytime\":true");

        assertThat(changesInService().violated()).isEmpty();
    }

    @Test
    void nothingElseMayThere() {
        policy(AT_TWO + ",\"hot_anytime\":true");

        assertThat(drains().violated()).containsExactly("S21");
    }

    @Test
    void elsewhereAChangeInServiceKeepsToTheWindowsAsWell() {
        policy(AT_TWO);

        assertThat(changesInService().violated()).containsExactly("S21");
    }

    /** The layer of the node comes last. */
    @Test
    void theNearestLayerSaysIt() {
        policy(AT_TWO).wrote(Author.OPERATOR, "groups/web/config", "{\"windows\":[]}");
        assertThat(drains().violated()).isEmpty();

        told.later(Duration.ofMinutes(5)).wrote(Author.OPERATOR, "nodes/web1/config", "{" + AT_TWO + "}");
        commits();

        assertThat(reboots().violated()).contains("S21");
    }
}
