package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.agent;
import static io.rebootmgr.simulation.check.Told.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.check.Told.Wish;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.task.Stage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S20 can fail: two nodes of one wave, and a policy that requires a rollout. */
class InRolloutsTest {
    private static final String ROLLOUT =
            "{\"id\":\"r1\",\"version\":\"v1\",\"change\":\"reboot\",\"state\":\"running\","
                    + "\"groups\":[\"web\"],\"open\":0,\"max_failed\":0,\"waves\":[{\"name\":\"all\",\"soak_s\":0%s}]}";

    private final Told told = new Told(1);

    private void starts(String ordered, String said) {
        told.limit(2);
        told.wrote(Author.OPERATOR, "rollout_orders/r1", "{\"order\":" + ROLLOUT.formatted(ordered) + "}");
        told.wrote(Author.OPERATOR, "rollouts", "{\"rollouts\":[" + ROLLOUT.formatted(said) + "]}");
        for (String node : new String[] {"web1", "web10"}) {
            told.wrote(Author.OPERATOR, "rollout_nodes/" + node, place("waiting"));
        }
    }

    private static String place(String state) {
        return "{\"id\":\"r1\",\"wave\":\"all\",\"state\":\"" + state + "\"}";
    }

    private Told goes(String node, String... claims) {
        told.looks(node, true);
        return told.wrote(
                agent(node),
                Told.lock(node),
                Told.slots(claims),
                new Wish("rollout_nodes/" + node, Optional.empty(), place("running")));
    }

    @Test
    void twoNodesOfAWaveWithinTheLimitViolateNothing() {
        starts(",\"limit\":2", ",\"limit\":2");
        goes("web1", claim("web1", "preparing"));
        assertThat(goes("web10", claim("web1", "preparing"), claim("web10", "preparing"))
                        .violated())
                .isEmpty();
    }

    @Test
    void oneMoreThanTheWaveAllowsByItsOrderViolatesS20WhateverStandsBesideIt() {
        starts(",\"limit\":1", "");
        goes("web1", claim("web1", "preparing"));
        assertThat(goes("web10", claim("web1", "preparing"), claim("web10", "preparing"))
                        .violated())
                .containsExactly("S20");
    }

    @Test
    void aDrainForAFileUnderAPolicyThatRequiresARolloutViolatesS20() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"require_rollout\":true}");
        told.looks("web1", true);
        told.claims("web1", claim("web1", "preparing")).looks("web1", true);
        assertThat(told.task("web1", Stage.PRE_BOOT, 0).violated()).containsExactly("S20");
    }

    @Test
    void oneThatAKeyAsksForDoesNot() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"require_rollout\":true}");
        told.asked("web1");
        told.looks("web1", true);
        told.claims("web1", claim("web1", "preparing")).looks("web1", true);
        assertThat(told.task("web1", Stage.PRE_BOOT, 0).violated()).isEmpty();
    }

    @Test
    void aClaimOfOneThatLooksOnceMoreAndLetsItBeDoesNot() {
        told.limit(2).looks("web1", true);
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"require_rollout\":true}");
        told.claims("web1", claim("web1", "preparing"));
        assertThat(told.looks("web1", true).violated()).isEmpty();
    }

    @Test
    void whatBeginsBehindAClaimThatCameToNothingIsJudgedByItself() {
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"require_rollout\":true}");
        told.looks("web1", true).claims("web1", claim("web1", "preparing"));
        told.wrote(agent("web1"), Told.unlock("web1"), Told.slots());
        starts("", "");
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"require_rollout\":true}");
        goes("web1", claim("web1", "preparing")).looks("web1", true);
        assertThat(told.task("web1", Stage.PRE_BOOT, 0).violated()).isEmpty();
    }

    @Test
    void aDrainThatWasLookedAtBeforeThePolicyRequiredARolloutDoesNot() {
        told.limit(2).looks("web1", true);
        told.claims("web1", claim("web1", "preparing")).looks("web1", true);
        told.wrote(Author.OPERATOR, "config", "{\"limit\":2,\"require_rollout\":true}");
        assertThat(told.task("web1", Stage.PRE_BOOT, 0).violated()).isEmpty();
    }
}
