package io.rebootmgr.consul;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static io.rebootmgr.consul.Adapters.bytes;
import static io.rebootmgr.consul.Adapters.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes back, every request ends in time and gives an answer or the right exception. */
@Tag("slow")
class HostileAnswersTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration FAR_LESS_THAN_ANY_SILENCE = Duration.ofSeconds(30);
    private static final String SESSION = UUID.randomUUID().toString();
    private static final List<Operation> WRITE = List.of(new Operation.Put("k", bytes("v")));
    private static final WireMockServer SERVER = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

    private final URI address = URI.create("http://127.0.0.1:" + SERVER.port());
    private final ConsulAdapter consul = Adapters.at(address);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @BeforeEach
    void forget() {
        SERVER.resetAll();
    }

    static Stream<Named<Consumer<Consul>>> requests() {
        return Stream.of(
                named("read", consul -> consul.read(Consistency.STALE, List.of("k"))),
                named("createSession", consul -> consul.createSession("s", Duration.ofMinutes(1))),
                named("renewSession", consul -> consul.renewSession(SESSION)),
                named("localServices", Consul::localServices),
                named("instances", consul -> consul.instances("web", Consistency.STALE)),
                named("members", Consul::members),
                named("self", Consul::self),
                named("autopilot", Consul::autopilot),
                named("maintenance", Consul::maintenance),
                named("leader", Consul::leader));
    }

    private static Named<Consumer<Consul>> named(String name, Consumer<Consul> request) {
        return Named.of(name, request);
    }

    static Stream<Named<String>> garbage() {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        return Stream.of(
                Named.of("HTML", "<!DOCTYPE html><html><body>Welcome to nginx!</body></html>"),
                Named.of("truncated JSON", "[{\"Results\":[{\"KV\":{\"Key\":\"k\","),
                Named.of("400 KB of garbage", "\u0001x}{".repeat(100_000)),
                Named.of("JSON 1,000 deep", deep),
                Named.of("JSON 1,000 deep in the right place", "{\"Results\":" + deep + "}"),
                Named.of("nothing", ""),
                Named.of("null", "null"),
                Named.of("a number", "42"),
                Named.of("a list of lists", "[[[]],[1]]"),
                Named.of(
                        "wrong types",
                        "{\"Results\":{\"KV\":1},\"ID\":7,\"Config\":[],\"FailureTolerance\":\"two\",\"x\":9}"),
                Named.of("nulls", "[null]"),
                Named.of("two values", "{\"Results\":[]} {\"Results\":[]}"));
    }

    static Stream<Arguments> requestsAndGarbage() {
        return requests().flatMap(request -> garbage().map(body -> Arguments.of(request, body)));
    }

    @ParameterizedTest(name = "{0} answered with {1}")
    @MethodSource("requestsAndGarbage")
    void garbageIsNonsense(Consumer<Consul> request, String body) {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withBody(body)));
        assertThat(failure(Kind.NONSENSE, () -> request.accept(consul)))
                .contains("127.0.0.1:" + SERVER.port())
                .containsPattern("(GET|PUT) /v1/")
                .hasSizeLessThan(600);
        SERVER.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRedirectIsNotFollowed(Consumer<Consul> request) {
        SERVER.stubFor(any(anyUrl()).willReturn(status(302).withHeader("Location", "/v1/elsewhere")));
        assertThat(failure(Kind.NONSENSE, () -> request.accept(consul))).contains("302");
        SERVER.verify(1, anyRequestedFor(anyUrl()));
    }

    static Stream<Named<ResponseDefinitionBuilder>> silences() {
        return Stream.of(
                Named.of("no answer at all", aResponse().withFixedDelay(60_000)),
                Named.of(
                        "an answer that drips",
                        aResponse()
                                .withStatus(200)
                                .withBody(" ".repeat(1_000))
                                .withChunkedDribbleDelay(1_000, 120_000)),
                Named.of("500", status(500).withBody("rpc error making call: EOF")),
                Named.of("503", status(503)),
                Named.of("429", status(429).withBody("Your IP is issuing too many concurrent connections")),
                Named.of("a reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                Named.of("an end at once", aResponse().withFault(Fault.EMPTY_RESPONSE)),
                Named.of(
                        "a cut in the body",
                        status(200).withHeader("Content-Length", "1000").withBody("[{")));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void silenceLeavesAWriteUnknownAndReadsUnreachableInTimeAndSendsNoWriteTwice(ResponseDefinitionBuilder answer) {
        SERVER.stubFor(any(anyUrl()).willReturn(answer));
        ConsulAdapter impatient = Adapters.with(ConnectionSettings.plain(address, SHORT));
        long before = System.nanoTime();
        assertThat(impatient.write(WRITE)).isInstanceOf(Written.Unknown.class);
        failure(Kind.UNREACHABLE, () -> impatient.enableMaintenance("r"));
        SERVER.verify(2, anyRequestedFor(anyUrl()));
        failure(Kind.UNREACHABLE, () -> impatient.read(Consistency.STALE, List.of("k")));
        failure(Kind.UNREACHABLE, impatient::members);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(FAR_LESS_THAN_ANY_SILENCE);
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void aWriteAnsweredWithGarbageIsUnknown(String body) {
        SERVER.stubFor(any(anyUrl()).willReturn(status(200).withBody(body)));
        assertThat(consul.write(WRITE)).isInstanceOf(Written.Unknown.class);
        SERVER.stubFor(any(anyUrl()).willReturn(status(409).withBody(body)));
        assertThat(consul.write(WRITE)).isInstanceOf(Written.Unknown.class);
    }

    @Test
    void aWriteOverWhichTheLeaderWasLostIsUnknown() {
        SERVER.stubFor(any(anyUrl()).willReturn(status(500).withBody("leadership lost while committing log")));
        assertThat(consul.write(WRITE))
                .isInstanceOfSatisfying(
                        Written.Unknown.class,
                        unknown -> assertThat(unknown.cause()).contains("leadership lost"));
    }

    @Test
    void aWriteThatConsulTurnsDownIsAnException() {
        SERVER.stubFor(any(anyUrl()).willReturn(status(500).withBody("No cluster leader")));
        failure(Kind.NO_LEADER, () -> consul.write(WRITE));
        SERVER.stubFor(any(anyUrl()).willReturn(status(413).withBody("Request body too large")));
        assertThat(failure(Kind.NONSENSE, () -> consul.write(WRITE))).contains("413", "Request body too large");
    }

    @Test
    void aReadWithBrokenValuesIsNonsense() {
        String entry =
                "{\"Results\":[{\"KV\":{\"Key\":\"k\",\"ModifyIndex\":%s,\"Value\":%s,\"Session\":%s}}],\"Errors\":null}";
        for (String broken : List.of(
                entry.formatted("5", "\"%%%\"", "\"\""),
                entry.formatted("5", "\"YQ\\n==\"", "\"\""),
                entry.formatted("5", "7", "\"\""),
                entry.formatted("\"5\"", "\"\"", "\"\""),
                entry.formatted("-1", "\"\"", "\"\""),
                entry.formatted("99999999999999999999999", "\"\"", "\"\""),
                entry.formatted("5", "\"\"", "[]"),
                entry.formatted("5", "\"\"", "\"\"").replace("\"k\"", "null"),
                entry.formatted("5", "\"\"", "\"\"").replace("null}", "[{\"OpIndex\":0,\"What\":\"no\"}]}"))) {
            SERVER.stubFor(any(anyUrl()).willReturn(status(200).withBody(broken)));
            failure(Kind.NONSENSE, () -> consul.read(Consistency.STALE, List.of("k")));
        }
    }
}
