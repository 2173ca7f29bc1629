package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimLock;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a node believes of a claim in its name: everybody in its group can write the list, only itself its file and its
 * key.
 */
class OwnClaimTest {
    private static final Keys KEYS = new Keys("service/rebootmgr");
    private static final Self SELF = new Self("web1", "web", KEYS, Duration.ZERO, () -> ZoneOffset.UTC, "1.0");

    @ParameterizedTest(name = "file {0}, list {1}, its own key {2}: {3}")
    @CsvSource({
        "claiming, returning, -, PREPARING",
        "preparing, rebooting, -, PREPARING",
        "preparing, returning, -, PREPARING",
        // The commit may have been sent: the key that is written with it tells.
        "committing, rebooting, -, PREPARING",
        "committing, returning, -, PREPARING",
        "committing, rebooting, rebooting, REBOOTING",
        "committing, preparing, rebooting, REBOOTING",
        "giving_up, returning, -, PREPARING",
        "giving_up, rebooting, rebooting, REBOOTING",
        // The commit had come through, and the claim was released since: somebody put it back into the list.
        "rebooting, rebooting, -, forged",
        "returning, returning, -, forged",
        "changing, changing, -, forged",
        "served, preparing, -, forged",
        "rebooting, rebooting, rebooting, REBOOTING",
        "returning, preparing, returning, RETURNING",
        // An older agent wrote no key.
        "older rebooting, rebooting, -, REBOOTING",
        "older returning, returning, -, RETURNING",
        // And somebody turned it back.
        "older rebooting, preparing, -, REBOOTING",
        "older served, preparing, -, REBOOTING",
        "older rebooting, unknown, -, REBOOTING",
        // A change in service is claimed in another list.
        "hot preparing, preparing, -, forged",
        "hot served, rebooting, -, forged",
        "preparing, unknown, -, PREPARING",
        // Nothing that only this node can write says the same.
        "-, rebooting, -, forged",
        "-, preparing, -, forged",
        "-, unknown, -, forged",
        "-, rebooting, rebooting, REBOOTING",
        "-, unknown, unknown, UNKNOWN",
    })
    void believes(String file, String listed, String out, String expected) throws Exception {
        List<View.Entry> keys = new ArrayList<>();
        keys.add(key(KEYS.slots("web"), new Slots(List.of(claim(listed))).bytes()));
        if (!out.equals("-")) {
            keys.add(key(KEYS.out("web", "web1"), new Out(claim(out), Duration.ofSeconds(7), "").bytes()));
        }
        Facts facts = new StaleFacts(SELF, new View(keys), List.of());

        OwnClaim.Reading reading = OwnClaim.in(facts, "web", local(file));

        assertThat(reading.own()
                        .map(own -> own.claim().state().name())
                        .orElse(reading.forged().isEmpty() ? "none" : "forged"))
                .isEqualTo(expected);
    }

    /** Its file is lost, and so is what the list said: its lock alone tells what it made. */
    @Test
    void believesItsLock() throws Exception {
        Claim made = claim("preparing");
        View.Entry lock = new View.Entry(
                KEYS.preparing("web", "web1"), ClaimLock.value(ClaimList.SLOTS, made), 7, Optional.of("session"));

        OwnClaim.Reading wiped = OwnClaim.in(facts(lock), "web", Optional.empty());
        OwnClaim.Reading turned = OwnClaim.in(
                facts(lock, key(KEYS.slots("web"), new Slots(List.of(claim("rebooting"))).bytes())),
                "web",
                Optional.empty());

        for (OwnClaim.Reading reading : List.of(wiped, turned)) {
            assertThat(reading.own().map(own -> own.claim().state())).hasValue(ClaimState.PREPARING);
            assertThat(reading.forged()).isEmpty();
        }
    }

    private static Facts facts(View.Entry... keys) {
        return new StaleFacts(SELF, new View(List.of(keys)), List.of());
    }

    /** The node is on its way back, its claim was released, and somebody writes one like it under another id. */
    @Test
    void aStatusSpeaksOfTheClaimInTheFile() throws Exception {
        NodeStatus status =
                new NodeStatus("web", NodeStatus.State.RETURNING, "", "boot", "test", 0, Optional.empty(), List.of());
        View.Entry list = key(KEYS.slots("web"), new Slots(List.of(claim("returning"))).bytes());
        View view = new View(List.of(list, key(KEYS.status("web1"), status.bytes())));
        Facts facts = new StaleFacts(SELF, view, List.of());
        Optional<LocalClaim> other = local("returning")
                .map(file -> new LocalClaim(
                        "another",
                        file.group(),
                        file.step(),
                        file.bootId(),
                        file.session(),
                        file.reason(),
                        file.draining(),
                        file.triggers(),
                        file.commit(),
                        file.entry()));

        assertThat(OwnClaim.in(facts, "web", Optional.empty()).own()).isPresent();
        OwnClaim.Reading reading = OwnClaim.in(facts, "web", other);
        assertThat(reading.own()).isEmpty();
        assertThat(reading.forged()).hasSize(1);
    }

    private static View.Entry key(String key, byte[] value) {
        return new View.Entry(key, value, 1, Optional.empty());
    }

    private static Claim claim(String state) {
        return new Claim(
                "c1",
                "web1",
                ClaimState.valueOf(state.toUpperCase(Locale.ROOT)),
                "boot-1",
                "session",
                Instant.EPOCH,
                "new kernel",
                List.of());
    }

    private static Optional<LocalClaim> local(String step) {
        if (step.equals("-")) {
            return Optional.empty();
        }
        if (step.startsWith("older ")) {
            return local(step.substring("older ".length())).map(LocalClaim::ofOlderAgent);
        }
        if (step.startsWith("hot ")) {
            return local(step.substring("hot ".length())).map(file -> file.of(ChangeKind.HOT));
        }
        return Optional.of(new LocalClaim(
                "c1",
                "web",
                LocalClaim.Step.valueOf(step.toUpperCase(Locale.ROOT)),
                "boot-1",
                "session",
                "new kernel",
                true,
                List.of(),
                LocalClaim.Commit.NONE,
                Entry.begun("c1", "web1", "web", "new kernel", List.of(), Instant.EPOCH)));
    }
}
