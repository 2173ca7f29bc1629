package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorTest {
    @Test
    void whoeverLoggedInIsNamedBehindSudoToo() {
        assertThat(Operator.of(Map.of("USER", "root", "SUDO_USER", "alice"), "web1")
                        .name())
                .isEqualTo("alice@web1");
        assertThat(Operator.of(Map.of("USER", "bob"), "web1").name()).isEqualTo("bob@web1");
        assertThat(Operator.of(Map.of("USER", " ", "LOGNAME", "eve"), "web1").name())
                .isEqualTo("eve@web1");
    }

    @Test
    void aNameIsPlainAndBounded() {
        assertThat(Operator.of(Map.of("USER", "a\u0007b é"), "h").name()).isEqualTo("a?b??@h");
        assertThat(Operator.of(Map.of("USER", "x".repeat(500)), "h").name()).hasSize(102);
    }

    @Test
    void withoutAnyVariableTheSystemKnows() {
        assertThat(Operator.of(Map.of(), "h").name()).endsWith("@h").hasSizeGreaterThan(2);
    }
}
