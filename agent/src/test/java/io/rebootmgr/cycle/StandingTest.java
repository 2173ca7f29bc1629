package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a node stands, for everything that its file, Consul and the boot id can say together. */
class StandingTest {

    @ParameterizedTest(name = "file {0}, Consul {1}, {2} boot: {3}")
    @CsvSource({
        // Consul knows no claim: the file decides.
        "-, -, same, Free",
        "-, -, other, Free",
        "claiming, -, same, Unfinished",
        "claiming, -, other, Unfinished",
        "preparing, -, same, Unfinished",
        "preparing, -, other, Unfinished",
        "committing, -, same, Unfinished",
        "committing, -, other, Unfinished",
        "rebooting, -, same, Unfinished",
        "rebooting, -, other, Back",
        "returning, -, same, Back",
        "returning, -, other, Back",
        "served, -, same, Back",
        "served, -, other, Back",
        "giving_up, -, same, Unfinished",
        "giving_up, -, other, Unfinished",
        // Given up: never on to the reboot in this boot, though a commit may have come through late.
        "giving_up, preparing, same, Unfinished",
        "giving_up, rebooting, same, Unfinished",
        "giving_up, rebooting, other, Back",
        // A claim that never was committed: no post_boot tasks, whatever the boot.
        "-, preparing, same, Unfinished",
        "-, preparing, other, Unfinished",
        "preparing, preparing, same, Unfinished",
        "preparing, preparing, other, Unfinished",
        "committing, preparing, same, Unfinished",
        "committing, preparing, other, Unfinished",
        // Committed: the boot id tells which side of the reboot this is, with a file or without.
        "-, rebooting, same, Pending",
        "-, rebooting, other, Back",
        "committing, rebooting, same, Pending",
        "committing, rebooting, other, Back",
        "rebooting, rebooting, same, Pending",
        "rebooting, rebooting, other, Back",
        "-, returning, same, Pending",
        "-, returning, other, Back",
        "returning, returning, other, Back",
        "served, returning, other, Back",
        // What only a newer agent knows is its own to end, and no file of this version tells of it.
        "-, unknown, same, Foreign",
        "-, unknown, other, Foreign",
        // A change goes on in whatever boot, until its tasks have succeeded and that is written down.
        "-, changing, same, Changing",
        "-, changing, other, Changing",
        "committing, changing, same, Changing",
        "committing, changing, other, Changing",
        "changing, changing, same, Changing",
        "changing, changing, other, Changing",
        "changed, changing, same, Changing",
        "changed, changing, other, Changing",
        "returning, changing, same, Back",
        "served, changing, other, Back",
        "giving_up, changing, same, Unfinished",
        "giving_up, changing, other, Unfinished",
        "changing, -, same, Unfinished",
        "changing, -, other, Unfinished",
        "changed, -, same, Unfinished",
        "changed, rebooting, same, Pending",
        "changed, rebooting, other, Back",
        // A soft reboot keeps the boot id and starts user space anew; what is not known of user space proves nothing.
        "-, rebooting, soft, Back",
        "rebooting, rebooting, soft, Back",
        "rebooting, -, soft, Back",
        "rebooting, rebooting, unknown, Pending",
        "rebooting, rebooting, emergency, Pending",
    })
    void follows(String file, String consul, String boot, String expected) {
        Optional<LocalClaim> local = file.equals("-") ? Optional.empty() : Optional.of(local("c1", file));
        Optional<OwnClaim> claim = consul.equals("-") ? Optional.empty() : Optional.of(claim("c1", consul));
        Boot now = switch (boot) {
            case "same" -> new Boot("boot-1", "0/start-1");
            case "soft" -> new Boot("boot-1", "1/start-2");
            case "unknown" -> new Boot("boot-1", "");
            case "emergency" -> new Boot("boot-1", "0/start-2");
            default -> new Boot("boot-2", "0/start-1");
        };

        Standing standing = Standing.of(local, claim, now);

        assertThat(standing.getClass().getSimpleName()).isEqualTo(expected);
    }

    /** Nothing but its tasks is between its commit and its return: there is no boot to tell the two sides apart. */
    @ParameterizedTest
    @CsvSource({"-, same", "-, other", "returning, same", "changed, same"})
    void aNodeThatWasDrainedAndDoesNotRebootIsBackInTheSameBoot(String file, String boot) {
        Optional<LocalClaim> local = file.equals("-")
                ? Optional.empty()
                : Optional.of(local("c1", file).of(ChangeKind.DRAIN));
        OwnClaim listed = claim("c1", "returning");
        Optional<OwnClaim> claim =
                Optional.of(new OwnClaim(listed.claim().of(ChangeKind.DRAIN), listed.boot(), listed.uptime()));

        Standing standing = Standing.of(local, claim, new Boot(boot.equals("same") ? "boot-1" : "boot-2", ""));

        assertThat(standing).isInstanceOf(Standing.Back.class);
    }

    /** Its power went while it gave up: it comes from a boot, and what it had has to be there before its slot goes. */
    @ParameterizedTest
    @CsvSource({"giving_up, changing, boot-1, false", "giving_up, changing, boot-2, true", "-, preparing, boot-2, false"
    })
    void whatACommittedNodeGaveUpBeforeABootIsOverOnceItServes(
            String file, String consul, String boot, boolean rebooted) {
        Optional<LocalClaim> local = file.equals("-") ? Optional.empty() : Optional.of(local("c1", file));

        Standing standing = Standing.of(local, Optional.of(claim("c1", consul)), new Boot(boot, ""));

        assertThat(standing).isEqualTo(new Standing.Unfinished(local, Optional.of(claim("c1", consul)), rebooted));
    }

    @Test
    void aFileAboutAnotherClaimIsAnOlderStory() {
        Standing standing = Standing.of(
                Optional.of(local("old", "served")), Optional.of(claim("new", "rebooting")), new Boot("boot-2", ""));

        assertThat(standing).isEqualTo(new Standing.Back(Optional.empty(), Optional.of(claim("new", "rebooting"))));
    }

    @Test
    void theFileIsReadBackAsItWasWritten() throws Exception {
        LocalClaim written =
                local("c1", "committing").toldOverdue().commandFailed().of(ChangeKind.DRAIN);

        assertThat(LocalClaimJson.read(LocalClaimJson.bytes(written))).isEqualTo(written);
    }

    private static LocalClaim local(String id, String step) {
        Entry entry = Entry.begun(id, "web1", "web", "new kernel", List.of("/run/reboot_required"), Instant.EPOCH)
                .from("6.1", "1.4.0")
                .phase("settle", Duration.ofSeconds(130))
                .task(new Entry.TaskRun("pre_boot", "10-drain", 0, Duration.ofMillis(5)));
        return new LocalClaim(
                id,
                "web",
                LocalClaim.Step.valueOf(step.toUpperCase(Locale.ROOT)),
                "boot-1",
                "session",
                "new kernel",
                true,
                List.of(),
                new LocalClaim.Commit(Duration.ofSeconds(7), "0/start-1", false, false, true),
                entry);
    }

    private static OwnClaim claim(String id, String state) {
        Claim claim = new Claim(
                id,
                "web1",
                ClaimState.valueOf(state.toUpperCase(Locale.ROOT)),
                "boot-1",
                "session",
                Instant.EPOCH,
                "new kernel",
                List.of());
        return new OwnClaim(claim, new Boot("boot-1", "0/start-1"), Duration.ofSeconds(7));
    }
}
