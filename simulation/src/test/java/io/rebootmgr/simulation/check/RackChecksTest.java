package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.afterBoot;
import static io.rebootmgr.simulation.check.Told.claim;
import static io.rebootmgr.simulation.check.Told.slots;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.task.Stage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checks of failure domains and of the cooldown can fail: histories that break them, told by hand. */
class RackChecksTest {
    private static final String PREPARING = claim("web1", "preparing");
    private static final String REBOOTING = claim("web1", "rebooting");
    private static final String RETURNING = claim("web1", "returning");
    private static final String OTHER = claim("web10", "preparing");

    private final Told told = new Told();

    private static String of(String claim, String domain) {
        return claim.replace("\"id\"", "\"domain\":\"" + domain + "\",\"id\"");
    }

    @Test
    void oneNodeOfADomainTooManyViolatesS11() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"domain_limit\":1}");
        told.claims("web1", of(PREPARING, "r1"));
        assertThat(told.claims("web10", of(PREPARING, "r1"), of(OTHER, "r1")).violated())
                .containsExactly("S11");
    }

    @Test
    void aDomainIsNotAnotherWhoseNameBeginsLikeItAndANodeWithoutIsOneOfItsOwn() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":3,\"domain_limit\":1}");
        told.claims("web1", of(PREPARING, "r1"));
        assertThat(told.claims("web10", of(PREPARING, "r1"), of(OTHER, "r10")).violated())
                .isEmpty();
        Told without = new Told().wrote(Author.OPERATOR, "config", "{\"limit\":3,\"domain_limit\":1}");
        assertThat(without.claims("web1", PREPARING)
                        .claims("web10", PREPARING, OTHER)
                        .violated())
                .isEmpty();
    }

    @Test
    void oneDomainTooManyViolatesS11WhenItIsCommittedToo() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"domains_at_a_time\":2}");
        told.claims("web1", of(PREPARING, "r1")).claims("web10", of(PREPARING, "r1"), of(OTHER, "r2"));
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"domains_at_a_time\":1}");
        told.commits("web1", of(REBOOTING, "r1"), of(OTHER, "r2"));
        assertThat(told.violated()).isEmpty();
        told.commits("web10", of(REBOOTING, "r1"), of(claim("web10", "rebooting"), "r2"));
        assertThat(told.violated()).contains("S11");
    }

    @Test
    void aClaimRightAfterASlotWasGivenBackViolatesTheCooldown() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":1,\"cooldown\":\"60s\"}");
        returning();
        Told.Wish freed = new Told.Wish(
                "groups/web/slots", Optional.empty(), "{\"claims\":[],\"freed\":\"2026-01-01T00:00:10Z\"}");
        told.wrote(afterBoot("web1"), new Told.Wish("nodes/web1/reboot_required", Optional.empty()), freed);
        assertThat(told.violated()).isEmpty();
        assertThat(told.claims("web10", OTHER).violated()).containsExactly("cooldown");
    }

    private Told returning() {
        told.asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).reboots("web1").wrote(afterBoot("web1"), slots(RETURNING));
        return told.task("web1", Stage.POST_BOOT, 0);
    }
}
