package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposureTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8500, true, true, ''",
        "http://127.1.2.3:8500, true, true, ''",
        "http://localhost:8500, true, true, ''",
        "http://[::1]:8500, true, true, ''",
        "http://10.1.2.3:8500, false, true, ''",
        "http://10.1.2.3:8500, true, true, unencrypted",
        "http://consul.example.com, true, true, unencrypted",
        "http://127.example.com, true, true, unencrypted",
        "https://consul.example.com, true, true, ''",
        "https://consul.example.com, true, false, not checked",
        "https://127.0.0.1:8501, false, false, not checked",
        "http://127.0.0.1:8500, true, false, ''",
    })
    void isToldWhereOthersCanListenOrAnswer(URI address, boolean token, boolean verify, String told) {
        Settings.Consul consul = new Settings.Consul(
                address,
                "p",
                token ? Optional.of(new Token("secret")) : Optional.empty(),
                Optional.empty(),
                new Settings.Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), verify),
                Duration.ofSeconds(10));
        if (told.isEmpty()) {
            assertThat(Exposure.ofConnection(consul)).isEmpty();
        } else {
            assertThat(Exposure.ofConnection(consul))
                    .singleElement()
                    .satisfies(exposure ->
                            assertThat(exposure.text()).contains(told).doesNotContain("secret"));
        }
    }
}
