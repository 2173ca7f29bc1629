package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.task.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tasks} shows the order and why, and asks no Consul. */
class TasksTest {
    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void aNodeWithTasksOfServices() {
        // Nobody listens there.
        node = new TestNode(folder.resolve("web1"), "http://127.0.0.1:1", "web1", "p", "web")
                .headed("pre_boot", "10-check", "# Step: 0")
                .headed("pre_boot", "20-nova", """
                        # Service: nova-compute
                        # After: rabbitmq galera
                        # Requires: ovs
                        # Tags: compute
                        # Once: group
                        # Timeout: 90m
                        # Author: somebody""")
                .headed("pre_boot", "30-galera", "# Service: galera")
                .headed("pre_boot", "40-ovs", "# Service: ovs")
                .task("pre_boot", "35-plain", "exit 0");
        node.write("tasks/pre_boot_tasks/README", "");
    }

    @Test
    void showsTheOrderAndWhy() {
        var shown = node.run("tasks", "--stage", "pre_boot");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).isEqualTo("""
                PRE_BOOT   STEP  SERVICE       WHY HERE                 HOW
                10-check   0     -             by name
                30-galera  50    galera        by name
                35-plain   50    -             by name
                40-ovs     50    ovs           by name
                20-nova    50    nova-compute  after 30-galera, 40-ovs  at most 1h 30m
                                               rabbitmq is not there    once in its group
                                                                        tags compute
                                                                        Author is not known
                skipped: README: not executable
                """);
    }

    @Test
    void withoutAStageItShowsAllOfThem() {
        var shown = node.run("tasks");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("20-nova    50", "POST_BOOT: nothing to run in " + node.folder + "/tasks/post_boot_tasks")
                .contains("GATE: there is no " + node.folder + "/tasks/gates.d");
        for (Stage stage : Stage.OF_TASKS) {
            assertThat(shown.out()).containsPattern("(?m)^" + stage.name() + "[ :]");
        }
    }

    @Test
    void showsItForPrograms() throws Exception {
        var shown = node.run("tasks", "--json", "--stage", "pre_boot");
        JsonNode stages =
                Json.parse(shown.out().getBytes(StandardCharsets.UTF_8)).path("stages");
        assertThat(stages).hasSize(1);
        JsonNode stage = stages.get(0);
        assertThat(stage.path("stage").asText()).isEqualTo("pre_boot");
        assertThat(stage.path("there").asBoolean()).isTrue();
        assertThat(stage.path("skipped").get(0).asText()).isEqualTo("README: not executable");
        assertThat(StreamSupport.stream(stage.path("tasks").spliterator(), false)
                        .map(task -> task.path("task").asText()))
                .containsExactly("10-check", "30-galera", "35-plain", "40-ovs", "20-nova");
        assertThat(Json.bytes(stage.path("tasks").get(4))).asString().isEqualTo("""
                {"task":"20-nova","service":"nova-compute","step":50,"after":["rabbitmq","galera"],"requires":["ovs"],\
                "behind":["30-galera","40-ovs"],"absent":["rabbitmq"],"tags":["compute"],"once":"group",\
                "timeout":"1h 30m","unknown":["Author"]}""");
    }

    @Test
    void aStageThatCannotBeOrderedSaysAllThatIsWrong() {
        node.headed("abort", "10-a", "# Requires: nowhere").headed("abort", "20-b", "# After: 20-b");
        var shown = node.run("tasks");
        assertThat(shown.code()).isEqualTo(105);
        assertThat(shown.out())
                .contains("ABORT: none of it can be run", "10-a requires nowhere", "20-b is to run after 20-b")
                .contains("20-nova");
        assertThat(node.run("tasks", "--stage", "abort_tasks").code()).isEqualTo(105);
        assertThat(node.run("tasks", "--stage", "pre_boot").code()).isZero();
        var json = node.run("tasks", "--stage", "abort", "--json");
        assertThat(json.code()).isEqualTo(105);
        assertThat(json.out()).contains("\"problems\"", "10-a requires nowhere");
    }

    @Test
    void everyStageCanBeAskedFor() {
        for (Stage stage : Stage.values()) {
            assertThat(node.run("tasks", "--stage", stage.label()).code()).isZero();
        }
    }
}
