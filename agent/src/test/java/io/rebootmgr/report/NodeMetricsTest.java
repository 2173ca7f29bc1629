package io.rebootmgr.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.logbook.Entry.Phase;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics of a node that has everything: what Prometheus gets, and that its example alerts name nothing else. */
class NodeMetricsTest {
    private static final Keys KEYS = new Keys("r");
    private static final Self SELF =
            new Self("web1", "web", KEYS, Duration.ofMinutes(15), () -> ZoneOffset.UTC, "1.0 \"beta\"\\");
    private static final Memory EVERYTHING = Memory.NONE
            .rebooted(1_000, List.of(phase("health", 1_500), phase("boot", 61_007), phase("health", 500)))
            .required(2_000)
            .held(Optional.of("window"), 3_000)
            .ended(6);

    private static final List<Programs.Answer> PROGRAMS = List.of(
            new Programs.Answer("10-alerts", new Verdict.Hold(ExitCode.HELD, "1 alert fires"), Duration.ofSeconds(1)),
            new Programs.Answer("20-users", new Verdict.Proceed("nobody"), Duration.ZERO));

    private final List<View.Entry> keys = new ArrayList<>();

    private static Phase phase(String name, long milliseconds) {
        return new Phase(name, Duration.ofMillis(milliseconds));
    }

    private void put(String key, byte[] value) {
        keys.add(new View.Entry(key, value, 7, Optional.empty()));
    }

