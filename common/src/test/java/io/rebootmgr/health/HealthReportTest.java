package io.rebootmgr.health;

import static io.rebootmgr.health.Fleet.DOWN;
import static io.rebootmgr.health.Fleet.SERF;
import static io.rebootmgr.health.Fleet.check;
import static io.rebootmgr.health.Fleet.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthReportTest {
    private static final ServiceHealth HEALTHY = new Fleet().with("me", SERF).judge();
    private static final ServiceHealth UNHEALTHY =
            new Fleet().with("me", SERF).with("gw2", DOWN).judge();
    private static final ServiceHealth MALFORMED = new Fleet().with("me", SERF).judge("min_passing=two");

    @Test
    void healthy_services_are_counted() {
        assertThat(verdict()).isEqualTo(new Verdict.Proceed("no tagged service"));
        assertThat(verdict(HEALTHY)).isEqualTo(new Verdict.Proceed("1 service healthy"));
        assertThat(verdict(HEALTHY, HEALTHY)).isEqualTo(new Verdict.Proceed("2 services healthy"));
    }

    @Test
    void one_unhealthy_service_holds_with_its_reason() {
        assertThat(verdict(HEALTHY, UNHEALTHY))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.HEALTH,
                        "gateway: 1 of 2 nodes pass, none may fail; failing: gw2 (serfHealth: Agent not live or"
                                + " unreachable)"));
    }

    @Test
    void a_malformed_service_among_healthy_ones_is_unknown() {
        assertThat(verdict(HEALTHY, MALFORMED)).isInstanceOf(Verdict.Unknown.class);
        assertThat(verdict(HEALTHY, MALFORMED).code()).isEqualTo(ExitCode.HEALTH);
    }

    @Test
    void an_unhealthy_service_does_not_hide_a_malformed_one() {
        assertThat(verdict(MALFORMED, UNHEALTHY)).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict(MALFORMED, UNHEALTHY).text()).contains("min_passing=two", "gw2");
    }

    @Test
    void the_order_in_which_consul_answers_changes_no_word() {
        List<Check> checks = new ArrayList<>(
                List.of(failing("b", "2"), failing("a", "1"), check("c", "warning"), failing("a", "0")));
        String said = new Fleet()
                .with("gw3", checks.toArray(Check[]::new))
                .with("gw2", DOWN)
                .says();
        Collections.reverse(checks);
        assertThat(new Fleet()
                        .with("gw2", DOWN)
                        .with("gw3", checks.toArray(Check[]::new))
                        .says())
                .isEqualTo(said)
                .endsWith("failing: gw2 (serfHealth: Agent not live or unreachable), gw3 (a: 0)");
    }

    @Test
    void a_check_is_told_by_the_first_line_of_its_output_and_by_its_status_where_that_is_odd() {
        assertThat(why(failing("http", "\n  HTTP GET: 503\u0007 Service\tUnavailable \nbody\n")))
                .isEqualTo("http: HTTP GET: 503 Service Unavailable");
        assertThat(why(new Check("disk", "Disk", "warning", "91% full"))).isEqualTo("disk is warning: 91% full");
        assertThat(why(new Check(" ", "Disk", "critical", " \n\t"))).isEqualTo("Disk is critical");
        assertThat(why(failing("x", "y".repeat(10_000)))).hasSize(120).endsWith("…");
    }

    @Test
    void a_check_that_is_critical_with_nothing_to_say_has_not_run_yet() {
        assertThat(why(new Check("service:api", "API", "critical", "")))
                .isEqualTo("service:api has not run yet since its agent started or reloaded (or it fails without"
                        + " output)");
        assertThat(why(new Check("service:api", "API", "warning", ""))).isEqualTo("service:api is warning");
        assertThat(why(new Check("_service_maintenance:api", "API", "critical", "")))
                .isEqualTo("_service_maintenance:api is critical");
    }

    @Test
    void a_reason_stays_short_however_much_fails() {
        Fleet fleet = new Fleet();
        for (int i = 10; i < 99; i++) {
            fleet.with("gw" + i, failing("x", "down"));
        }
        assertThat(fleet.says())
                .isEqualTo("gateway: 0 of 89 nodes pass, none may fail; failing: gw10 (x: down), gw11 (x: down), gw12"
                        + " (x: down), gw13 (x: down), gw14 (x: down) and 84 more");
        ServiceHealth[] many = new ServiceHealth[50];
        Arrays.fill(many, fleet.judge());
        assertThat(verdict(many).text()).hasSize(1000).endsWith("…");
    }

    private static String why(Check check) {
        ServiceHealth.Counted counted =
                (ServiceHealth.Counted) new Fleet().with("me", check).judge();
        return counted.failing().get(0).why();
    }

    private static Verdict verdict(ServiceHealth... services) {
        return new HealthReport(List.of(services)).verdict();
    }
}
