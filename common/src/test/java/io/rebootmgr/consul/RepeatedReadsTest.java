package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static io.rebootmgr.consul.Adapters.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.FreePorts;
import io.rebootmgr.testing.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that have no answer are asked again within the timeout; writes never are. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // They wait for the pauses between two tries.
class RepeatedReadsTest {
    private static final String NO_KEYS = "{\"Results\":[],\"Errors\":null}";
    private static final List<Operation> WRITE = List.of(new Operation.Put("k", bytes("v")));

    private static String body(String head) {
        return head.startsWith("PUT /v1/txn") ? NO_KEYS : head.contains("/agent/members") ? MEMBERS : "{}";
    }

    private static final String MEMBERS = "[{\"Name\":\"n\",\"Addr\":\"127.0.0.1\",\"Port\":1,\"Tags\":{},\"Status\":1,"
            + "\"ProtocolMin\":1,\"ProtocolMax\":2,\"ProtocolCur\":2,\"DelegateMin\":2,\"DelegateMax\":5,"
            + "\"DelegateCur\":4}]";

    /** C4 of the field: it says nothing of the end, and each connection ends. */
    @Test
    void aProxyThatClosesAfterEachAnswerWithoutAWordDoesNoHarm() {
        try (RawServer server = RawServer.answering((head, out) -> out.write(RawServer.ok(body(head))))) {
            ConsulAdapter consul = Adapters.at(server.address());
            for (int n = 0; n < 3; n++) {
                consul.read(Consistency.STALE, List.of("k"));
                assertThat(consul.members()).hasSize(1);
                assertThat(consul.write(WRITE)).isEqualTo(new Written.Applied());
                assertThat(consul.localServices()).isEmpty();
            }
            assertThat(server.heads())
                    .hasSize(12)
                    .allSatisfy(
                            head -> assertThat(head.toLowerCase(Locale.ROOT)).contains("\r\nconnection: close\r\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, Your IP is issuing too many concurrent connections",
        "429, rate limit exceeded",
        "503, rate limit exceeded for operation that can only be performed by the leader",
        "500, No cluster leader",
        "500, rpc error making call: No cluster leader",
        "500, rpc error making call: EOF",
        "0, (an end without a word)",
        "1, (an end in the middle)",
    })
    void aReadIsAskedAgainAndAWriteIsNot(int status, String text) {
        AtomicInteger asked = new AtomicInteger();
        RawServer.Answer twiceNot = (head, out) -> {
            if (asked.incrementAndGet() % 4 == 0) {
                out.write(RawServer.ok(body(head)));
            } else {
                out.write(refusal(status, text));
            }
        };
        try (RawServer server = RawServer.answering(twiceNot)) {
            ConsulAdapter consul = Adapters.at(server.address());
            assertThat(consul.read(Consistency.CONSISTENT, List.of("k")).under("k"))
                    .isEmpty();
            assertThat(consul.members()).hasSize(1);
            assertThat(consul.localServices()).isEmpty();
            asked.set(0);
            int before = server.heads().size();
            Written written;
            try {
                written = consul.write(WRITE);
            } catch (ConsulException e) {
                assertThat(e.kind()).as("only what is certain is thrown").isEqualTo(Kind.NO_LEADER);
                written = new Written.Unknown("nothing");
            }
            assertThat(written).isInstanceOf(Written.Unknown.class);
            assertThat(server.heads()).hasSize(before + 1);
        }
    }

    private static byte[] refusal(int status, String text) {
        return switch (status) {
            case 0 -> new byte[0];
            case 1 -> "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[{".getBytes(StandardCharsets.ISO_8859_1);
            default ->
                ("HTTP/1.1 " + status + " No\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
                        .getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    @Test
    void askingAgainEndsWithTheTimeoutAndSaysWhatItMet() {
        RawServer.Answer never = (head, out) -> out.write(refusal(500, "No cluster leader"));
        try (RawServer server = RawServer.answering(never)) {
            Duration timeout = Duration.ofSeconds(1);
            ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(server.address(), timeout));
            long begin = System.nanoTime();
            assertThat(failure(Kind.NO_LEADER, () -> consul.read(Consistency.DEFAULT, List.of("k"))))
                    .contains("has no leader yet; an election takes seconds");
            failure(Kind.NO_LEADER, consul::members);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(server.heads()).hasSizeBetween(4, 30);
        }
    }

    /** As a real Consul 1.8 answers for ten seconds, or a write in the moment, after a leader was lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rpc error making call: rpc error getting client: failed to get conn: dial tcp"
                        + " 127.0.77.3:0->127.0.77.2:8300: connect: connection refused",
                "rpc error making call: rpc error getting client: failed to get conn: rpc error: lead thread didn't get"
                        + " connection",
                "rpc error making call: rpc error making call: stream closed",
                "rpc error making call: EOF",
                "rpc error making call: leadership lost while committing log",
            })
    void aLeaderThatWasLostIsToldInPlainWords(String text) {
        try (RawServer server = RawServer.answering((head, out) -> out.write(refusal(500, text)))) {
            ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(server.address(), Duration.ofMillis(1500)));
            assertThat(failure(Kind.UNREACHABLE, () -> consul.read(Consistency.DEFAULT, List.of("k"))))
                    .contains("has no leader yet; an election takes seconds", text)
                    .doesNotContain("status 500");
            assertThat(consul.write(WRITE)).as("it may have arrived").isInstanceOf(Written.Unknown.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 302, 408, 429, 499, 500, 502, 503, 504})
    void aWriteIsKnownNotToBeDoneOnlyWhereConsulItselfSaysSo(int status) {
        try (RawServer server = RawServer.answering((head, out) -> out.write(refusal(status, "no")))) {
            ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(server.address(), Duration.ofSeconds(2)));
            assertThat(consul.write(WRITE)).isInstanceOf(Written.Unknown.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-A: b\r\n*X-More: and more\r\n",
                "HTTP/1.1 200 OK\r\nX-A: *more",
            })
    void anAnswerWithoutAnEndIsNone(String text) {
        int again = text.indexOf('*');
        byte[] first = (again < 0 ? text : text.substring(0, again)).getBytes(StandardCharsets.ISO_8859_1);
        byte[] forEver = text.substring(again + 1).repeat(1_000).getBytes(StandardCharsets.ISO_8859_1);
        RawServer.Answer endless = (head, out) -> {
            out.write(first);
            for (int n = 0; n < 10_000; n++) {
                out.write(forEver);
            }
        };
        assertEveryQuestionFails(endless, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "[],", "[[[[[[[[]]]]]]]],", "\"\",", "0,", "{\"a\":{}},"})
    void anAnswerOfMillionsOfSmallThingsIsNone(String thing) {
        RawServer.Answer large = (head, out) -> many(out, thing);
        assertEveryQuestionFails(large, Adapters.TIMEOUT);
    }

    private static void many(OutputStream out, String thing) throws IOException {
        byte[] part = thing.repeat(1_000).getBytes(StandardCharsets.ISO_8859_1);
        int parts = 60_000_000 / part.length;
        String begin = "{\"Results\":[";
        String end = "0]}";
        long length = begin.length() + end.length() + (long) parts * part.length;
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + begin)
                .getBytes(StandardCharsets.ISO_8859_1));
        for (int n = 0; n < parts; n++) {
            out.write(part);
        }
        out.write(end.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertEveryQuestionFails(RawServer.Answer answer, Duration timeout) {
        try (RawServer server = RawServer.answering(answer)) {
            ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(server.address(), timeout));
            List<Runnable> questions =
                    List.of(() -> consul.read(Consistency.STALE, List.of("k")), consul::members, consul::localServices);
            for (Runnable question : questions) {
                assertThatExceptionOfType(ConsulException.class).isThrownBy(question::run);
            }
            assertThat(consul.write(WRITE)).isInstanceOf(Written.Unknown.class);
        }
    }

    @Test
    void whatConsulSaysItLeftOutIsForbidden() {
        RawServer.Answer some = (head, out) -> {
            String body = head.contains("/agent/services") || head.contains("/agent/checks") ? "{}" : "[]";
            String answer = new String(RawServer.ok(body), StandardCharsets.ISO_8859_1);
            out.write(answer.replaceFirst("\r\n", "\r\nX-Consul-Results-Filtered-By-ACLs: true\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        };
        try (RawServer server = RawServer.answering(some)) {
            ConsulAdapter consul = Adapters.at(server.address());
            assertThat(failure(Kind.FORBIDDEN, consul::localServices)).contains("service:read");
            assertThat(failure(Kind.FORBIDDEN, () -> consul.instances("web", Consistency.CONSISTENT)))
                    .contains("service \"web\"");
            failure(Kind.FORBIDDEN, consul::members);
            assertThat(consul.maintenance()).isEmpty();
        }
    }

    @Test
    void anAgentThatRestartsIsWaitedForAndOneThatIsDownIsTold() throws Exception {
        int port = FreePorts.on("127.0.0.1");
        URI address = URI.create("http://127.0.0.1:" + port);
        FutureTask<View> read = new FutureTask<>(() -> Adapters.at(address).read(Consistency.STALE, List.of("k")));
        Thread asking = Thread.ofPlatform().daemon().start(read);
        // It has met nobody by the time that it pauses.
        Await.until(() -> asking.getState() == Thread.State.TIMED_WAITING, Adapters.TIMEOUT, "it pauses");
        try (RawServer server = RawServer.at(port, (head, out) -> out.write(RawServer.ok(NO_KEYS)))) {
            assertThat(read.get(2, TimeUnit.MINUTES).under("k")).isEmpty();
            assertThat(server.heads()).hasSize(1);
        }
        ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(address, Duration.ofSeconds(1)));
        assertThat(failure(Kind.NO_AGENT, () -> consul.read(Consistency.STALE, List.of("k"))))
                .contains("connection refused; is the agent running?");
    }
}
