package io.rebootmgr.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.LocalService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsideredTest {

    @ParameterizedTest(name = "tag {0}: before {1}, after {2}")
    @CsvSource({
        "rebootmgr,                            true,  true",
        "rebootmgr_preboot,                    true,  false",
        "rebootmgr_postboot,                   false, true",
        "rebootmgr_preboot rebootmgr_postboot, true,  true",
        "rebootmgr_,                           false, false",
        "REBOOTMGR,                            false, false",
        "min_passing=2,                        false, false",
        "'',                                   false, false",
    })
    void the_tag_says_when_a_service_has_a_say(String tags, boolean before, boolean after) {
        List<LocalService> local = List.of(new LocalService("gw-1", "gateway", List.of(tags.split(" "))));
        assertThat(Health.considered(local, RebootSide.BEFORE)).hasSize(before ? 1 : 0);
        assertThat(Health.considered(local, RebootSide.AFTER)).hasSize(after ? 1 : 0);
    }

    @Test
    void services_come_by_name_each_with_its_rule() {
        assertThat(Health.considered(
                        List.of(
                                new LocalService("z", "zoo", List.of("rebootmgr", "max_failing=1")),
                                new LocalService("a", "api", List.of("rebootmgr", "min_passing=2")),
                                new LocalService("m", "mail", List.of("smtp"))),
                        RebootSide.BEFORE))
                .containsExactly(
                        new Considered("api", HealthRule.of(List.of("min_passing=2"))),
                        new Considered("zoo", HealthRule.of(List.of("max_failing=1"))));
    }

    @Test
    void of_several_local_instances_every_rule_must_hold() {
        assertThat(Health.considered(
                        List.of(
                                new LocalService("gw-1", "gateway", List.of("rebootmgr", "min_passing=2")),
                                new LocalService("gw-2", "gateway", List.of("rebootmgr", "min_passing=3"))),
                        RebootSide.BEFORE))
                .containsExactly(new Considered("gateway", HealthRule.of(List.of("min_passing=3"))));
    }

    @Test
    void a_local_instance_without_the_phase_s_tag_has_no_say() {
        assertThat(Health.considered(
                        List.of(
                                new LocalService("gw-1", "gateway", List.of("rebootmgr", "min_passing=1")),
                                new LocalService("gw-2", "gateway", List.of("rebootmgr_postboot", "min_passing=9"))),
                        RebootSide.BEFORE))
                .containsExactly(new Considered("gateway", HealthRule.of(List.of("min_passing=1"))));
    }

    @Test
    void the_order_in_which_consul_lists_services_changes_nothing() {
        LocalService one = new LocalService("gw-1", "gateway", List.of("rebootmgr", "min_passing=two"));
        LocalService other = new LocalService("gw-2", "gateway", List.of("rebootmgr", "min_passing=three"));
        assertThat(Health.considered(List.of(one, other), RebootSide.BEFORE))
                .isEqualTo(Health.considered(List.of(other, one), RebootSide.BEFORE));
    }
}
