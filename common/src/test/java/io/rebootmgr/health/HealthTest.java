package io.rebootmgr.health;

import static io.rebootmgr.health.Fleet.DOWN;
import static io.rebootmgr.health.Fleet.NODE_MAINTENANCE;
import static io.rebootmgr.health.Fleet.SERF;
import static io.rebootmgr.health.Fleet.check;
import static io.rebootmgr.health.Fleet.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {

    @ParameterizedTest(name = "{0} of 4 nodes pass, {1}: healthy {2}")
    @CsvSource({
        "4, rebootmgr, true",
        "3, rebootmgr, false",
        "4, min_passing=4, true",
        "3, min_passing=4, false",
        "4, min_passing=5, false",
        "0, min_passing=0, true",
        "1, min_passing=1, true",
        "3, max_failing=1, true",
        "2, max_failing=1, false",
        "3, min_passing=3 max_failing=1, true",
        "2, min_passing=3 max_failing=2, false",
        "3, min_passing=3 max_failing=0, false",
    })
    void the_rule_is_held_against_the_nodes_that_pass_now(int passing, String tags, boolean healthy) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < 4; i++) {
            fleet.with(i == 0 ? "me" : "gw" + i, i < passing ? SERF : DOWN);
        }
        assertThat(fleet.verdict(tags.split(" ")).holds()).isEqualTo(!healthy);
    }

    @ParameterizedTest(name = "{0} pass, this node too: {1} leaves {2}")
    @CsvSource({
        "1, min_passing=1, 0",
        "2, min_passing=1, ",
        "2, min_passing=2, 1",
        "3, min_passing=2, ",
        "1, max_failing=5, 0",
        "1, min_passing=0, 0",
        "2, max_failing=5, "
    })
    void it_is_known_how_few_would_pass_without_this_node(int passing, String tag, @Nullable Integer left) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < 4; i++) {
            fleet.with(i == 0 ? "me" : "gw" + i, i < passing ? SERF : DOWN);
        }
        assertThat(((ServiceHealth.Counted) fleet.judge(tag)).passingThen())
                .isEqualTo(left == null ? OptionalInt.empty() : OptionalInt.of(left));
        assertThat(((ServiceHealth.Counted)
                                new Fleet().with("me", DOWN).with("gw2", SERF).judge(tag))
                        .passingThen())
                .as("it does not pass now")
                .isEmpty();
    }

    @Test
    void this_node_counts_like_any_other() {
        assertThat(new Fleet().with("me", DOWN).with("gw2", SERF).says("min_passing=2"))
                .isEqualTo("gateway: 1 of 2 nodes pass, min_passing=2; failing: me (serfHealth: Agent not live or"
                        + " unreachable)");
        assertThat(new Fleet().with("me", SERF).with("gw2", SERF).says("min_passing=2"))
                .isEqualTo("ok");
    }

    @ParameterizedTest(name = "status [{0}] is failing")
    @ValueSource(strings = {"warning", "critical", "maintenance", "PASSING", "passing ", "", "unheard-of"})
    void anything_but_passing_is_failing(String status) {
        assertThat(new Fleet().with("me", SERF, check("disk", status)).verdict().holds())
                .isTrue();
    }

    @Test
    void one_failing_check_of_many_fails_the_instance_and_an_instance_without_checks_passes() {
        assertThat(new Fleet()
                        .with("me")
                        .with("gw2", SERF, check("a", "passing"), failing("b", "boom"))
                        .says())
                .isEqualTo("gateway: 1 of 2 nodes pass, none may fail; failing: gw2 (b: boom)");
    }

    @Test
    void nodes_are_counted_and_one_passes_only_if_all_its_instances_do() {
        Fleet fleet = new Fleet().with("me", SERF).with("gw2", SERF).with("gw2", SERF, failing("b", "boom"));
        assertThat(fleet.says("min_passing=2"))
                .isEqualTo("gateway: 1 of 2 nodes pass, min_passing=2; failing: gw2 (b: boom)");
        assertThat(fleet.says("max_failing=1")).isEqualTo("ok");
    }

    @Test
    void node_maintenance_fails_an_instance_unless_its_own_tag_says_otherwise() {
        List<String> tag = List.of("ignore_maintenance");
        assertThat(new Fleet().with("me").with("gw2", SERF, NODE_MAINTENANCE).says())
                .isEqualTo("gateway: 1 of 2 nodes pass, none may fail; failing: gw2 (_node_maintenance is critical)");
        assertThat(new Fleet()
                        .with("me")
                        .tagged("gw2", tag, SERF, NODE_MAINTENANCE)
                        .says())
                .isEqualTo("ok");
        assertThat(new Fleet()
                        .tagged("me", tag)
                        .with("gw2", SERF, NODE_MAINTENANCE)
                        .verdict("ignore_maintenance")
                        .holds())
                .isTrue();
        assertThat(new Fleet()
                        .with("me")
                        .tagged("gw2", tag, DOWN, NODE_MAINTENANCE)
                        .verdict()
                        .holds())
                .isTrue();
    }

    @Test
    void this_node_s_own_node_maintenance_is_always_ignored() {
        assertThat(new Fleet().with("me", SERF, NODE_MAINTENANCE).says()).isEqualTo("ok");
    }

    @Test
    void maintenance_of_the_service_is_never_ignored() {
        assertThat(new Fleet()
                        .tagged("me", List.of("ignore_maintenance"), check("_service_maintenance:gw-0", "critical"))
                        .says())
                .isEqualTo("gateway: 0 of 1 nodes pass, none may fail; failing: me (_service_maintenance:gw-0 is"
                        + " critical)");
    }

    @Test
    void aNodeThatHasLeftTheCatalogForItsRebootCountsAsFailingInItsServices() {
        assertThat(new Fleet().with("me", SERF).gone("gw2", "gateway").says()).contains("gw2");
        assertThat(new Fleet().with("me", SERF).gone("gw2", "gateway").says("max_failing=1"))
                .isEqualTo("ok");
        assertThat(new Fleet().with("me", SERF).gone("gw2", "other").says()).isEqualTo("ok");
    }

    @Test
    void a_node_that_holds_a_claim_fails_even_while_it_passes() {
        Fleet fleet = new Fleet().with("me", SERF).with("gw2", SERF).claimed("gw2", "gw20");
        assertThat(fleet.says()).isEqualTo("gateway: 1 of 2 nodes pass, none may fail; failing: gw2 (holds a claim)");
        assertThat(fleet.says("max_failing=1")).isEqualTo("ok");
    }

    @Test
    void this_node_s_own_claim_is_no_reason_against_it() {
        assertThat(new Fleet().with("me", SERF).claimed("me").says()).isEqualTo("ok");
    }

    @Test
    void names_are_compared_whole() {
        Fleet fleet = new Fleet().with("me", SERF).with("me1", SERF, NODE_MAINTENANCE);
        assertThat(fleet.claimed("m").ignored("me10").says())
                .isEqualTo("gateway: 1 of 2 nodes pass, none may fail; failing: me1 (_node_maintenance is critical)");
    }

    @Test
    void an_ignored_node_does_not_fail_and_passes_only_while_it_passes() {
        Fleet fleet = new Fleet().with("me", SERF).with("gw2", DOWN).ignored("gw2");
        assertThat(fleet.says()).isEqualTo("ok");
        assertThat(fleet.says("min_passing=2")).isEqualTo("gateway: 1 of 2 nodes pass, min_passing=2; ignored: gw2");
        assertThat(new Fleet().with("me", SERF).with("gw2", SERF).ignored("gw2").says("min_passing=2"))
                .isEqualTo("ok");
    }

    @Test
    void an_ignored_node_that_holds_a_claim_neither_fails_nor_passes() {
        Fleet fleet =
                new Fleet().with("me", SERF).with("gw2", SERF).ignored("gw2").claimed("gw2");
        assertThat(fleet.says()).isEqualTo("ok");
        assertThat(fleet.verdict("min_passing=2").holds()).isTrue();
    }

    @Test
    void a_service_without_any_instance_cannot_be_judged() {
        assertThat(new Fleet().verdict("min_passing=0"))
                .isEqualTo(new Verdict.Unknown(
                        ExitCode.HEALTH,
                        "gateway: is registered at this node, but Consul's catalog has no instance of it"));
    }

    @Test
    void a_malformed_tag_cannot_be_judged_and_names_service_and_tag() {
        assertThat(new Fleet().with("me", SERF).verdict("min_passing=two"))
                .isEqualTo(new Verdict.Unknown(
                        ExitCode.HEALTH,
                        "gateway: tag min_passing=two is malformed, expected min_passing= and a whole number from 0 to"
                                + " 1000000"));
    }

    @ParameterizedTest(name = "{0} the reboot, maintenance for [{1}]: holds {2}")
    @CsvSource({
        "AFTER, rebootmgr 1a2b3c: new kernel, false",
        "BEFORE, rebootmgr 1a2b3c: new kernel, true",
        "AFTER, rebootmgr-like words of an operator, true",
        "AFTER, new disks, true",
    })
    void nodes_that_come_back_do_not_wait_for_each_other_to_end_their_maintenance(
            RebootSide side, String reason, boolean holds) {
        Fleet fleet = new Fleet().with("me", SERF).with("gw2", SERF, failing("_node_maintenance", reason));
        assertThat(fleet.judge(side).verdict().holds()).isEqualTo(holds);
    }
}
