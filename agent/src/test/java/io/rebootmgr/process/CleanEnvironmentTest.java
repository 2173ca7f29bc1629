package io.rebootmgr.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanEnvironmentTest {
    private static final String TOKEN = "c0ffee00-1234-5678-9abc-def012345678";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONSUL_HTTP_TOKEN",
                "CONSUL_HTTP_TOKEN_FILE",
                "CONSUL_TOKEN",
                "CONSUL_HTTP_AUTH",
                "REBOOTMGR_CONSUL_TOKEN",
                "REBOOTMGR_DRY_RUN",
                "REBOOTMGR_STAGE",
                "REBOOTMGR_TASK"
            })
    void withholds(String name) {
        assertThat(CleanEnvironment.of(Map.of(name, "1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "CONSUL_HTTP_ADDR", "REBOOTMGR_CONFIG", "VAULT_TOKEN"})
    void passesOn(String name) {
        assertThat(CleanEnvironment.of(Map.of(name, "1"))).containsExactly(Map.entry(name, "1"));
    }

    @Test
    void withholdsTheTokenUnderWhateverName() {
        Map<String, String> environment =
                Map.of("CONSUL_HTTP_TOKEN", TOKEN, "COPY", TOKEN, "HEADER", "X-Consul-Token: " + TOKEN, "PATH", "/bin");

        assertThat(CleanEnvironment.of(environment)).containsExactly(Map.entry("PATH", "/bin"));
    }

    @Test
    void keepsWhatMerelyContainsAShortToken() {
        assertThat(CleanEnvironment.of(Map.of("CONSUL_HTTP_TOKEN", "bin", "PATH", "/bin")))
                .containsExactly(Map.entry("PATH", "/bin"));
    }
}
