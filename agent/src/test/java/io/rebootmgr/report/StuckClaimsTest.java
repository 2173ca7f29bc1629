package io.rebootmgr.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.event.Audience;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.golden.StillNode;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A claim that a stale look shows, and what a confirmed one says of it. */
public class StuckClaimsTest {
    private static final Keys KEYS = new Keys("p");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final Self SELF =
            new Self("web1", "web", KEYS, Duration.ofMinutes(15), () -> ZoneOffset.UTC, "1.4.0");
    private static final View.Entry POLICY = entry(KEYS.config(), "{\"limit\":1}", 3);
    private static final View STUCK = new View(List.of(POLICY, entry(KEYS.slots("web"), """
            {"claims":[{"id":"c9","node":"web9","state":"rebooting","boot_id":"b","session":"",
            "since":"2026-01-01T00:00:00Z","reason":"kernel"}]}""", 4)));
    private static final View CAME_BACK = new View(List.of(POLICY, entry(KEYS.slots("web"), "{\"claims\":[]}", 5)));

    /** What was asked of Consul, in order. */
    private final List<String> asked = new ArrayList<>();

    private final List<Operation> written = new ArrayList<>();
    private final List<Event> told = new ArrayList<>();

    private static View.Entry entry(String key, String value, long index) {
        return new View.Entry(key, value.getBytes(StandardCharsets.UTF_8), index, Optional.empty());
    }

    private Ports confirming(View view) {
        Consul consul = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        asked.add(arguments[0].toString());
                        return view;
                    }
                    asked.add(method.getName());
                    for (Object operation : (List<?>) arguments[0]) {
                        written.add((Operation) operation);
                    }
                    return new Written.Applied();
                });
        StillNode node = new StillNode(NOW);
        return new Ports(consul, node, node, node, () -> "id");
    }

    /** What becomes of the key of those that were told when one more is. */
    public static byte[] told(byte[] old) {
        StuckClaimsTest test = new StuckClaimsTest();
        View view = and(STUCK, new View.Entry(KEYS.stuck("web"), old, 9, Optional.empty()));
        test.claims(test.confirming(view)).tell(new StaleFacts(SELF, view, List.of()), NOW);
        return ((Operation.PutIf) test.written.getFirst()).value();
    }

    private StuckClaims claims(Ports ports) {
        return new StuckClaims(ports, new Audience() {
            @Override
            public void bring(Event event, Surroundings surroundings) {
                told.add(event);
            }

            @Override
            public void await(Duration atMost) {}

            @Override
            public boolean hasListeners() {
                return true;
            }
        });
    }

    @Test
    void aNodeThatCameBackSinceAStaleLookIsNotToldOf() {
        claims(confirming(CAME_BACK)).tell(new StaleFacts(SELF, STUCK, List.of()), NOW);

        assertThat(asked).containsExactly("CONSISTENT");
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatIsConfirmedIsToldOf() {
        claims(confirming(STUCK)).tell(new StaleFacts(SELF, STUCK, List.of()), NOW);

        assertThat(asked).containsExactly("CONSISTENT", "write");
        assertThat(told).hasSize(1);
        assertThat(written).singleElement().isInstanceOf(Operation.PutIf.class);
    }

    @Test
    void whatWasReadConfirmedIsNotReadAgain() {
        Ports ports = confirming(STUCK);
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), SELF);

        claims(ports).tell(facts, NOW);

        assertThat(asked).containsExactly("CONSISTENT", "write");
    }

    /** Anybody may have put anything there: it silences nobody, and is replaced. */
    @ParameterizedTest
    @ValueSource(strings = {"garbage", "[]", "", "{\"told\":7}", "{\"told\":[7]}"})
    void whereTheListOfThoseToldCannotBeReadTheyAreToldAgain(String list) {
        View view = and(STUCK, entry(KEYS.stuck("web"), list, 9));

        claims(confirming(view)).tell(new StaleFacts(SELF, view, List.of()), NOW);

        assertThat(told).hasSize(1);
        Operation.PutIf write = (Operation.PutIf) written.getFirst();
        assertThat(write.index()).isEqualTo(9);
        assertThat(new String(write.value(), StandardCharsets.UTF_8)).isEqualTo("{\"told\":[\"c9\"]}");
        View after = and(STUCK, entry(KEYS.stuck("web"), "{\"told\":[\"c9\"]}", 10));
        claims(confirming(after)).tell(new StaleFacts(SELF, after, List.of()), NOW);
        assertThat(told).hasSize(1);
    }

    private static View and(View view, View.Entry one) {
        List<View.Entry> entries = new ArrayList<>(view.under(KEYS.prefix()));
        entries.add(one);
        return new View(entries);
    }

    @Test
    void aLookThatShowsNoneCostsNothing() {
        claims(confirming(STUCK)).tell(new StaleFacts(SELF, CAME_BACK, List.of()), NOW);

        assertThat(asked).isEmpty();
    }
}
