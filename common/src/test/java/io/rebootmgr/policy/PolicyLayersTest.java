package io.rebootmgr.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.json.Json;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLayersTest {
    static Layer fleet(String json) {
        return new Layer("service/rebootmgr/config", LayerKind.FLEET, json.getBytes(UTF_8));
    }

    static Layer group(String json) {
        return new Layer("service/rebootmgr/groups/web/config", LayerKind.GROUP, json.getBytes(UTF_8));
    }

    static Layer node(String json) {
        return new Layer("service/rebootmgr/nodes/web1/config", LayerKind.NODE, json.getBytes(UTF_8));
    }

    static PolicyResult.Effective effective(Layer... layers) {
        PolicyResult result = PolicyLayers.read(List.of(layers));
        assertThat(result).isInstanceOf(PolicyResult.Effective.class);
        return (PolicyResult.Effective) result;
    }

    /** The policy that a fleet's layer gives; JSON may be written with single quotes. */
    static Policy policy(String json) {
        return effective(fleet(json.replace('\'', '"'))).policy();
    }

    /** For a node that is out of service already: a slip in one field costs that field alone. */
    @Test
    void ofLayersThatAreNotValidTheFieldsThatAreCanBeRead() {
        Policy read = PolicyLayers.whatCanBeRead(List.of(
                fleet("{\"limit\": 3, \"settle\": \"1s\", \"task_timeout\": \"5m\"}"),
                group("{\"enabled\": false, \"settle\": 90, \"limitt\": 1}"),
                node("no JSON")));
        assertThat(read.enabled()).isFalse();
        assertThat(read.limit()).isEqualTo(3);
        assertThat(read.settle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(read.taskTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read.postHealthTimeout()).isEqualTo(Policy.DEFAULTS.postHealthTimeout());
    }

    @Test
    void withoutAnyWordTheDefaultsHold() {
        assertThat(policy("{}")).isEqualTo(Policy.DEFAULTS);
        assertThat(Policy.DEFAULTS.limit()).isEqualTo(1);
        assertThat(Policy.DEFAULTS.settle()).isEqualTo(Duration.ofSeconds(130));
        assertThat(effective(fleet("{}")).origins())
                .containsOnlyKeys(
                        "enabled",
                        "disabled_reason",
                        "allow",
                        "deny",
                        "canaries",
                        "limit",
                        "hot_limit",
                        "hot_anytime",
                        "domain_limit",
                        "domains_at_a_time",
                        "cooldown",
                        "max_wait",
                        "settle",
                        "task_timeout",
                        "gate_timeout",
                        "detect_interval",
                        "detect_timeout",
                        "post_health_timeout",
                        "session_ttl",
                        "min_uptime",
                        "max_failures",
                        "max_reboots",
                        "max_reboots_per",
                        "ignore_failed_checks",
                        "stuck_after",
                        "fleet_name",
                        "rollout",
                        "follow",
                        "require_rollout",
                        "contact",
                        "unmaintained_after",
                        "timezone",
                        "windows",
                        "holidays",
                        "freezes")
                .allSatisfy((name, origin) -> assertThat(origin).isEqualTo(Origin.DEFAULT));
    }

    @Test
    void everyFieldIsRead() {
        Policy read = policy("""
                {"enabled": false, "disabled_reason": "disk", "allow": "web[1-3],@db", "deny": ["a", "b,c"],
                 "canaries": [], "limit": 3, "max_wait": "12h", "settle": "0s", "task_timeout": "10m",
                 "gate_timeout": "1m", "detect_interval": "1s", "detect_timeout": "24h",
                 "post_health_timeout": "PT1H", "session_ttl": "24h", "min_uptime": "1d",
                 "max_failures": 1,
                 "max_reboots": 7, "max_reboots_per": "1h",
                 "ignore_failed_checks": ["web2", "web1"], "stuck_after": "20m", "fleet_name": "Köln 2",
                 "rollout": {"change": "detect", "waves": "5%,100%", "soak": "0s", "max_failed": 2},
                 "follow": "minor", "require_rollout": true, "contact": "web@example.org",
                 "unmaintained_after": "1d",
                 "timezone": "Europe/Berlin",
                 "windows": [{"days": ["fri", "SAT"], "start": "22:00", "length": "6h"}],
                 "holidays": {"country": "de", "region": "BY"},
                 "freezes": [{"from": "2026-12-20", "to": "2027-01-06", "reason": "Christmas"},
                             {"from": "2027-02-01", "to": "2027-02-01"}]}""");

        assertThat(read.enabled()).isFalse();
        assertThat(read.disabledReason()).contains("disk");
        assertThat(read.rollout())
                .contains(new RolloutDefaults(
                        Optional.of(RolloutChange.DETECT),
                        List.of(5, 100),
                        Optional.of(Duration.ZERO),
                        Optional.of(2)));
        assertThat(read.follow()).isEqualTo(Follow.MINOR);
        assertThat(read.requireRollout()).isTrue();
        assertThat(read.contact()).contains("web@example.org");
        assertThat(read.unmaintainedAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(read.allow().texts()).containsExactly("web[1-3]", "@db");
        assertThat(read.deny().texts()).containsExactly("a", "b", "c");
        assertThat(read.canaries().isEmpty()).isTrue();
        assertThat(read.limit()).isEqualTo(3);
        assertThat(read.maxWait()).isEqualTo(Duration.ofHours(12));
        assertThat(read.settle()).isZero();
        assertThat(read.taskTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(read.gateTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(read.detectInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(read.detectTimeout()).isEqualTo(Duration.ofHours(24));
        assertThat(read.postHealthTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(read.sessionTtl()).isEqualTo(Duration.ofHours(24));
        assertThat(read.minUptime()).isEqualTo(Duration.ofDays(1));
        assertThat(read.maxFailures()).isEqualTo(1);
        assertThat(read.maxReboots()).isEqualTo(7);
        assertThat(read.maxRebootsPer()).isEqualTo(Duration.ofHours(1));
        assertThat(read.ignoreFailedChecks()).containsExactly("web1", "web2");
        assertThat(read.stuckAfter()).isEqualTo(Duration.ofMinutes(20));
        assertThat(read.fleetName()).contains("Köln 2");
        assertThat(read.zone()).contains(ZoneId.of("Europe/Berlin"));
        assertThat(read.windows())
                .containsExactly(new Window(
                        Set.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY), LocalTime.of(22, 0), Duration.ofHours(6)));
        assertThat(read.holidays()).contains(new Holidays("DE", Optional.of("by")));
        assertThat(read.freezes())
                .containsExactly(
                        new Freeze(LocalDate.of(2026, 12, 20), LocalDate.of(2027, 1, 6), Optional.of("Christmas")),
                        new Freeze(LocalDate.of(2027, 2, 1), LocalDate.of(2027, 2, 1), Optional.empty()));
        assertThat(policy(Json.pretty(read.json()))).isEqualTo(read);
    }

    @Test
    void theNearerLayerWinsFieldByField() {
        PolicyResult.Effective read = effective(
                node("{\"settle\": \"1s\"}"),
                fleet("{\"limit\": 2, \"settle\": \"3s\", \"min_uptime\": \"1h\"}"),
                group("{\"limit\": 5, \"settle\": \"2s\", \"windows\": []}"));

        assertThat(read.policy().settle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(read.policy().limit()).isEqualTo(5);
        assertThat(read.policy().minUptime()).isEqualTo(Duration.ofHours(1));
        assertThat(read.origins())
                .containsEntry("settle", new Origin("service/rebootmgr/nodes/web1/config"))
                .containsEntry("limit", new Origin("service/rebootmgr/groups/web/config"))
                .containsEntry("windows", new Origin("service/rebootmgr/groups/web/config"))
                .containsEntry("min_uptime", new Origin("service/rebootmgr/config"))
                .containsEntry("enabled", Origin.DEFAULT);
    }

    @Test
    void onlyTheFleetSaysItsName() {
        PolicyResult read = PolicyLayers.read(List.of(fleet("{}"), group("{\"fleet_name\": \"web\"}")));

        assertThat(((PolicyResult.Invalid) read).problems().getFirst().text())
                .isEqualTo("service/rebootmgr/groups/web/config: fleet_name belongs to the fleet's policy, not to a"
                        + " group's or a node's");
    }

    @Test
    void anEmptyListOfANearerLayerLiftsTheFleets() {
        assertThat(effective(
                                fleet("{\"freezes\": [{\"from\": \"2026-12-20\", \"to\": \"2027-01-06\"}]}"),
                                node("{\"freezes\": []}"))
                        .policy()
                        .freezes())
                .isEmpty();
    }

    @ParameterizedTest(name = "init --limit {0} writes a valid policy")
    @CsvSource({"1", "7"})
    void theDefaultPolicyIsValid(int limit) {
        Policy written = policy(DefaultPolicy.text(limit));

        assertThat(written.limit()).isEqualTo(limit);
        assertThat(policy(Json.pretty(Policy.DEFAULTS.json()))).isEqualTo(Policy.DEFAULTS);
        assertThat(policy(DefaultPolicy.text(1))).isEqualTo(Policy.DEFAULTS);
    }
}
