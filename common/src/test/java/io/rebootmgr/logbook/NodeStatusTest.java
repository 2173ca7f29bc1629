package io.rebootmgr.logbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.5Z");
    private static final NodeStatus IDLE =
            new NodeStatus("web", NodeStatus.State.IDLE, "6.1", "b", "1", 0, Optional.empty(), List.of());

    @Test
    void whenItWasWrittenIsNothingThatItSays() {
        assertThat(IDLE.seen(NOW).says(IDLE)).isTrue();
        assertThat(IDLE.seen(NOW).says(IDLE.seen(NOW.minusSeconds(9)))).isTrue();
    }

    @Test
    void whichUserSpaceItRunsIsRead() throws MalformedJson {
        NodeStatus status = IDLE.in(new Userspace("1/b", "sign"));
        assertThat(NodeStatus.parse(status.bytes())).isEqualTo(status);
        assertThat(status.boot()).isEqualTo(new Boot("b", "1/b"));
        assertThat(status.says(IDLE)).isFalse();
    }

    @Test
    void itIsDueAgainOnceADayByAnyClock() {
        NodeStatus written = IDLE.seen(NOW);
        assertThat(written.isDueAgain(NOW.plus(Duration.ofHours(22)))).isFalse();
        assertThat(written.isDueAgain(NOW.plus(Duration.ofHours(24)))).isTrue();
        assertThat(written.isDueAgain(NOW.minus(Duration.ofHours(24)))).isTrue();
        assertThat(IDLE.isDueAgain(NOW)).as("never said").isTrue();
    }

    @Test
    void aMomentThatIsGarbageMakesNothingElseUnreadable() throws MalformedJson {
        String text = new String(IDLE.seen(NOW).bytes(), StandardCharsets.UTF_8);
        assertThat(text).contains("\"seen\":\"2026-01-31T12:00:00Z\"");
        NodeStatus read = NodeStatus.parse(
                text.replace("2026-01-31T12:00:00Z", "yesterday").getBytes(StandardCharsets.UTF_8));
        assertThat(read.seen()).isEmpty();
        assertThat(read.group()).isEqualTo("web");
    }
}
