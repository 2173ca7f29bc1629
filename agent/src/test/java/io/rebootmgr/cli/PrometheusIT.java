package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ChildProcess;
import io.rebootmgr.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real agents write, through a real node_exporter into a real Prometheus with the example alerts: labels meet,
 * rules are evaluated, and the dashboard's queries find something. Where the two are not on the PATH this is skipped.
 */
class PrometheusIT {
    private static final String PROMETHEUS = "prometheus";
    private static final String EXPORTER = "prometheus-node-exporter";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** No node of this fleet has these, and the page does not run here. */
    private static final Pattern ABSENT = Pattern.compile(
            "window_opens|disabled_itself|failures|failed.parked|gate_program|paused.scope=\"node|_lease|pause_ends"
                    + "|rebootmgr_fleet_|rebootmgr_page_");

    @TempDir
    private Path folder;

    private final List<ChildProcess> processes = new ArrayList<>();
    private final List<String> exporters = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private String prometheus = "";
    private TestFleet fleet;

    @BeforeEach
    void installed() {
        for (String program : List.of(PROMETHEUS, EXPORTER)) {
            assumeTrue(isOnPath(program), program + " is not on PATH: scripts/prometheus fetches it");
        }
        LocalDate inAWeek = LocalDate.now(ZoneId.systemDefault()).plusDays(7);
        fleet = new TestFleet(folder)
                .policy("{\"limit\":1,\"freezes\":[{\"from\":\"" + inAWeek + "\",\"to\":\"" + inAWeek + "\"}]}");
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @AfterEach
    void end() {
        processes.forEach(ChildProcess::kill);
    }

    private TestNode node(int number) throws IOException {
        TestNode node = fleet.node(number);
        Path metrics = Files.createDirectory(node.folder.resolve("metrics"));
        node.settings("[metrics]\ntextfile = \"" + metrics + "/rebootmgr.prom\"");
        String address = "127.0.0.1:" + FreePorts.on("127.0.0.1");
        processes.add(ChildProcess.start(
                List.of(
                        EXPORTER,
                        "--web.listen-address=" + address,
                        "--collector.disable-defaults",
                        "--collector.textfile",
                        "--collector.textfile.directory=" + metrics),
                folder.resolve("exporter.log")));
        exporters.add(address);
        return node;
    }

    /** Two jobs scrape the first exporter. */
    private void startPrometheus() throws IOException {
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [RULES]
                scrape_configs:
                  - {job_name: node, static_configs: [{targets: ALL}]}
                  - {job_name: again, static_configs: [{targets: FIRST}]}
                """.replace(
                        "RULES", Path.of("../docs/alerts.yml").toRealPath().toString())
                .replace("ALL", exporters.toString())
                .replace("FIRST", exporters.subList(0, 1).toString()));
        prometheus = "127.0.0.1:" + FreePorts.on("127.0.0.1");
        processes.add(ChildProcess.start(
                List.of(
                        PROMETHEUS,
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + prometheus),
                folder.resolve("prometheus.log")));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + prometheus + path))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode query(String query) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    private boolean allRulesAreEvaluated() throws Exception {
        JsonNode rules =
                get("/api/v1/rules").path("data").path("groups").path(0).path("rules");
        for (JsonNode rule : rules) {
            if (rule.path("health").asText().equals("unknown")) {
                return false;
            }
            assertThat(rule.path("health").asText())
                    .as(rule.path("name").asText() + ": " + rule.path("lastError"))
                    .isEqualTo("ok");
        }
        return rules.size() > 0;
    }

    /** An alert with those of its labels that are not of every one. */
    private Map<String, List<String>> alerts() throws Exception {
        Map<String, List<String>> alerts = new TreeMap<>();
        for (JsonNode alert : get("/api/v1/alerts").path("data").path("alerts")) {
            JsonNode labels = alert.path("labels");
            String told = Stream.of("instance", "job", "scope", "group", "state")
                    .filter(labels::has)
                    .map(label -> labels.path(label).asText())
                    .reduce((a, b) -> a + " " + b)
                    .orElse("");
            alerts.computeIfAbsent(labels.path("alertname").asText(), name -> new ArrayList<>())
                    .add(told);
        }
        alerts.values().forEach(told -> told.sort(null));
        return alerts;
    }

    private void longAgo(String key) {
        fleet.put(key, fleet.get(key).replaceAll("\"since\":\"20\\d\\d", "\"since\":\"2020"));
    }

    @Test
    void realFilesMeetTheAlertsAndTheDashboard() throws Exception {
        TestNode waits = node(1);
        TestNode goes = node(2);
        TestNode stopped = node(3);
        stopped.wantsReboot();
        assertThat(stopped.run("run").code()).isZero();
        stopped.boot();
        assertThat(stopped.run("run").code()).isZero();
        goes.wantsReboot();
        assertThat(goes.run("run").code()).isZero();
        longAgo("groups/" + fleet.group + "/slots");
        longAgo("groups/" + fleet.group + "/out/" + goes.name);
        waits.wantsReboot();
        assertThat(waits.run("run").code()).isEqualTo(4);
        fleet.put("nodes/" + stopped.name + "/stop", "disk");
        stopped.wantsReboot();
        assertThat(stopped.run("run").code()).isEqualTo(102);

        startPrometheus();

        Await.until(
                () -> query("count(rebootmgr_agent_info)")
                                .path("data")
                                .path("result")
                                .path(0)
                                .path("value")
                                .path(1)
                                .asInt()
                        == 4,
                PATIENCE,
                "three nodes are scraped, one of them by two jobs",
                () -> log("prometheus.log") + log("exporter.log"));
        Await.until(this::allRulesAreEvaluated, PATIENCE, "all rules are evaluated", () -> log("prometheus.log"));
        Map<String, List<String>> expected = Map.of(
                "RebootmgrClaimStuck", List.of(fleet.group + " rebooting"),
                "RebootmgrStopForgotten", List.of(exporters.get(2) + " node node"));
        Await.until(() -> alerts().equals(expected), PATIENCE, "alerts " + expected, this::alertsNow);
        for (JsonNode panel :
                JSON.readTree(Files.readString(Path.of("../docs/grafana.json"))).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String expr = target.path("expr").asText().replaceAll("\\$[a-z]+", ".*");
                JsonNode answer = query(expr);
                assertThat(answer.path("status").asText())
                        .as(expr + "\n" + answer)
                        .isEqualTo("success");
                if (!ABSENT.matcher(expr).find()) {
                    assertThat(answer.path("data").path("result"))
                            .as(panel.path("title").asText() + ": " + expr)
                            .isNotEmpty();
                }
            }
        }
    }

    private String alertsNow() {
        try {
            return alerts().toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private String log(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
