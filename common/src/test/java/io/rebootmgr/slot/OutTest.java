package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The list of claims and what the nodes that are out say themselves. */
class OutTest {
    private static final Keys KEYS = new Keys("p");
    private static final Claim DOWN = claim("c1", "web1", ClaimState.REBOOTING);

    private final List<View.Entry> entries = new ArrayList<>();

    @Test
    void aNodeThatIsOutTakesASlotWhateverTheListSays() throws Exception {
        out("web1", new Out(DOWN, Duration.ofHours(1), "u1"));
        assertThat(slots().claims()).containsExactly(DOWN);

        put(KEYS.slots("web"), Slots.NONE.bytes());
        assertThat(slots().claims()).containsExactly(DOWN);
    }

    @Test
    void itsOwnWordCountsAndNotTheLists() throws Exception {
        Claim forged = claim("c1", "web1", ClaimState.PREPARING);
        put(KEYS.slots("web"), new Slots(List.of(forged, claim("c2", "web2", ClaimState.PREPARING))).bytes());
        out("web1", new Out(DOWN, Duration.ofHours(1), "u1"));

        assertThat(slots().claims()).containsExactly(DOWN, claim("c2", "web2", ClaimState.PREPARING));
    }

    @Test
    void anotherClaimInItsNameCountsBesideItsOwn() throws Exception {
        put(KEYS.slots("web"), new Slots(List.of(claim("c9", "web1", ClaimState.REBOOTING))).bytes());
        out("web1", new Out(DOWN, Duration.ofHours(1), "u1"));

        assertThat(slots().allOf("web1")).extracting(Claim::id).containsExactly("c9", "c1");
    }

    @Test
    void whatCannotBeReadIsAClaimOfWhichNothingIsKnown() throws Exception {
        put(KEYS.out("web", "web1"), "{\"id\":".getBytes(StandardCharsets.UTF_8));
        put(KEYS.out("web", "web2"), new Out(DOWN, Duration.ZERO, "").bytes());

        assertThat(slots().claims())
                .extracting(Claim::node, Claim::id, Claim::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("web1", "unreadable-web1", ClaimState.REBOOTING),
                        org.assertj.core.groups.Tuple.tuple("web2", "unreadable-web2", ClaimState.REBOOTING));
    }

    @Test
    void isReadBackAsItWasWritten() {
        Out written = new Out(DOWN, Duration.ofMillis(4711), "u1").returning(Instant.EPOCH.plusSeconds(7));
        out("web1", written);

        assertThat(Out.in(new View(entries), KEYS, "web", "web1")).hasValue(written);
        assertThat(Out.in(new View(entries), KEYS, "web", "web10")).isEmpty();
    }

    private Slots slots() throws Exception {
        return Slots.in(new View(entries), KEYS, "web");
    }

    private void out(String node, Out out) {
        put(KEYS.out("web", node), out.bytes());
    }

    private void put(String key, byte[] value) {
        entries.add(new View.Entry(key, value, 1, Optional.empty()));
    }

    private static Claim claim(String id, String node, ClaimState state) {
        return new Claim(id, node, state, "boot-1", "session", Instant.EPOCH, "new kernel", List.of());
    }
}