    private void put(String key, String value) {
        put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Claim claim(String node, ClaimState state, long since) {
        return new Claim("c-" + node, node, state, "b", "s", Instant.ofEpochSecond(since), "kernel", List.of());
    }

    private void everything() {
        put(KEYS.config(), "{\"limit\":2}");
        put(KEYS.groupConfig("web"), "{\"limit\":3,\"settle\":\"1m\"}");
        put(KEYS.groupStop("web"), "trouble");
        put(KEYS.groupPause("web"), "{\"reason\":\"release\",\"until\":\"1970-01-01T02:00:00Z\"}");
        put(KEYS.nodePause("web1"), "{\"until\":\"1970-01-01T01:00:00Z\"}");
        lease("1970-01-01T00:50:00Z", "disk swap", "config");
        put(KEYS.disabled("web1"), "10-drain did not end");
        put(
                KEYS.status("web1"),
                new NodeStatus("web", State.HELD, "k", "b", "v", 4, Optional.empty(), List.of()).bytes());
        put(
                KEYS.slots("web"),
                new Slots(List.of(
                                claim("web3", ClaimState.REBOOTING, 900),
                                claim("web2", ClaimState.REBOOTING, 800),
                                claim("web1", ClaimState.RETURNING, 950)))
                        .bytes());
    }

    private void lease(String since, String reason, String purpose) {
        put(
                KEYS.lease("web1"),
                "{\"id\":\"c1\",\"holder\":\"bob\",\"purpose\":\"" + purpose + "\",\"reason\":\"" + reason
                        + "\",\"since\":\"" + since + "\",\"hold\":true}");
    }

    private MetricsText metrics() {
        return metrics(EVERYTHING);
    }

    private MetricsText metrics(Memory memory) {
        List<Trigger> triggers = List.of(
                new Trigger(Trigger.Kind.DETECTOR, "detector 10-packages", "", "", ChangeKind.HOT),
                new Trigger(Trigger.Kind.KEY, KEYS.changeRequired("web1"), "7", "", ChangeKind.DRAIN));
        Facts facts = new StaleFacts(SELF, new View(keys), triggers);
        return MetricsText.parse(NodeMetrics.text(SELF, 4_000, "held", memory, Optional.of(facts), PROGRAMS));
    }

    @Test
    void tellsWhatTheRunKnows() {
        everything();
        MetricsText metrics = metrics();

        assertThat(metrics.value("rebootmgr_agent_info", "version", "1.0 \"beta\"\\", "node", "web1", "group", "web"))
                .isOne();
        assertThat(metrics.value("rebootmgr_last_run_timestamp_seconds")).isEqualTo(4_000);
        assertThat(metrics.value("rebootmgr_last_run_exit_code")).isEqualTo(6);
        assertThat(metrics.value("rebootmgr_reboot_required")).isOne();
        assertThat(metrics.value("rebootmgr_reboot_required_since_timestamp_seconds"))
                .isEqualTo(2_000);
        assertThat(metrics.value("rebootmgr_change_required", "kind", "drain")).isOne();
        assertThat(metrics.value("rebootmgr_held_since_timestamp_seconds", "gate", "window"))
                .isEqualTo(3_000);
        assertThat(metrics.value("rebootmgr_state", "state", "held")).isOne();
        assertThat(metrics.value("rebootmgr_consecutive_failures")).isEqualTo(4);
        assertThat(metrics.value("rebootmgr_stop_flag", "scope", "group", "group", "web"))
                .isOne();
        assertThat(metrics.value("rebootmgr_stop_flag", "scope", "fleet")).isZero();
        assertThat(metrics.value("rebootmgr_disabled_itself")).isOne();
    }

    @Test
    void tellsOfPausesAndTheLeaseThatSomebodyMayForget() {
        everything();
        assertThat(metrics().value("rebootmgr_paused", "scope", "fleet")).isZero();
        assertThat(metrics().value("rebootmgr_paused", "scope", "group", "group", "web"))
                .isOne();
        assertThat(metrics().value("rebootmgr_pause_ends_timestamp_seconds", "scope", "group", "group", "web"))
                .isEqualTo(7_200);
        assertThat(metrics().value("rebootmgr_paused", "scope", "node"))
                .as("one that is over")
                .isZero();
        assertThat(metrics().value("rebootmgr_leased")).isOne();
        assertThat(metrics().value("rebootmgr_lease_since_timestamp_seconds", "purpose", "config"))
                .isEqualTo(3_000);
    }

    /** No time of theirs keeps an alert from firing, and no word of theirs is a time series. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1970-01-01T00:50:00Z         | fun    | 3000 | other
            +999999999-01-01T00:00:00Z   | config | NaN  | config
            1970-01-01T02:06:00Z         | config | 7560 | config
            1970-01-01T02:07:00Z         | config | NaN  | config
            soon                         | config | NaN  | config
            """)
    void anotherLeaseThanOneMayWriteIsToldAllTheSame(String since, String purpose, Double told, String label) {
        lease(since, "r", purpose);
        assertThat(metrics().value("rebootmgr_leased")).isOne();
        assertThat(metrics().value("rebootmgr_lease_since_timestamp_seconds", "purpose", label))
                .isEqualTo(told);
        assertThat(metrics().samples().getOrDefault("rebootmgr_lease_since_timestamp_seconds", java.util.Map.of()))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void tellsWhatEachGateProgramSaid() {
        assertThat(metrics().value("rebootmgr_gate_program", "program", "10-alerts", "says", "hold"))
                .isOne();
        assertThat(metrics().value("rebootmgr_gate_program", "program", "20-users", "says", "open"))
                .isOne();
    }

    @Test
    void tellsTheLastRebootWithAPhaseThatCameTwiceAsOne() {
        MetricsText metrics = metrics();

        assertThat(metrics.value("rebootmgr_last_reboot_timestamp_seconds")).isEqualTo(1_000);
        assertThat(metrics.value("rebootmgr_last_reboot_duration_seconds", "phase", "health"))
                .isEqualTo(2);
        assertThat(metrics.value("rebootmgr_last_reboot_duration_seconds", "phase", "boot"))
                .isEqualTo(61.007);
    }

    @Test
    void tellsTheGroupsSlotsByTheNearestLimit() {
        everything();
        MetricsText metrics = metrics();

        assertThat(metrics.value("rebootmgr_group_slots", "group", "web")).isEqualTo(3);
        assertThat(metrics.value("rebootmgr_group_claims", "group", "web", "state", "rebooting"))
                .isEqualTo(2);
        assertThat(metrics.value("rebootmgr_group_claims", "group", "web", "state", "preparing"))
                .isZero();
        assertThat(metrics.value(
                        "rebootmgr_group_oldest_claim_timestamp_seconds", "group", "web", "state", "rebooting"))
                .isEqualTo(800);
        assertThat(metrics.value("rebootmgr_claim_since_timestamp_seconds", "group", "web", "state", "returning"))
                .isEqualTo(950);
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        put(KEYS.config(), "no json");
        put(KEYS.slots("web"), "neither");
        put(KEYS.status("web1"), "nor this");
        MetricsText known = metrics();
        MetricsText nothing =
                MetricsText.parse(NodeMetrics.text(SELF, 4_000, "", Memory.NONE, Optional.empty(), List.of()));

        assertThat(known.samples()).doesNotContainKeys("rebootmgr_group_slots", "rebootmgr_consecutive_failures");
        assertThat(nothing.samples()).containsOnlyKeys("rebootmgr_agent_info", "rebootmgr_last_run_timestamp_seconds");
    }

    @Test
    void whatAsksForARebootIsKnownOnceConsulAnswered() {
        MetricsText withoutConsul =
                MetricsText.parse(NodeMetrics.text(SELF, 4_000, "", EVERYTHING, Optional.empty(), List.of()));

        assertThat(withoutConsul.value("rebootmgr_reboot_required")).isOne();
        assertThat(metrics(Memory.NONE).value("rebootmgr_reboot_required")).isZero();
    }

    @Test
    void tellsThePlaceInLineOfThoseThatAreNext() {
        put(KEYS.waiting("web", "web1"), "{\"since\":\"1970-01-01T00:25:00Z\",\"reason\":\"kernel\"}");
        assertThat(metrics().value("rebootmgr_line_since_timestamp_seconds", "group", "web"))
                .isEqualTo(1_500);
        assertThat(metrics().samples()).doesNotContainKey("rebootmgr_line_place");

        put(KEYS.slots("web"), new Slots(List.of(claim("web3", ClaimState.REBOOTING, 900))).bytes());
        put(KEYS.next("web"), new NextInLine(List.of(waiter("web3"), waiter("web2"), waiter("web1"))).bytes());

        assertThat(metrics().value("rebootmgr_line_place", "group", "web")).isEqualTo(2);
    }

    private static NextInLine.Waiter waiter(String node) {
        return new NextInLine.Waiter(node, Instant.ofEpochSecond(1_000));
    }

    /** 1970 began on a Thursday, and it is one hour old. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "windows":[{"days":["thu"],"start":"02:00","length":"1h"}]        | 7200  | NaN
            "windows":[{"days":["thu"],"start":"00:00","length":"2h"}]        | NaN   | 7200
            "windows":[{"days":["wed"],"start":"23:00","length":"1h"}]        | 601200 | NaN
            "freezes":[{"from":"1970-01-01","to":"1970-01-02"}]               | 172800 | NaN
            "freezes":[{"from":"1970-01-02","to":"1970-01-02"}]               | NaN   | 86400
            "freezes":[{"from":"1970-01-01","to":"1999-01-01"}]               | NaN   | NaN
            "limit":2                                                         | NaN   | NaN
            "limit":0                                                         | NaN   | NaN
            """)
    void tellsTheNextWindow(String field, Double opens, Double closes) {
        put(KEYS.config(), "{" + field + "}");

        assertThat(metrics().value("rebootmgr_window_opens_timestamp_seconds")).isEqualTo(opens);
        assertThat(metrics().value("rebootmgr_window_closes_timestamp_seconds")).isEqualTo(closes);
        assertThat(metrics(Memory.NONE).samples())
                .as("an idle node reads no policy for it")
                .doesNotContainKeys(
                        "rebootmgr_window_opens_timestamp_seconds", "rebootmgr_window_closes_timestamp_seconds");
    }

    @Test
    void prometheusItselfReadsItTheSame() {
        everything();
        MetricsText metrics = metrics();

        assertThat(MetricsText.parse(plain(metrics.asWrittenByPrometheus())).samples())
                .isEqualTo(metrics.samples());
    }

    /** It writes every number as a double, {@code 1.0E3}; the strict reading knows plain ones. */
    private static String plain(String text) {
        return Pattern.compile("(?m) (-?[0-9.]+E[0-9]+)$")
                .matcher(text)
                .replaceAll(number -> " " + new java.math.BigDecimal(number.group(1)).toPlainString());
    }

    @Test
    void namesAndUnitsAreByPrometheusRules() {
        everything();
        metrics().samples().keySet().forEach(name -> {
            assertThat(name).startsWith("rebootmgr_").doesNotContain("__");
            assertThat(name).as("no counter").doesNotEndWith("_total").doesNotEndWith("_count");
            assertThat(name)
                    .as("base units, at the end")
                    .doesNotContainPattern("_(milliseconds|minutes|hours|days|ms)");
            if (name.contains("timestamp") || name.contains("duration") || name.contains("since")) {
                assertThat(name).endsWith("_seconds");
            }
        });
        metrics().help().values().forEach(help -> assertThat(help).endsWith("."));
    }

    @ParameterizedTest
    @CsvSource({
        "false, pre_boot task 10-drain ran longer than task_timeout and was killed, 1",
        "false, pre_boot task 10-drain ran longer than the Timeout in its header and was killed, 1",
        "true,  pre_boot task 10-drain ran longer than task_timeout and was killed, 0",
        "false, disk is being replaced, 0",
    })
    void whatAnOperatorDisabledDidNotDisableItself(boolean enabled, String reason, double itself) {
        put(KEYS.nodeConfig("web1"), "{\"enabled\":" + enabled + ",\"disabled_reason\":\"" + reason + "\"}");

        assertThat(metrics().value("rebootmgr_disabled_itself")).isEqualTo(itself);
    }

    /** One that has a claim waits in no line, and a window is either open or closed. */
    private Set<String> all() {
        everything();
        Set<String> all = new TreeSet<>(metrics().samples().keySet());
        keys.clear();
        put(KEYS.config(), "{\"freezes\":[{\"from\":\"1970-01-01\",\"to\":\"1970-01-01\"}]}");
        put(KEYS.waiting("web", "web1"), "{\"since\":\"1970-01-01T00:25:00Z\",\"reason\":\"kernel\"}");
        put(KEYS.next("web"), new NextInLine(List.of(waiter("web1"))).bytes());
        all.addAll(metrics().samples().keySet());
        keys.clear();
        put(KEYS.config(), "{\"freezes\":[{\"from\":\"1970-01-02\",\"to\":\"1970-01-02\"}]}");
        all.addAll(metrics().samples().keySet());
        return all;
    }

    @Test
    void docsNameEveryMetricAndAlertsNoOther() throws Exception {
        Set<String> all = all();
        Set<String> alerts = named(Files.readString(Path.of("../docs/alerts.yml")));

        Set<String> listed = named(Files.readString(Path.of("../docs/metrics.md")));
        listed.removeIf(NodeMetricsTest::isOfThePage);
        assertThat(listed).isEqualTo(all);
        assertThat(alerts).isNotEmpty();
        assertThat(all).containsAll(alerts);
    }

    @Test
    void theDashboardShowsEveryMetricAndNoOther() throws Exception {
        Set<String> shown = named(Files.readString(Path.of("../docs/grafana.json")));

        shown.removeIf(NodeMetricsTest::isOfThePage);

        assertThat(shown).isEqualTo(all());
    }

    /** Its tests look after those. */
    private static boolean isOfThePage(String name) {
        return name.startsWith("rebootmgr_fleet_") || name.startsWith("rebootmgr_page_");
    }

    private static Set<String> named(String text) {
        Set<String> names = new TreeSet<>();
        Pattern.compile("\\brebootmgr_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .forEach(names::add);
        return names;
    }
}
