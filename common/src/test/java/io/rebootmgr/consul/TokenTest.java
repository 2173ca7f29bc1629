package io.rebootmgr.consul;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.testing.RawServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token goes into the header of every request, and nowhere else. */
class TokenTest {
    private static final String SECRET = "3f1c-secret-token";
    /** Less of it tells nobody anything. */
    private static final String TELLING = "3f1c-sec";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 Bad\r\nContent-Length: %2$d\r\n\r\n%1$s",
                "500 Bad\r\nContent-Length: %2$d\r\n\r\n%1$s",
                "409 Bad\r\nContent-Length: %2$d\r\n\r\n%1$s",
                "200 OK\r\nContent-Length: %2$d\r\n\r\n%1$s",
                "200 OK %1$s\r\nContent-Length: x%1$s\r\n\r\n",
                "x%1$s\r\n\r\n",
                "200 OK\r\n%1$s\r\n\r\n",
            })
    void anEchoOfTheRequestsHeadersGivesTheTokenToNobody(String answer) {
        for (int before : List.of(0, 150, 170, 180)) {
            RawServer.Answer echo = (head, out) -> {
                String said = "x".repeat(before) + "X-Consul-Token:" + SECRET;
                out.write(("HTTP/1.1 " + answer.formatted(said, said.length())).getBytes(StandardCharsets.ISO_8859_1));
            };
            try (RawServer server = RawServer.answering(echo)) {
                ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(server.address(), Duration.ofMillis(300))
                        .withToken(SECRET));
                List<Runnable> questions = List.of(
                        () -> consul.read(Consistency.STALE, List.of("k")),
                        consul::members,
                        () -> consul.renewSession(UUID.randomUUID().toString()),
                        () -> consul.createSession("s", Duration.ofMinutes(1)));
                for (Runnable question : questions) {
                    assertThatExceptionOfType(ConsulException.class)
                            .isThrownBy(question::run)
                            .satisfies(e -> assertThat(trace(e)).doesNotContain(TELLING));
                }
                String written;
                try {
                    written = consul.write(List.of(new Operation.Delete("k"))).toString();
                } catch (ConsulException e) {
                    written = trace(e);
                }
                assertThat(written).doesNotContain(TELLING);
            }
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void everyRequestHasTheTokenInItsHeaderAndNoneInItsUrl() {
        WireMockServer server = new WireMockServer(
                WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
        server.start();
        try {
            server.stubFor(any(anyUrl()).willReturn(status(400).withBody("no")));
            ConnectionSettings settings = ConnectionSettings.plain(
                            URI.create("http://127.0.0.1:" + server.port()), Duration.ofSeconds(5))
                    .withToken(SECRET);
            assertThat(settings.toString()).doesNotContain(SECRET);
            ConsulAdapter consul = Adapters.with(settings);
            String session = UUID.randomUUID().toString();
            List<Runnable> everything = List.of(
                    () -> consul.read(Consistency.STALE, List.of("k")),
                    () -> consul.keys(Consistency.DEFAULT, "k"),
                    () -> consul.write(List.of(new Operation.Delete("k"))),
                    () -> consul.createSession("s", Duration.ofMinutes(1)),
                    () -> consul.renewSession(session),
                    () -> consul.destroySession(session),
                    consul::localServices,
                    () -> consul.instances("web", Consistency.CONSISTENT),
                    consul::members,
                    consul::self,
                    consul::autopilot,
                    consul::maintenance,
                    () -> consul.enableMaintenance("r"),
                    consul::disableMaintenance,
                    consul::leader);
            List<String> messages = new ArrayList<>();
            for (Runnable request : everything) {
                try {
                    request.run();
                } catch (ConsulException e) {
                    messages.add(e.reason());
                }
            }
            assertThat(messages)
                    .hasSameSizeAs(everything)
                    .allSatisfy(m -> assertThat(m).doesNotContain(SECRET));
            assertThat(server.getAllServeEvents()).hasSameSizeAs(everything).allSatisfy(event -> {
                LoggedRequest request = event.getRequest();
                assertThat(request.getUrl()).doesNotContain(SECRET).doesNotContain("token");
                assertThat(request.getHeader("X-Consul-Token")).isEqualTo(SECRET);
            });
        } finally {
            server.stop();
        }
    }
}
