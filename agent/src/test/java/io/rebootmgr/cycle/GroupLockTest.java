package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Self;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupLockTest {
    private static final Self SELF =
            new Self("web1", "web", new Keys("r"), Duration.ofMinutes(15), () -> ZoneOffset.UTC, "1.0");

    private static Optional<String> holder(String node, String session) {
        View.Entry entry = new View.Entry(
                "lock",
                node.getBytes(StandardCharsets.UTF_8),
                1,
                Optional.of(session).filter(id -> !id.isEmpty()));
        return GroupLock.holder(SELF, Duration.ofMinutes(10), Optional.of(entry));
    }

    @Test
    void whoHasItIsTold() {
        assertThat(GroupLock.holder(SELF, Duration.ofMinutes(10), Optional.empty()))
                .isEmpty();
        assertThat(holder("web2", "")).as("no session has it").isEmpty();
        assertThat(holder("web2", "s")).contains("web2");
        assertThat(holder("web1", "s"))
                .as("it was killed")
                .contains("an earlier run of this node, whose lock ends by itself within 1200 s,");
    }
}
