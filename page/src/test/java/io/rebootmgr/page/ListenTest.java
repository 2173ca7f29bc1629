package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where it may listen, and what it says where it may not. */
class ListenTest {
    @ParameterizedTest
    @CsvSource({
        "--listen 0.0.0.0:0, is not loopback",
        "--listen 192.0.2.1:0 --actions, would send their tokens",
        "--listen 192.0.2.1:0 --actions --insecure-listen, would send their tokens",
        "--tls-cert cert.pem, are given both",
        "--listen nowhere, is not ADDRESS:PORT",
    })
    void isRefusedInWords(String options, String said) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                Stream.concat(Stream.of("page"), Stream.of(options.split(" "))).toList(),
                Map.of(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                server -> {});
        assertThat(code).isEqualTo(64);
        assertThat(List.of(err.toString(StandardCharsets.UTF_8).split("\n")))
                .singleElement()
                .asString()
                .contains(said);
    }
}
