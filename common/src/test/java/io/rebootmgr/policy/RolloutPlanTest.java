package io.rebootmgr.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.policy.RolloutPlan.Reading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan's waves: read, or refused with all that is wrong and where. */
class RolloutPlanTest {
    private static Reading read(String json) {
        return RolloutPlan.read("plan.json", json.getBytes(UTF_8));
    }

    private static List<String> problems(String json) {
        assertThat(read(json)).isInstanceOf(Reading.Invalid.class);
        return ((Reading.Invalid) read(json))
                .problems().stream().map(Problem::text).toList();
    }

    @Test
    void everyFieldIsRead() {
        Reading reading = read("""
                {"waves": [{"name": "first", "nodes": ["web[1-2]", "@db"], "groups": ["cache"], "soak": "2h", "limit": 3},
                           {"name": "50%", "percent": 50}]}""");
        List<PlannedWave> waves = ((Reading.Read) reading).plan().waves();
        PlannedWave first = waves.getFirst();
        assertThat(first.nodes().texts()).containsExactly("web[1-2]", "@db");
        assertThat(first.names("web2", "web")).isTrue();
        assertThat(first.names("x", "cache")).isTrue();
        assertThat(first.names("x", "db")).isTrue();
        assertThat(first.names("web3", "web")).isFalse();
        assertThat(first.soak()).contains(Duration.ofHours(2));
        assertThat(first.limit()).contains(3);
        assertThat(waves.getLast().percent()).contains(50);
        assertThat(waves.getLast().soak()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        []                                    | plan.json is an empty list, expected an object with waves
        {}                                    | plan.json: waves is missing
        {"waves": []}                         | plan.json: waves is an empty list, expected a list of 1 to 50 waves
        {"waves": [{"nodes": "a"}]}           | plan.json: waves[0].name is missing
        {"waves": [{"name": "a b", "nodes": "a"}]} | plan.json: waves[0].name is "a b", expected a name of letters
        {"waves": [{"name": "a"}]}            | plan.json: waves[0] says no nodes, expected at least one of nodes, groups, percent
        {"waves": [{"name": "a", "nodse": 1}]} | plan.json: waves[0].nodse is unknown; did you mean nodes?
        {"waves": [{"name": "a", "nodes": "a[2-1]"}]} | plan.json: waves[0].nodes is "a[2-1]", at character 3
        {"waves": [{"name": "a", "groups": ["x/y"]}]} | plan.json: waves[0].groups[0] is "x/y", expected a group's name
        {"waves": [{"name": "a", "percent": 101}]} | plan.json: waves[0].percent is 101, expected a whole number from 1 to 100
        {"waves": [{"name": "a", "percent": 50}, {"name": "b", "percent": 50}]} | plan.json: waves[1].percent is 50, expected more than the 50 of a wave before it
        {"waves": [{"name": "a", "nodes": "a"}, {"name": "a", "nodes": "b"}]} | plan.json: waves[1].name is "a", as of a wave before it
        {"waves": [{"name": "a", "nodes": "a", "soak": "x"}]} | plan.json: waves[0].soak is "x", expected a duration
        {"waves": [{"name": "a", "nodes": "a", "limit": 0}]} | plan.json: waves[0].limit is 0, expected a whole number from 1 to 100000
        {"waves": [{"name": "rest", "nodes": "a"}, {"name": "b", "nodes": "b"}]} | plan.json: waves has a wave rest before others
        {"waves": [{"name": "b", "nodes": "b"}, {"name": "canaries", "nodes": "a"}]} | plan.json: waves has a wave canaries behind others
        {"waves"                              | plan.json is not JSON
        """)
    void whatIsWrongIsToldWithItsPlace(String json, String expected) {
        assertThat(problems(json)).anySatisfy(problem -> assertThat(problem).startsWith(expected));
    }

    @Test
    void allOfItAtOnce() {
        assertThat(
                        problems(
                                "{\"waves\":[{\"name\":\"\",\"nodes\":1,\"soak\":2},{\"name\":\"b\",\"percent\":0,\"limit\":-1}],\"x\":1}"))
                .hasSize(6);
    }

    @Test
    void aPlanHasAnEnd() {
        assertThat(problems("{\"waves\":[" + "{\"name\":\"a\",\"percent\":1},".repeat(50)
                        + "{\"name\":\"b\",\"percent\":2}]}"))
                .anySatisfy(problem -> assertThat(problem).contains("expected a list of 1 to 50 waves"));
        assertThat(problems(" ".repeat(70_000)))
                .anySatisfy(problem -> assertThat(problem).contains("more than 65536"));
    }
}
