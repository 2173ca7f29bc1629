package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8500", "https://consul.example:8501/", "http://[::1]:8500", "http://localhost"
            })
    void takesHostAndPort(String address) {
        assertThat(ConnectionSettings.plain(URI.create(address), TIMEOUT).shownAddress())
                .isEqualTo(address.replaceAll("/$", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:///run/consul.sock",
                "//127.0.0.1:8500",
                "localhost:8500",
                "http:///v1",
                "ftp://a",
                "http://u:p@h:1",
                "http://h:1/v1",
                "http://h:1?token=x"
            })
    void refusesEverythingElseAndNamesIt(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionSettings.plain(URI.create(address), TIMEOUT))
                .withMessageContaining(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "secret\n", "sécret"})
    void refusesATokenThatNoHeaderCanHoldWithoutTellingIt(String token) {
        ConnectionSettings plain = ConnectionSettings.plain(URI.create("http://h:1"), TIMEOUT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.withToken(token))
                .withMessageNotContainingAny("secret", "sécret");
    }

    @Test
    void refusesATimeoutThatIsNone() {
        URI address = URI.create("http://h:1");
        for (String timeout : new String[] {"PT0S", "-PT1S", "PT2H"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionSettings.plain(address, Duration.parse(timeout)));
        }
    }
}
