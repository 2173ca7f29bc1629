package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page tells Prometheus of a fleet that has something of everything, by Prometheus' own judgement. */
class PromtoolIT {
    private static final String PROMTOOL = "promtool";
    private static final Pattern METRIC = Pattern.compile("rebootmgr_(?:fleet|page)_?[a-z_]*");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(rebootmgr_(?:fleet|page)_[a-z_]+)((?:\\{.*})?) \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    private static final Pattern LISTED =
            Pattern.compile("(?m)^\\| `(rebootmgr_(?:fleet|page)_[a-z_]+)` \\|([^|]*)\\|");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    @TempDir
    private Path folder;

    @Test
    void metricsAreAsPrometheusWantsThemAndTheDashboardShowsThem() throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, PROMTOOL))),
                PROMTOOL + " is not on PATH: scripts/prometheus fetches it");
        String text = ofEverythingAtOnce();
        Path file = Files.writeString(folder.resolve("metrics"), text);
        Process promtool = new ProcessBuilder(PROMTOOL, "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
        Set<String> told = text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told)
                .contains(
                        "rebootmgr_fleet_claims",
                        "rebootmgr_fleet_oldest_claim_age_seconds",
                        "rebootmgr_fleet_nodes",
                        "rebootmgr_fleet_nodes_held",
                        "rebootmgr_fleet_rollout_nodes",
                        "rebootmgr_fleet_leases",
                        "rebootmgr_fleet_pauses");
        assertThat(shown()).isNotEmpty().isSubsetOf(told);
    }

    private String ofEverythingAtOnce() throws Exception {
        try (BrowserFleet fleet = new BrowserFleet(folder)) {
            fleet.everythingAtOnce();
            try (RunningPage page = RunningPage.start(folder, fleet.http(), Map.of())) {
                return page.get("/metrics").body();
            }
        }
    }

    @Test
    void theManualNamesEveryMetricWithItsLabels() throws Exception {
        String text = ofEverythingAtOnce();

        assertThat(text).contains("rebootmgr_fleet_nodes_held{by=\"no slot free\",gate=\"slot\"} 1.0");
        Map<String, Set<String>> told = new TreeMap<>();
        SAMPLE.matcher(text).results().forEach(sample -> told.put(sample.group(1), words(LABEL, sample.group(2))));
        Map<String, Set<String>> listed = new TreeMap<>();
        LISTED.matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .forEach(row -> listed.put(row.group(1), words(CODE, row.group(2))));
        assertThat(listed).isEqualTo(told);
    }

    private static Set<String> words(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of the page's metrics those that the dashboard asks for. */
    private static Set<String> shown() throws Exception {
        Set<String> shown = new TreeSet<>();
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(Path.of("../docs/grafana.json")));
        for (JsonNode expression : dashboard.findValues("expr")) {
            METRIC.matcher(expression.asText())
                    .results()
                    .map(MatchResult::group)
                    .forEach(shown::add);
        }
        return shown;
    }
}
