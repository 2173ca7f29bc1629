package io.rebootmgr.golden;

import io.rebootmgr.fleet.GroupReport;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.ReportJson;
import io.rebootmgr.show.ReportPage;
import io.rebootmgr.show.Times;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people and programs see of who lags behind. */
class ReportGoldenTest {
    private static final Times TIMES = new Times(Instant.parse("2026-01-30T12:02:00Z"), ZoneOffset.UTC);
    private static final SortedMap<String, Integer> AGENT = new TreeMap<>(Map.of("0.2.0", 3));

    private static final GroupReport GOOD = new GroupReport(
            "cache",
            Optional.of("web-team@example.com"),
            Optional.of("v42"),
            Optional.empty(),
            3,
            List.of(),
            List.of(),
            List.of(),
            new TreeMap<>(Map.of("v42", 3)),
            new TreeMap<>(Map.of("6.1.0-30-amd64", 3)),
            AGENT,
            Optional.empty(),
            new TreeMap<>());

    private static final GroupReport BEHIND = new GroupReport(
            "db",
            Optional.empty(),
            Optional.of("10.11.6-2"),
            Optional.of("10.11.7-1"),
            7,
            List.of("db2", "db3", "db4", "db7"),
            List.of("db7"),
            List.of(),
            new TreeMap<>(Map.of("10.11.6-2", 2, "10.11.7-1", 1, "", 4)),
            new TreeMap<>(Map.of("6.1.0-28-amd64", 5, "6.1.0-30-amd64", 2)),
            new TreeMap<>(Map.of("0.2.0", 6, "0.1.4", 1)),
            Optional.of("no rollout since Tue 2025-09-02 10:00"),
            new TreeMap<>(Map.of(
                    "security_updates", new TreeMap<>(Map.of("db1", "4", "db2", "12", "db3", "12", "db4", "12")))));

    private static final GroupReport NOBODYS = new GroupReport(
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            List.of(),
            List.of(),
            List.of("mon1", "mon2"),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            Optional.empty(),
            new TreeMap<>());

    private static String page(List<GroupReport> groups, boolean onlyBehind) {
        return ReportPage.of(groups, onlyBehind, TIMES, false).text();
    }

    @Test
    void all() {
        List<GroupReport> groups = List.of(GOOD, BEHIND, NOBODYS);
        Golden.holds("report/all", "`report`", page(groups, false));
        Golden.holds("report/outdated", "`report --outdated` of the same", page(groups, true));
        Golden.json("report/json", "the same for programs", Json.pretty(ReportJson.of(groups)));
    }

    @Test
    void allIsWell() {
        Golden.holds("report/well", "`report --outdated` where all is well", page(List.of(GOOD), true));
    }

    @Test
    void nothingIsThere() {
        Golden.holds("report/nothing", "`report` in a fleet of nobody", page(List.of(), false));
    }
}
