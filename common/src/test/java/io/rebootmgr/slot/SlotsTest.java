package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims on a group's slots: their form, their order, and which of them count. */
class SlotsTest {
    private static final Keys KEYS = new Keys("p");
    private static final Claim WEB1 = claim("a", "web1", ClaimState.REBOOTING, "s1");
    private static final Claim WEB2 = claim("b", "web2", ClaimState.PREPARING, "s2");
    private static final Claim WEB10 = claim("c", "web10", ClaimState.PREPARING, "s3");

    @Test
    void areReadBackAsTheyWereWritten() throws Exception {
        Slots slots = new Slots(List.of(WEB1, WEB2, WEB10));
        assertThat(Slots.parse(slots.bytes())).isEqualTo(slots);
    }

    @Test
    void areReadForTheClaimOfANodeWhereTheyMayHaveOne() {
        assertThat(mayName("web1", new Slots(List.of(WEB1, WEB2)).bytes())).isTrue();
        assertThat(mayName("web1", new Slots(List.of(WEB10)).bytes())).isTrue();
        assertThat(mayName("web3", "{\"claims\":[{\"node\":\"web1\"}]}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(mayName("web3", "{\"claims\":[{\"node\":\"w\\u0065b3\"}]}".getBytes(StandardCharsets.UTF_8)))
                .as("as somebody else may write it")
                .isTrue();
        assertThat(mayName("web3", "{\"claims\":[{\"node\":\"web3\"}]}".getBytes(StandardCharsets.UTF_16)))
                .isTrue();
        assertThat(Slots.mayName("web1", new View(List.of()), KEYS, "web")).isFalse();
    }

    private static boolean mayName(String node, byte[] list) {
        View view = new View(List.of(new View.Entry(KEYS.slots("web"), list, 5, Optional.empty())));
        return Slots.mayName(node, view, KEYS, "web");
    }

    @Test
    void haveTheFormOfTheContract() {
        assertThat(new String(new Slots(List.of(WEB1)).bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("{\"claims\":[{\"id\":\"a\",\"node\":\"web1\",\"state\":\"rebooting\",\"boot_id\":\"boot\","
                        + "\"session\":\"s1\",\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"new k\\u00E9rnel\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"claims\":null}",
                "{\"claims\":[1]}",
                "{\"claims\":[{}]}",
                "{\"claims\":[]} x",
                "{\"claims\":[{\"id\":\"a\",\"node\":\"n\",\"state\":7,\"boot_id\":\"b\",\"since\":\"2026-01-01T00:00:00Z\"}]}",
                "{\"claims\":[{\"id\":\"a\",\"node\":\"n\",\"state\":\"rebooting\",\"boot_id\":\"b\",\"since\":\"yesterday\"}]}",
                "{\"claims\":[{\"id\":1,\"node\":\"n\",\"state\":\"rebooting\",\"boot_id\":\"b\",\"since\":\"2026-01-01T00:00:00Z\"}]}",
            })
    void ofAnotherFormAreMalformed(String value) {
        assertThatThrownBy(() -> Slots.parse(value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest(name = "a {0} claim whose lock is held by {1} counts: {2}")
    @CsvSource({
        "PREPARING, s2, true",
        "PREPARING, other, false",
        "PREPARING, nobody, false",
        "REBOOTING, nobody, true",
        "RETURNING, nobody, true",
        "UNKNOWN, nobody, true",
    })
    void countWhileTheyCanStillBeCommittedOrAre(ClaimState state, String holder, boolean counts) {
        List<View.Entry> entries = new ArrayList<>();
        if (!holder.equals("nobody")) {
            entries.add(new View.Entry("p/groups/g/preparing/web2", new byte[0], 1, Optional.of(holder)));
        }
        Slots slots = new Slots(List.of(claim("b", "web2", state, "s2")));
        assertThat(slots.counting(new View(entries), KEYS, "g").claims()).hasSize(counts ? 1 : 0);
    }

    @Test
    void namesAreComparedWhole() {
        Slots slots = new Slots(List.of(WEB10));
        assertThat(slots.ofNode("web1")).isEmpty();
        assertThat(slots.ofNode("web10")).contains(WEB10);
        View locks = new View(List.of(new View.Entry("p/groups/g/preparing/web1", new byte[0], 1, Optional.of("s3"))));
        assertThat(slots.counting(locks, KEYS, "g").claims()).isEmpty();
    }

    @Test
    void aLaterClaimThatIsCommittedGoesFirst() {
        Slots slots = new Slots(List.of(WEB2, WEB1, WEB10));
        assertThat(slots.ahead("web2", "b")).containsExactly(WEB1);
        assertThat(slots.ahead("web10", "c")).containsExactly(WEB2, WEB1);
    }

    @Test
    void keepTheOrderInWhichTheyCame() {
        Slots slots = Slots.NONE.with(WEB1).with(WEB2).with(WEB10);
        assertThat(slots.ahead("web2", "b")).containsExactly(WEB1);
        assertThat(slots.ahead("web1", "unknown")).hasSize(3);
        Claim on = WEB2.rebooting(Instant.EPOCH);
        assertThat(slots.replacing(on).claims()).containsExactly(WEB1, on, WEB10);
        assertThat(slots.without("web2", "b").claims()).containsExactly(WEB1, WEB10);
    }

    /** Everybody in the group can write the list: what is put beside a claim under its id takes a slot, and no more. */
    @Test
    void anotherNodesClaimOfTheSameIdIsAnother() throws MalformedJson {
        Claim forged = claim("b", "web1", ClaimState.REBOOTING, "s1");
        Slots slots = Slots.parse(new Slots(List.of(forged, WEB2)).bytes());
        assertThat(slots.of("web2", "b")).contains(WEB2);
        assertThat(slots.ahead("web2", "b")).containsExactly(forged);
        Claim on = WEB2.rebooting(Instant.EPOCH);
        assertThat(slots.replacing(on).claims()).containsExactly(forged, on);
        assertThat(slots.without("web2", "b").claims()).containsExactly(forged);
        byte[] twice = new Slots(List.of(WEB2, on)).bytes();
        assertThatThrownBy(() -> Slots.parse(twice)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void whatAClaimWaitsForTravelsWithIt() throws MalformedJson {
        Claim waits = new Claim(
                "w",
                "web1",
                ClaimState.PREPARING,
                "boot",
                "s",
                Instant.EPOCH,
                "",
                List.of("db", "web"),
                new Awaited(new TreeMap<>(Map.of("web", true, "db", false))),
                Domain.NONE,
                ChangeKind.REBOOT,
                OtherFields.NONE);
        Slots slots = new Slots(List.of(WEB1, waits.rebooting(Instant.EPOCH)));
        assertThat(new String(slots.bytes(), StandardCharsets.UTF_8))
                .containsOnlyOnce("awaited")
                .contains("\"awaited\":{\"db\":false,\"web\":true}");
        assertThat(Slots.parse(slots.bytes())).isEqualTo(slots);
        Waived waived = Waived.none("w").and(new Waived.Service("web", "alice", Instant.EPOCH, "moved"));
        assertThat(waived.of(waits.awaited()).services()).containsOnlyKeys("db");
        assertThat(Waived.parse(waived.bytes())).isEqualTo(waived);
    }

    private static Claim claim(String id, String node, ClaimState state, String session) {
        return new Claim(
                id, node, state, "boot", session, Instant.parse("2026-01-01T00:00:00Z"), "new kérnel", List.of());
    }
}
