package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a rollout brings once for a group: at its end, and by tasks of which one node does each. */
class RolloutOnceIT extends RolloutOfThree {
    /** Not on a node that nothing else may begin on. */
    @Test
    void whatComesOnceAtTheEndWaitsForANodeThatIsDisabled() {
        canary.task("hot", "10-update", "").task("finalize", "10-schema", TELL);
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third)) {
            node.run("run");
        }
        fleet.put("nodes/" + canary.name + "/config", "{\"enabled\":false}");
        canary.run("run");
        canary.run("run");
        assertThat(canary.log()).doesNotContain("finalize 10-schema");
        assertThat(state(id)).isEqualTo("running");
        String said = "finalize tasks wait: held by enabled";
        assertThat(canary.run("rollout", "status", id).out().replaceAll("\\s+", " "))
                .contains(said);
        fleet.put("nodes/" + canary.name + "/config", "{}");
        canary.run("run");
        canary.run("run");
        assertThat(state(id)).isEqualTo("done");
        assertThat(fleet.get("rollout_nodes/" + canary.name)).doesNotContain(said);
    }

    private String throughButForTheEnd(String finalizing) {
        canary.task("hot", "10-update", "").task("finalize", "10-schema", finalizing);
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third)) {
            node.run("run");
        }
        return id;
    }

    private void hasNotEnded(String id) {
        assertThat(canary.log()).doesNotContain("finalize 10-schema");
        assertThat(state(id)).isEqualTo("running");
    }

    private void ends(String id) {
        canary.run("run");
        canary.run("run");
        assertThat(canary.log().stream().filter("finalize 10-schema"::equals)).hasSize(1);
        assertThat(state(id)).isEqualTo("done");
    }

    @Test
    void whatComesOnceAtTheEndWaitsUnderAPauseAndUnderAStop() {
        String id = throughButForTheEnd("");
        for (String key :
                List.of("pause", "groups/" + fleet.group + "/pause", "stop", "nodes/" + canary.name + "/stop")) {
            fleet.put(key, "a freeze");
            canary.run("run");
            canary.run("run");
            hasNotEnded(id);
            fleet.delete(key);
        }
        ends(id);
    }

    @Test
    void whatComesOnceAtTheEndWaitsForALease() {
        String id = throughButForTheEnd("");
        var leased =
                second.run("lease", "acquire", canary.name, "--purpose", "maintenance", "--reason", "disk", "--hold");
        assertThat(leased.code()).as(leased.err()).isZero();
        canary.run("run");
        canary.run("run");
        hasNotEnded(id);
        assertThat(second.run(
                                "lease",
                                "release",
                                canary.name,
                                "--id",
                                leased.out().strip())
                        .code())
                .isZero();
        ends(id);
    }

    /** It is no claim, and the node is disturbed all the same. */
    @Test
    void aNodeAtWhatComesOnceAtTheEndIsNotLeased() {
        String id = throughButForTheEnd("while ! test -e $(dirname $0)/../../go; do sleep 0.1; done");
        try (var threads = Executors.newCachedThreadPool()) {
            var run = CompletableFuture.supplyAsync(
                    () -> {
                        canary.run("run");
                        return canary.run("run");
                    },
                    threads);
            try {
                Await.until(() -> canary.log().contains("finalize 10-schema"), Await.BOUND, "the task runs");
                var leased = second.run(
                        "lease", "acquire", canary.name, "--purpose", "maintenance", "--reason", "disk", "--hold");
                assertThat(leased.code()).as(leased.err()).isEqualTo(12);
                assertThat(leased.err()).contains("once for its group", id);
            } finally {
                canary.write("go", "");
            }
            assertThat(run.join().code()).as(run.join().err()).isZero();
        }
        ends(id);
    }

    @Test
    void whatComesOnceAtTheEndIsDoneByOneNode() {
        for (TestNode node : List.of(canary, second)) {
            node.task("hot", "10-update", "").task("finalize", "10-migrate", TELL);
        }
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third, canary, second, third, canary, second)) {
            node.run("run");
        }
        assertThat(state(id)).isEqualTo("done");
        List<String> all = new ArrayList<>(canary.log());
        all.addAll(second.log());
        assertThat(all.stream().filter(line -> line.equals("finalize 10-migrate")))
                .hasSize(1);
        assertThat(all).contains("hot v2 rest");
        assertThat(fleet.has("rollout_locks")).isFalse();
    }

    @Test
    void ofWhatComesAtTheEndNothingThatSucceededComesAgain() {
        canary.task("hot", "10-update", "")
                .task("finalize", "10-schema", TELL)
                .task("finalize", "20-announce", "test -e $(dirname $0)/../../ready || exit 75");
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third, canary, canary)) {
            node.run("run");
        }
        assertThat(state(id)).isEqualTo("running");
        canary.write("ready", "");
        canary.run("run");
        canary.run("run");
        assertThat(state(id)).isEqualTo("done");
        assertThat(canary.log().stream().filter(line -> line.equals("finalize 10-schema")))
                .hasSize(1);
    }

    @Test
    void finalizeTasksThatFailLeaveItFailedUntilTheyAreRetried() {
        canary.task("hot", "10-update", "").task("finalize", "10-migrate", "exit 4");
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third, canary)) {
            node.run("run");
        }
        assertThat(state(id)).isEqualTo("failed");
        assertThat(status(id).path("why").toString())
                .contains(
                        "10-migrate failed with exit 4",
                        "its finalize tasks failed: once that is mended, `rebootmgr rollout retry " + id
                                + "` runs them")
                .doesNotContain("than it bears");
        canary.task("finalize", "10-migrate", "exit 0");
        order("retry", id);
        canary.run("run");
        canary.run("run");
        assertThat(state(id)).isEqualTo("done");
    }

    private static final String ONCE = "# Once: group";

    private long ran(String line) {
        List<String> all = new ArrayList<>(canary.log());
        all.addAll(second.log());
        all.addAll(third.log());
        return all.stream().filter(line::equals).count();
    }

    @Test
    void aTaskForTheGroupRunsOnTheFirstNodeThatGetsThere() {
        for (TestNode node : List.of(canary, second, third)) {
            node.headed("hot", "10-schema", ONCE).task("hot", "20-update", "");
        }
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third)) {
            runs(node, 0, "");
        }
        assertThat(state(id)).isEqualTo("done");
        assertThat(ran("hot 10-schema")).isOne();
        assertThat(ran("hot 20-update")).isEqualTo(3);
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_once"))
                .as("its mark stays for whoever is at it still")
                .singleElement()
                .asString()
                .contains(id);
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_locks")).isEmpty();
    }

    @Test
    void aTaskForTheGroupThatFailedIsTriedAgainByWhoeverComes() {
        canary.headed("hot", "10-schema", ONCE);
        String good = canary.read("tasks/hot_tasks/10-schema");
        canary.executable("tasks/hot_tasks/10-schema", good + "exit 3\n");
        second.headed("hot", "10-schema", ONCE);
        third.task("hot", "20-update", "");
        String id = start("hot", "--canaries", canary.name + "," + second.name, "--max-failed", "1");
        runs(canary, 100, "10-schema failed");
        runs(second, 100, "it failed on " + canary.name);
        assertThat(second.log()).isEmpty();
        assertThat(state(id)).isEqualTo("failed");

        canary.executable("tasks/hot_tasks/10-schema", good);
        order("retry", id);
        runs(second, 0, "");
        runs(canary, 0, "");
        runs(third, 0, "");
        assertThat(state(id)).isEqualTo("done");
        assertThat(ran("hot 10-schema")).as("failed, then done").isEqualTo(2);
    }

    private static final String UNTIL_GO = "while ! test -e $(dirname $0)/../../go; do sleep 0.1; done\n";

    /** The canary is at the task for the group while the second node comes. */
    private CompletableFuture<TestNode.Result> canaryIsAtIt(Executor threads) {
        canary.headed("hot", "10-schema", ONCE);
        canary.executable("tasks/hot_tasks/10-schema", canary.read("tasks/hot_tasks/10-schema") + UNTIL_GO);
        second.headed("hot", "10-schema", ONCE);
        third.task("hot", "20-update", "");
        start("hot", "--canaries", canary.name + "," + second.name);
        var run = CompletableFuture.supplyAsync(() -> canary.run("run"), threads);
        Await.until(() -> canary.log().contains("hot 10-schema"), Await.BOUND, "the task runs");
        return run;
    }

    private void secondWaits() {
        runs(second, 10, "comes once for the group: " + canary.name + " is at it");
        assertThat(second.log()).isEmpty();
        assertThat(stateOf(second)).isNotEqualTo("failed");
        assertThat(json(fleet.get("nodes/" + second.name + "/status"))
                        .path("failures")
                        .asInt())
                .as("to wait is no failure")
                .isZero();
    }

    @Test
    void whoComesWhileAnotherNodeIsAtATaskForTheGroupWaitsAndThenPassesItBy() {
        try (var threads = Executors.newCachedThreadPool()) {
            var run = canaryIsAtIt(threads);
            try {
                secondWaits();
            } finally {
                canary.write("go", "");
            }
            assertThat(run.join().code()).as(run.join().err()).isZero();
        }
        runs(second, 0, "");
        assertThat(stateOf(second)).isEqualTo("ok");
        assertThat(ran("hot 10-schema")).isOne();
    }

    /** Its run was killed, say: a session that nobody renews ends by itself. */
    @Test
    void aTaskForTheGroupWhoseNodeHasLostItsSessionIsTakenOverByTheNext() {
        try (var threads = Executors.newCachedThreadPool()) {
            var run = canaryIsAtIt(threads);
            try {
                secondWaits();
                String lock = fleet.api().keys(fleet.prefix + "/rollout_locks").getFirst();
                String session = fleet.api()
                        .get("/v1/kv/" + lock)
                        .path(0)
                        .path("Session")
                        .asText();
                fleet.api().put("/v1/session/destroy/" + session, "");
                assertThat(run.join().code()).as(run.join().err()).isEqualTo(10);
                assertThat(run.join().err()).contains("10-schema was ended");
            } finally {
                canary.write("go", "");
            }
        }
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_once")).isEmpty();
        runs(second, 0, "");
        runs(canary, 0, "");
        assertThat(second.log()).containsExactly("hot 10-schema");
        assertThat(canary.log()).containsExactly("hot 10-schema");
    }

    /** What is committed goes on, and comes by the task later. */
    @Test
    void theMarkOfATaskForTheGroupOutlivesAnAbort() {
        canary.headed("hot", "10-schema", ONCE);
        String id = start("hot");
        runs(canary, 0, "");
        order("abort", id);
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_once"))
                .singleElement()
                .asString()
                .contains(id);
    }

    @Test
    void outsideARolloutATaskForTheGroupAlwaysRuns() {
        for (TestNode node : List.of(canary, second)) {
            node.headed("hot", "10-schema", ONCE);
            assertThat(node.run("request", node.name, "--change", "hot", "--reason", "by hand")
                            .code())
                    .isZero();
            runs(node, 0, "");
        }
        assertThat(ran("hot 10-schema")).isEqualTo(2);
    }
}
