package io.rebootmgr.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The example dashboard is one that Grafana imports: no kept Grafana can be had from the package registries, so what
 * its schema asks for is asked for here. {@link NodeMetricsTest} holds its metrics against those that there are,
 * {@code scripts/alerts} its queries.
 */
class DashboardTest {
    private static final int COLUMNS = 24;

    private JsonNode dashboard;
    private List<JsonNode> panels;

    @BeforeEach
    void read() throws Exception {
        dashboard = new ObjectMapper().readTree(Files.readString(Path.of("../docs/grafana.json")));
        panels = list(dashboard.path("panels"));
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    private Stream<JsonNode> showing() {
        return panels.stream().filter(panel -> !panel.path("type").asText().equals("row"));
    }

    private Stream<JsonNode> targets() {
        return showing().flatMap(panel -> list(panel.path("targets")).stream());
    }

    @Test
    void hasWhatAnImportAsksFor() {
        assertThat(dashboard.path("id").isNull())
                .as("an id is given by each Grafana")
                .isTrue();
        assertThat(dashboard.path("uid").asText()).isEqualTo("rebootmgr");
        assertThat(dashboard.path("title").asText()).isNotEmpty();
        assertThat(dashboard.path("schemaVersion").asInt()).isBetween(36, 41);
        assertThat(dashboard.path("time").path("from").asText()).startsWith("now-");
        assertThat(dashboard.path("time").path("to").asText()).isEqualTo("now");
        assertThat(panels).isNotEmpty();
    }

    @Test
    void everyPanelSaysWhatItShows() {
        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels).extracting(panel -> panel.path("title").asText()).doesNotHaveDuplicates();
        showing().forEach(panel -> {
            String title = panel.path("title").asText();
            assertThat(panel.path("type").asText()).as(title).isIn("stat", "timeseries", "table", "bargauge");
            assertThat(panel.path("description").asText()).as(title).endsWith(".");
            assertThat(panel.path("datasource").path("uid").asText()).as(title).isEqualTo("${datasource}");
            assertThat(panel.path("fieldConfig").path("defaults").isObject())
                    .as(title)
                    .isTrue();
            assertThat(panel.path("fieldConfig").path("overrides").isArray())
                    .as(title)
                    .isTrue();
            assertThat(panel.path("options").isObject()).as(title).isTrue();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            assertThat(list(panel.path("targets")))
                    .as(title)
                    .extracting(target -> target.path("refId").asText())
                    .doesNotHaveDuplicates()
                    .doesNotContain("");
        });
        targets().forEach(target -> {
            assertThat(target.path("expr").asText()).isNotEmpty();
            assertThat(target.path("datasource").path("type").asText()).isEqualTo("prometheus");
        });
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<Integer> taken = new HashSet<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt(-1)).isNotNegative();
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isBetween(1, COLUMNS);
            for (int y = at.path("y").asInt();
                    y < at.path("y").asInt() + at.path("h").asInt();
                    y++) {
                for (int x = at.path("x").asInt();
                        x < at.path("x").asInt() + at.path("w").asInt();
                        x++) {
                    assertThat(taken.add(y * COLUMNS + x))
                            .as(panel.path("title").asText() + " at " + x + "," + y)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void usesEveryVariableAndNoOther() {
        Set<String> defined = new TreeSet<>();
        dashboard
                .path("templating")
                .path("list")
                .forEach(v -> defined.add(v.path("name").asText()));
        Set<String> used = new TreeSet<>();
        Pattern.compile("\\$\\{?([a-z]+)")
                .matcher(dashboard.toString())
                .results()
                .map(MatchResult.class::cast)
                .forEach(match -> used.add(match.group(1)));

        assertThat(used).isEqualTo(defined);
        targets()
                .map(target -> target.path("expr").asText())
                .forEach(query ->
                        assertThat(query).as("of the jobs that were chosen").contains("job=~\"$job\""));
    }

    /** The columns that a table names, sorts by and gives a unit are those that its queries make. */
    @Test
    void tablesNameColumnsThatThereAre() {
        showing().filter(panel -> panel.path("type").asText().equals("table")).forEach(panel -> {
            String title = panel.path("title").asText();
            Set<String> columns = new TreeSet<>();
            List<JsonNode> targets = list(panel.path("targets"));
            for (JsonNode target : targets) {
                columns.add(
                        targets.size() == 1
                                ? "Value"
                                : "Value #" + target.path("refId").asText());
                Pattern.compile("^max by \\(([a-z, ]+)\\)")
                        .matcher(target.path("expr").asText())
                        .results()
                        .forEach(by -> columns.addAll(List.of(by.group(1).split(", "))));
                assertThat(target.path("format").asText()).as(title).isEqualTo("table");
            }
            JsonNode organize = list(panel.path("transformations")).getLast().path("options");
            JsonNode renamed = organize.path("renameByName");
            Set<String> shown = new TreeSet<>();
            columns.stream()
                    .filter(column ->
                            !organize.path("excludeByName").path(column).asBoolean())
                    .forEach(column -> shown.add(renamed.path(column).asText(column)));
            Set<String> ordered = new TreeSet<>();
            organize.path("indexByName").fieldNames().forEachRemaining(ordered::add);

            assertThat(columns).as(title).containsAll(ordered);
            assertThat(shown).as(title).noneMatch(column -> column.startsWith("Value"));
            panel.path("options")
                    .path("sortBy")
                    .forEach(sort -> assertThat(shown)
                            .as(title)
                            .contains(sort.path("displayName").asText()));
            panel.path("fieldConfig")
                    .path("overrides")
                    .forEach(override -> assertThat(shown)
                            .as(title)
                            .contains(override.path("matcher").path("options").asText()));
        });
    }
}
