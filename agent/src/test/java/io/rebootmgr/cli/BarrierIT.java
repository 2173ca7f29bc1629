package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nodes of a wave keep step, on a real Consul. */
class BarrierIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode first;
    private TestNode second;
    private TestNode third;

    @BeforeEach
    void threeNodes() {
        fleet = new TestFleet(folder).policy("{}");
        first = known(1).headed("hot", "stop", "# Step: 10").headed("hot", "start", "# Step: 20");
        second = known(2).headed("hot", "stop", "# Step: 10").headed("hot", "start", "# Step: 20");
        third = known(3).headed("hot", "start", "# Step: 20");
    }

    private TestNode known(int number) {
        TestNode node = fleet.node(number).env("USER", "alice");
        assertThat(node.run("run").code()).isZero();
        return node;
    }

    private String start(String... more) {
        List<String> args =
                new ArrayList<>(List.of("rollout", "start", "v2", "--change", "hot", "--barrier", "--waves", "100%"));
        args.addAll(List.of(more));
        if (!args.contains("--soak")) {
            args.addAll(List.of("--soak", "0s"));
        }
        var run = first.run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    private static void runs(TestNode node, int code, String said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(said);
    }

    /** All have come to their first step. */
    private void allHaveSaidSo() {
        runs(first, 10, "waits before step 10 until all of wave 100% have come to it: ");
        runs(second, 10, third.name + " (has not begun)");
        runs(third, 10, first.name + " (at step 10)");
    }

    @Test
    void noneBeginsAStepBeforeAllHaveDoneThoseBefore() {
        String id = start();
        allHaveSaidSo();
        assertThat(first.log()).isEmpty();
        assertThat(fleet.get("groups/" + fleet.group + "/hot"))
                .as("who waits gives its slot back")
                .doesNotContain(first.name);
        runs(third, 13, "waits before step 20 until all of wave 100% have come to it: ");
        assertThat(third.run("check").out()).contains("waits before step 20", first.name + " (at step 10)");

        runs(first, 10, "waits before step 20");
        assertThat(first.log()).containsExactly("hot stop");
        runs(first, 13, second.name + " (at step 10)");
        runs(second, 0, "");
        assertThat(second.log()).containsExactly("hot stop", "hot start");
        runs(third, 0, "");
        runs(first, 0, "");
        assertThat(first.log()).as("each step once").containsExactly("hot stop", "hot start");
        assertThat(third.log()).containsExactly("hot start");
        assertThat(first.run("rollout", "status", id).out()).contains("done");
    }

    @Test
    void whoFailedGoesOnFromTheStepThatFailedAndHoldsNobodyOnceItIsSkipped() {
        String id = start("--max-failed", "1");
        allHaveSaidSo();
        runs(first, 10, "");
        second.task("hot", "start", "### BEGIN REBOOTMGR INFO\n# Step: 20\n### END REBOOTMGR INFO\nexit 1");
        runs(second, 100, "start failed");
        runs(first, 0, "");
        assertThat(first.run("rollout", "retry", id, second.name).code()).isZero();
        runs(third, 0, "");
        second.headed("hot", "start", "# Step: 20");
        runs(second, 0, "");
        assertThat(second.log()).containsExactly("hot stop", "hot start", "hot start");
    }

    @Test
    void whoIsSkippedIsNotWaitedFor() {
        String id = start();
        runs(first, 10, "");
        for (TestNode node : List.of(second, third)) {
            assertThat(first.run("rollout", "skip", id, node.name).code()).isZero();
        }
        runs(first, 0, "");
        assertThat(first.log()).containsExactly("hot stop", "hot start");
    }

    /** A part of the tasks ran before they asked. */
    @Test
    void whatOthersAskForIsNotDoneByAPartOfIt() {
        start();
        allHaveSaidSo();
        runs(first, 10, "");
        assertThat(second.run("request", first.name, "--change", "hot", "--reason", "another")
                        .code())
                .isZero();
        runs(second, 0, "");
        runs(first, 0, "");
        assertThat(fleet.get("nodes/" + first.name + "/change_required")).contains("another");
    }

    @Test
    void aTaskThatComesInBetweenIsDoneWhateverItsStep() {
        start();
        allHaveSaidSo();
        runs(first, 10, "waits before step 20");
        first.headed("hot", "late", "# Step: 15");
        runs(second, 0, "");
        runs(first, 0, "");
        assertThat(first.log()).containsExactly("hot stop", "hot late", "hot start");
    }

    /** What it changed may be gone. */
    @Test
    void aBootInBetweenBeginsItsStepsAnew() {
        start();
        allHaveSaidSo();
        runs(first, 10, "waits before step 20");
        first.boot();
        runs(second, 0, "");
        runs(first, 0, "");
        assertThat(first.log()).containsExactly("hot stop", "hot stop", "hot start");
    }

    /** Somebody has corrected a task that had said that all is well. */
    @Test
    void whoIsRetriedAfterAllItsStepsDoesAllOfThem() {
        String id = start("--soak", "1h", "--max-failed", "1");
        allHaveSaidSo();
        runs(first, 10, "");
        runs(second, 0, "");
        runs(third, 0, "");
        runs(first, 0, "");
        fleet.put(
                "rollouts",
                fleet.get("rollouts")
                        .replace(
                                "\"state\":\"running\"",
                                "\"state\":\"running\",\"fallen\":[{\"node\":\"" + first.name
                                        + "\",\"reason\":\"its service died\",\"at\":\"2026-01-01T00:00:00Z\"}]"));
        var retry = first.run("rollout", "retry", id, first.name);
        assertThat(retry.code()).as(retry.err()).isZero();
        runs(first, 0, "");
        assertThat(first.log()).containsExactly("hot stop", "hot start", "hot stop", "hot start");
    }

    @Test
    void onlyAHotChangeCanWaitBetweenItsSteps() {
        var run = first.run("rollout", "start", "v2", "--change", "drain", "--barrier", "--waves", "100%");
        assertThat(run.code()).isEqualTo(64);
        assertThat(run.err()).contains("--barrier is for rollouts of hot changes");
    }
}
