package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.text.Unreadable;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Values that are too large, alone or together, hide nothing but themselves. */
class BulkTest {
    /** What the Consul of this test gives in one answer. */
    private static final int MOST = 1 << 20;

    private static final String GARBAGE = "x".repeat(MOST + 1);

    private final Keys keys = new Keys("service/rebootmgr");
    private final Map<String, byte[]> values = new TreeMap<>();
    private Kind refusal = Kind.TOO_LARGE;

    private void put(String key, String value) {
        values.put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private void node(String name) {
        values.put(
                keys.status(name),
                new NodeStatus("web", State.IDLE, "6.1", "b", "1", 0, Optional.empty(), List.of()).bytes());
    }

    private Consul consul() {
        return (Consul) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Consul.class},
                (self, method, args) -> switch (method.getName()) {
                    case "keys" ->
                        values.keySet().stream()
                                .filter(key -> key.startsWith((String) args[1]))
                                .toList();
                    case "read" -> read((List<?>) args[1]);
                    case "atOnce" -> 4;
                    default -> throw new AssertionError(method);
                });
    }

    private View read(List<?> prefixes) {
        List<View.Entry> entries = new ArrayList<>();
        values.forEach((key, value) -> {
            if (prefixes.stream().anyMatch(prefix -> key.startsWith((String) prefix))) {
                entries.add(new View.Entry(key, value, 1, Optional.empty()));
            }
        });
        if (entries.stream().mapToInt(entry -> entry.value().length).sum() > MOST) {
            throw new ConsulException(refusal, "no");
        }
        return new View(entries);
    }

    @Test
    void aStatusThatIsTooLargeIsOneUnreadableLine() {
        put(keys.config(), "{}");
        for (int n = 0; n < 200; n++) {
            node("web" + n);
        }
        put(keys.status("web42"), GARBAGE);

        Fleet fleet = Survey.of(consul(), keys);

        assertThat(fleet.nodes()).hasSize(200);
        assertThat(fleet.node("web42").orElseThrow().status()).isEmpty();
        assertThat(fleet.node("web43").orElseThrow().status()).isPresent();
        assertThat(fleet.unreadable()).extracting(Unreadable::key).containsExactly(keys.status("web42"));
        assertThat(Survey.ofNode(consul(), keys, "web42").unreadable())
                .extracting(Unreadable::key)
                .containsExactly(keys.status("web42"));
        assertThat(Survey.ofNode(consul(), keys, "web43").unreadable()).isEmpty();
    }

    @Test
    void manyThatAreTooLargeTogetherAreReadInPieces() {
        put(keys.config(), "{}");
        String large = "x".repeat(200 * 1024);
        for (int n = 0; n < 100; n++) {
            put(keys.rebootRequired("web" + n), large);
            put(keys.groupStop("g" + n), large);
        }

        Fleet fleet = Survey.of(consul(), keys);

        assertThat(fleet.unreadable()).isEmpty();
        assertThat(fleet.stops()).hasSize(100);
        assertThat(fleet.nodes())
                .hasSize(100)
                .allSatisfy(node -> assertThat(node.wanted()).hasSize(1));
    }

    @Test
    void aStopOrAPolicyCountsHoweverLarge() {
        put(keys.config(), GARBAGE);
        put(keys.stop(), GARBAGE);
        put(keys.slots("web"), GARBAGE);
        put(keys.groupStop("web"), "x".repeat(300 * 1024));
        put(keys.nodeStop("web1"), GARBAGE);

        Fleet fleet = Survey.of(consul(), keys);

        assertThat(fleet.initialised()).isTrue();
        assertThat(fleet.stops())
                .extracting(StopFlag::key)
                .containsExactly(keys.stop(), keys.groupStop("web"), keys.nodeStop("web1"));
        assertThat(fleet.groups()).extracting(Group::name).containsExactly("web");
        assertThat(fleet.unreadable())
                .extracting(Unreadable::key)
                .containsExactlyInAnyOrder(
                        keys.config(), keys.stop(), keys.slots("web"), keys.groupStop("web"), keys.nodeStop("web1"));
    }

    @Test
    void aLogbookThatIsTooLargeIsOneUnreadableLine() {
        put(keys.history("web1"), GARBAGE);
        put(keys.history("web2"), "[]");

        assertThat(Logbook.ofFleet(consul(), keys, Logbook.Choice.newest(5)).unreadable())
                .extracting(Unreadable::key)
                .contains(keys.history("web1"));
        assertThat(Logbook.ofNode(consul(), keys, "web1", Logbook.Choice.newest(5))
                        .unreadable())
                .extracting(Unreadable::key)
                .containsExactly(keys.history("web1"));
    }

    @Test
    void whatIsNoAnswerForAnotherReasonIsNotAskedForInPieces() {
        refusal = Kind.NONSENSE;
        put(keys.stop(), GARBAGE);

        assertThatThrownBy(() -> Survey.of(consul(), keys)).isInstanceOf(ConsulException.class);
    }
}
