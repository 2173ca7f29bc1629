package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may go beside whom, by slots and failure domains, and how soon. */
class OccupiedTest {

    private static Limits limits(int ofDomain, int domains) {
        return new Limits(
                9, ofDomain == 0 ? Limits.NONE : ofDomain, domains == 0 ? Limits.NONE : domains, Duration.ZERO);
    }

    /** @param out a letter before each domain: c for committed, p for preparing; without a name it has none */
    private static Occupied out(String out, Limits limits) {
        List<Claim> claims = new ArrayList<>();
        for (String one : out.isBlank() ? new String[0] : out.split(" ")) {
            ClaimState state = one.startsWith("c") ? ClaimState.REBOOTING : ClaimState.PREPARING;
            claims.add(new Claim("id", "n" + claims.size(), state, "b", "s", Instant.EPOCH, "", List.of())
                    .of(new Domain(one.substring(1))));
        }
        return Occupied.by(claims, limits);
    }

    @ParameterizedTest(name = "beside {0}, {2} of a domain and {3} domains: {1} may go: {4}")
    @CsvSource({
        "'', r1, 1, 0, true",
        "cr1, r1, 1, 0, false",
        "pr1, r1, 1, 0, false",
        "cr1, r1, 2, 0, true",
        "cr10, r1, 1, 0, true",
        "cr1, r10, 1, 0, true",
        "c, r1, 1, 0, true",
        "c c, /web1, 1, 0, true",
        "c?, r1, 1, 0, false",
        "c?, /web1, 1, 0, true",
        "cr1, r2, 0, 1, false",
        "cr1, r1, 0, 1, true",
        "cr1, /web1, 0, 1, false",
        "c, /web1, 0, 1, false",
        "cr1 cr1, r2, 0, 2, true",
        // More are out than may be, for the limit was lowered or the list forged: none of them lets one more go.
        "pr1 pr2, r1, 0, 1, false",
        "pr1 pr2, r2, 0, 1, false",
        "pr1 cr2, r2, 0, 1, false",
        "pr1 cr2, r1, 0, 1, false",
        "cr1 cr2, r1, 0, 2, true",
        "cr1 cr2 cr3, r1, 0, 2, false",
        "cr1 cr1 cr1, r1, 2, 1, false",
        "c c c c c c c c c, r1, 0, 0, false",
    })
    void mayGo(String out, String key, int ofDomain, int domains, boolean fits) {
        assertThat(out(out, limits(ofDomain, domains)).fits(key)).isEqualTo(fits);
    }

    @ParameterizedTest(name = "cooldown {0}, freed {1} ago: {2} left")
    @CsvSource({
        "PT10M, PT0S, PT10M",
        "PT10M, PT9M, PT1M",
        "PT10M, PT10M, PT0S",
        // The other clock was ahead.
        "PT10M, -PT10M, PT20M",
        "PT10M, -PT10M1S, PT0S",
        "PT0S, PT0S, PT0S",
        "PT0S, -PT5S, PT0S",
    })
    void coolsDownForNoLongerThanTwice(Duration cooldown, Duration ago, Duration left) {
        Instant now = Instant.parse("2026-01-01T12:00:00Z");
        Freed freed = Freed.at(now.minus(ago));
        assertThat(freed.holdsUntil(cooldown, now)
                        .map(until -> Duration.between(now, until))
                        .orElse(Duration.ZERO))
                .isEqualTo(left);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatCannotBeReadIsKeptUntilSomebodyKnowsBetter() throws Exception {
        String garbage = "{\"claims\":[],\"freed\":[7]}";
        Slots slots = Slots.parse(bytes(garbage));
        assertThat(slots.freed().isReadable()).isFalse();
        assertThat(new String(slots.bytes(), StandardCharsets.UTF_8)).isEqualTo(garbage);
        Slots now = slots.freed(Instant.EPOCH);
        assertThat(Slots.parse(now.bytes())).isEqualTo(now);
        assertThat(now.freed().at()).contains(Instant.EPOCH);
        assertThat(now.keeping(claim -> false).freed()).isEqualTo(now.freed());
    }

    @Test
    void aDomainTravelsWithItsClaim() throws Exception {
        Claim claim = new Claim("a", "n", ClaimState.PREPARING, "b", "s", Instant.EPOCH, "", List.of());
        Slots slots = new Slots(
                List.of(claim.of(new Domain("r1")).rebooting(Instant.EPOCH), claim.believed(ClaimState.RETURNING)));
        assertThat(new String(new Slots(List.of(slots.claims().getFirst())).bytes(), StandardCharsets.UTF_8))
                .contains("\"domain\":\"r1\"");
        byte[] odd = Slots.NONE.with(claim).bytes();
        String garbled = new String(odd, StandardCharsets.UTF_8).replace("\"reason\"", "\"domain\":\"r 1\",\"reason\"");
        Slots read = Slots.parse(bytes(garbled));
        assertThat(read.claims().getFirst().domain()).isEqualTo(Domain.UNREADABLE);
        assertThat(new String(read.bytes(), StandardCharsets.UTF_8)).contains("\"domain\":\"r 1\"");
    }
}
