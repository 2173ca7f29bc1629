package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotInvariantsTest {
    private static final Claim WEB1 = claim("a", "web1", ClaimState.REBOOTING);
    private static final Claim WEB2 = claim("b", "web2", ClaimState.PREPARING);
    private static final Claim FORGED = claim("f", "web2", ClaimState.PREPARING);
    private static final Claim DEAD = claim("d", "web9", ClaimState.PREPARING);

    private static Claim claim(String id, String node, ClaimState state) {
        return new Claim(id, node, state, "boot", "s", Instant.EPOCH, "", List.of());
    }

    /** A write about web2. */
    private static void write(Slots before, Slots after, int limit) {
        SlotInvariants.check(
                before, after, "web2", claim -> !claim.equals(DEAD) && !claim.equals(FORGED), new Limits(limit));
    }

    private static Slots slots(Claim... claims) {
        return new Slots(List.of(claims));
    }

    @Test
    void whatTheCycleDoesIsAllowed() {
        assertThatCode(() -> {
                    write(slots(), slots(WEB2), 1);
                    write(slots(WEB2), slots(WEB2.rebooting(Instant.EPOCH)), 1);
                    write(slots(WEB1, WEB2), slots(WEB1), 1);
                    write(slots(DEAD), slots(WEB2), 1);
                    // One in its name that somebody forged and no lock stands for.
                    write(slots(FORGED, WEB2), slots(FORGED, WEB2.rebooting(Instant.EPOCH)), 1);
                    // Ours, that somebody turned back in the list: we were down all the same.
                    write(slots(WEB1, FORGED), slots(WEB1, FORGED.returning(Instant.EPOCH)), 1);
                    // A limit that was lowered meanwhile takes nobody's slot.
                    write(slots(WEB1, WEB2), slots(WEB1, WEB2.rebooting(Instant.EPOCH)), 1);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void oneSlotTooManyIsNot() {
        assertThatThrownBy(() -> write(slots(WEB1), slots(WEB1, WEB2), 1)).hasMessageContaining("2 slots of 1");
    }

    @Test
    void oneOfAFailureDomainTooManyIsNot() {
        Claim out = WEB1.of(new Domain("r1"));
        Claim same = WEB2.of(new Domain("r1"));
        Limits one = new Limits(5, 1, Limits.NONE, Duration.ZERO);
        assertThatThrownBy(() -> SlotInvariants.check(slots(out), slots(out, same), "web2", claim -> true, one))
                .hasMessageContaining("2 places of domain r1 of 1");
        Limits oneAtATime = new Limits(5, Limits.NONE, 1, Duration.ZERO);
        assertThatThrownBy(() -> SlotInvariants.check(slots(out), slots(out, WEB2), "web2", claim -> true, oneAtATime))
                .hasMessageContaining("2 domains of 1");
        assertThatCode(() -> SlotInvariants.check(slots(out), slots(out, same), "web2", claim -> true, oneAtATime))
                .doesNotThrowAnyException();
        assertThatCode(() -> SlotInvariants.check(slots(out), slots(out, WEB2), "web2", claim -> true, one))
                .doesNotThrowAnyException();
    }

    @Test
    void nobodyElsesClaimGoesOrChangesOrComes() {
        assertThatThrownBy(() -> write(slots(WEB1), slots(), 1)).hasMessageContaining("take the slot of web1");
        assertThatThrownBy(() -> write(slots(WEB1), slots(WEB1.returning(Instant.EPOCH)), 1))
                .hasMessageContaining("change a claim of web1");
        assertThatThrownBy(() -> write(slots(), slots(WEB1), 1)).hasMessageContaining("change a claim of web1");
    }

    @Test
    void aClaimStandsOnce() {
        assertThatThrownBy(() -> write(slots(WEB2), slots(WEB2, WEB2.rebooting(Instant.EPOCH)), 5))
                .hasMessageContaining("claim b twice");
    }
}
