package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.Userspace;
import io.rebootmgr.rollout.NodeResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what a node says of itself it stands as it was when it was done, or does not. */
class SoakedTest {

    @ParameterizedTest(name = "done on {0}, says {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "b1 0/a 6.1, b1 0/a 6.1 v42, -",
                "b1 0/a 6.1, b2 0/a 6.1 v42, 'has rebooted since, by itself or by hand'",
                "b1 0/a 6.1, b1 1/b 6.1 v42, 'has rebooted since, by itself or by hand'",
                "b1 /a  6.1, b1 /b  6.1 v42, 'has rebooted since, by itself or by hand'",
                "b1 0/a 6.1, b1 0/b 6.1 v42, -",
                "b1 0/a 6.1, b1 0/a 6.2 v42, 'runs kernel 6.2, and was done on 6.1'",
                "b1 0/a 6.1, b1 0/a 6.1 v41, says that it has version v41",
                // What is not told is not held against it.
                "b1 ?   ?,   b1 1/b 6.2 v42, -",
                "b1 0/a 6.1, b1 ?   ?   ?,   -",
                "?  ?   ?,   b2 1/b 6.2 v42, -",
            })
    void stands(String done, String says, String fell) {
        String[] then = words(done);
        String[] now = words(says);
        NodeStatus status = new NodeStatus(
                        "web", NodeStatus.State.IDLE, now[2], now[0], "test", 0, Optional.empty(), List.of())
                .in(new Userspace(now[1], ""))
                .running(now[3]);
        NodeResult.Came came = new NodeResult.Came(new Boot(then[0], then[1]), then[2], "");
        assertThat(Soaked.otherwise(status, came, "v42")).isEqualTo(Optional.ofNullable(fell));
    }

    private static String[] words(String text) {
        String[] words = text.split(" +");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("?") ? "" : words[i];
        }
        return words;
    }
}
