package io.rebootmgr.consul;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.rebootmgr.consul.Consul.Consistency;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The token goes into the header of every request, and nowhere else. */
class TokenTest {
    private static final String SECRET = "3f1c-secret-token";

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
                    consul::failureTolerance,
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
