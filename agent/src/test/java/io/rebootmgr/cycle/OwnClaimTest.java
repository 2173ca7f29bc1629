package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which state of a claim a node believes, by what it wrote down, what the list says, and what it said itself at COMMIT. */
class OwnClaimTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Self SELF =
            new Self("web1", "web", new Keys("r"), Duration.ofMinutes(15), () -> ZoneOffset.UTC, "test");

    @ParameterizedTest
    @CsvSource({
        // Somebody who may write the list turned the claim, or wrote over it.
        "CLAIMING, REBOOTING, nothing, PREPARING",
        "PREPARING, RETURNING, nothing, PREPARING",
        "COMMITTING, REBOOTING, nothing, PREPARING",
        "COMMITTING, RETURNING, nothing, PREPARING",
        "GIVING_UP, REBOOTING, nothing, PREPARING",
        "GIVING_UP, RETURNING, nothing, PREPARING",
        "REBOOTING, PREPARING, nothing, REBOOTING",
        "RETURNING, PREPARING, nothing, REBOOTING",
        "SERVED, PREPARING, nothing, REBOOTING",
        // The commit arrived, and its answer was lost.
        "COMMITTING, REBOOTING, out, REBOOTING",
        "COMMITTING, PREPARING, out, REBOOTING",
        "GIVING_UP, REBOOTING, out, REBOOTING",
        // An older agent's.
        "COMMITTING, REBOOTING, status, REBOOTING",
        "GIVING_UP, REBOOTING, status, REBOOTING",
        // As it should be.
        "COMMITTING, PREPARING, nothing, PREPARING",
        "GIVING_UP, PREPARING, nothing, PREPARING",
        "REBOOTING, REBOOTING, nothing, REBOOTING",
        "SERVED, RETURNING, nothing, RETURNING",
    })
    void aCommitCountsOnlyWhereThisNodeMadeIt(LocalClaim.Step step, ClaimState listed, String said, ClaimState believed)
            throws MalformedJson {
        Claim claim = new Claim("c1", "web1", listed, "boot1", "s1", SINCE, "update", List.of());
        List<View.Entry> entries = new ArrayList<>();
        entries.add(entry(SELF.keys().slots("web"), new Slots(List.of(claim)).bytes()));
        switch (said) {
            case "out" ->
                entries.add(entry(
                        SELF.keys().out("web", "web1"),
                        new Out(claim.in(ClaimState.REBOOTING, SINCE), Duration.ZERO, "").bytes()));
            case "status" -> entries.add(entry(SELF.keys().status("web1"), """
                        {"group":"web","state":"rebooting","kernel":"6","boot_id":"boot1","agent_version":"1",
                         "failures":0}""".getBytes(StandardCharsets.UTF_8)));
            default -> {}
        }
        Facts facts = new Facts(SELF, new View(entries), List.of());

        OwnClaim.Reading reading = OwnClaim.in(facts, "web", Optional.of(written(step)));

        assertThat(reading.own()).map(own -> own.claim().state()).contains(believed);
        assertThat(reading.forged()).isEmpty();
    }

    private static View.Entry entry(String key, byte[] value) {
        return new View.Entry(key, value, 1, Optional.empty());
    }

    private static LocalClaim written(LocalClaim.Step step) {
        return new LocalClaim(
                "c1",
                "web",
                step,
                "boot1",
                "s1",
                "update",
                true,
                List.of(),
                LocalClaim.Commit.NONE,
                Entry.begun("c1", "web1", "web", "update", List.of(), SINCE));
    }
}
