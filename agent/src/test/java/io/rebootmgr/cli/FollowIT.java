package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that rolls out by itself what is published, on a real Consul. */
class FollowIT {
    private static final int ROUNDS = 5;
    private static final int MOST_RUNS = 12;

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private List<TestNode> nodes;

    @BeforeEach
    void threeNodesOfAGroupThatFollows() {
        fleet = new TestFleet(folder).policy("{\"follow\":\"minor\",\"rollout\":{\"change\":\"hot\",\"soak\":\"0s\"}}");
        nodes = List.of(fleet.node(1), fleet.node(2), fleet.node(3));
        for (TestNode node : nodes) {
            node.task("hot", "10-update", "echo \"$REBOOTMGR_VERSION\" >> $(dirname $0)/../../log");
            fleet.put(
                    "nodes/" + node.name + "/status",
                    ("{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"%s\","
                                    + "\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}")
                            .formatted(fleet.group, node.read("boot_id")));
        }
    }

    private void publish(String version, String kind) {
        var run = nodes.getFirst().run("version", "publish", version, "--kind", kind);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private void everybodyRuns(int times) {
        for (int time = 0; time < times; time++) {
            nodes.forEach(node -> assertThat(node.run("run").code()).isZero());
        }
    }

    private long started() {
        return nodes.getFirst()
                .run("history", "--rollouts")
                .out()
                .lines()
                .filter(line -> line.contains("started"))
                .count();
    }

    @Test
    void rollsANewVersionOutOnce() {
        publish("v1", "minor");
        everybodyRuns(4);
        for (TestNode node : nodes) {
            assertThat(node.log()).containsExactly("hot 10-update", "v1");
            assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"version\":\"v1\"");
        }
        everybodyRuns(2);
        assertThat(started()).isOne();
        publish("v2", "minor");
        everybodyRuns(4);
        assertThat(nodes.getLast().log()).endsWith("hot 10-update", "v2");
        assertThat(started()).isEqualTo(2);
    }

    /** The key {@code published} is a short form for idle runs: what is published stands in {@code versions}. */
    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{\"minor\":5}", "{}", "[]"})
    void goesByTheVersionsThemselvesWhereTheirShortFormCannotBeRead(String garbled) {
        publish("v1", "minor");
        fleet.put("published", garbled);
        TestNode first = nodes.getFirst();
        String key = fleet.prefix + "/published";
        assertThat(first.run("status").out()).contains(key).contains("writes it anew");

        everybodyRuns(5);
        nodes.forEach(node -> assertThat(node.log()).containsExactly("hot 10-update", "v1"));
        assertThat(started()).isOne();

        publish("v2", "minor");
        assertThat(fleet.get("published")).isEqualTo("{\"minor\":\"v2\",\"all\":\"v2\"}");
        assertThat(first.run("status").out()).doesNotContain(key);
    }

    /** It would be the same as a key that was garbled. */
    @Test
    void leavesNothingThatNamesNoVersionBehindTheLastThatIsRetracted() {
        publish("v1", "minor");
        assertThat(nodes.getFirst().run("version", "retract", "v1").code()).isZero();
        assertThat(fleet.has("published")).isFalse();
        fleet.put("published", "{}");
        assertThat(nodes.getFirst().run("status").out())
                .as("as an older agent leaves it")
                .doesNotContain(fleet.prefix + "/published");
    }

    /** It goes by the policy as it is now, which somebody may change for another reason. */
    @Test
    void whatAChangedPolicyHoldsIsShownAsHeldWithBothWaysOut() {
        publish("v1", "minor");
        TestNode first = nodes.getFirst();
        for (int runs = 0; runs < 3 && !fleet.has("rollouts"); runs++) {
            assertThat(first.run("run").code()).isZero();
        }
        assertThat(first.run("rollout", "list").out()).containsPattern("v1 +running");
        fleet.policy("{\"follow\":\"minor\",\"rollout\":{\"change\":\"drain\",\"soak\":\"0s\"}}");

        for (String command : List.of("list", "status")) {
            assertThat(first.run("rollout", command).out().replaceAll("\\s+", " "))
                    .as(command)
                    .contains(
                            "held",
                            "not what the policy's `rollout` and `canaries` of its group say",
                            "put them back and it goes on",
                            "`rebootmgr rollout abort ")
                    .doesNotContain("running");
            assertThat(first.run("rollout", command, "--json").out())
                    .contains("\"state\" : \"running\"", "\"held\" : true");
        }
        fleet.policy("{\"follow\":\"none\"}");
        assertThat(first.run("rollout", "list").out().replaceAll("\\s+", " "))
                .contains("follows no version; if the policy's `follow` was changed since it began, put it back");

        fleet.policy("{\"follow\":\"minor\",\"rollout\":{\"change\":\"hot\",\"soak\":\"0s\"}}");
        assertThat(first.run("rollout", "list").out()).containsPattern("v1 +running");
    }

    /** Who sees the version first begins with it, and all see it in the same moment. */
    @Test
    void beginsOnceWhereAllNodesRunAtTheSameMoment() {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int round = 1; round <= ROUNDS; round++) {
                publish("v" + round, "minor");
                for (int runs = 0; runs < MOST_RUNS && !isOver(round); runs++) {
                    CyclicBarrier together = new CyclicBarrier(nodes.size());
                    List<CompletableFuture<TestNode.Result>> all = nodes.stream()
                            .map(node -> CompletableFuture.supplyAsync(() -> runAtOnce(node, together), threads))
                            .toList();
                    assertThat(all)
                            .allSatisfy(one -> assertThat(one.join().code())
                                    .as(one.join().err())
                                    .isIn(0, 4));
                }
                assertThat(isOver(round)).as("v%d is on all nodes", round).isTrue();
                assertThat(started()).as("rollouts started by round %d", round).isEqualTo(round);
                for (TestNode node : nodes) {
                    assertThat(node.log().stream().filter(("v" + round)::equals))
                            .as("hot tasks of %s in round %d", node.name, round)
                            .hasSize(1);
                }
            }
        }
    }

    /** On all nodes, and nothing is under way. */
    private boolean isOver(int round) {
        String version = "\"version\":\"v" + round + "\"";
        return nodes.stream()
                        .allMatch(node ->
                                fleet.get("nodes/" + node.name + "/status").contains(version))
                && !nodes.getFirst().run("rollout", "list").out().contains("running");
    }

    private static TestNode.Result runAtOnce(TestNode node, CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
        return node.run("run");
    }

    @Test
    void passesOverWhatItDoesNotFollowAndWhatItHadBefore() {
        publish("v2", "major");
        everybodyRuns(2);
        assertThat(fleet.has("rollouts")).isFalse();

        fleet.policy("{\"follow\":\"all\",\"rollout\":{\"change\":\"hot\",\"soak\":\"0s\"}}");
        var start = nodes.getFirst().run("rollout", "start", "v2", "--change", "hot");
        assertThat(start.code()).as(start.err()).isZero();
        var abort = nodes.getFirst().run("rollout", "abort", start.out().strip());
        assertThat(abort.code()).as(abort.err()).isZero();
        everybodyRuns(2);
        assertThat(nodes.getFirst().log()).as("somebody has ended it").isEmpty();
        assertThat(started()).isOne();
    }

    @Test
    void beginsNothingWhereThePolicyDoesNotSayEnough() {
        fleet.policy("{\"follow\":\"minor\"}");
        publish("v1", "minor");
        everybodyRuns(2);
        assertThat(fleet.has("rollouts")).isFalse();
        assertThat(fleet.get("groups/" + fleet.group + "/followed"))
                .as("one has tried, and it is tried again after a while")
                .contains("\"version\":\"v1\"", "\"begun\":true");
    }

    /** The canary that the policy names, then the others, then what comes once at the end. */
    @Test
    void theCanariesOfThePolicyGoFirstAndThenTheOthersToTheEnd() {
        TestNode canary = nodes.get(1);
        fleet.policy(("{\"follow\":\"minor\",\"canaries\":\"%s\","
                        + "\"rollout\":{\"change\":\"hot\",\"waves\":\"100%%\",\"soak\":\"0s\"}}")
                .formatted(canary.name));
        nodes.forEach(
                node -> node.task("finalize", "10-schema", "echo \"$REBOOTMGR_VERSION\" >> $(dirname $0)/../../log"));
        publish("v1", "minor");
        TestNode first = nodes.getFirst();
        for (int runs = 0; runs < 3 && !fleet.has("rollouts"); runs++) {
            var run = first.run("run", "-v");
            assertThat(run.code()).as(run.out() + run.err()).isZero();
        }
        assertThat(fleet.get("rollouts")).contains("\"canaries\"", "policy follow@" + first.name);
        assertThat(first.run("rollout", "status").out()).contains("wave canaries waits for " + canary.name);
        for (TestNode other : List.of(first, nodes.getLast())) {
            assertThat(other.run("run").code()).isZero();
            assertThat(other.log()).as("the canary has not gone").isEmpty();
        }

        assertThat(canary.run("run").code()).isZero();
        assertThat(canary.log()).startsWith("hot 10-update", "v1");
        everybodyRuns(3);

        for (TestNode node : nodes) {
            assertThat(node.log()).startsWith("hot 10-update", "v1");
            assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"version\":\"v1\"");
        }
        assertThat(nodes.stream().flatMap(node -> node.log().stream()).filter("finalize 10-schema"::equals))
                .hasSize(1);
        assertThat(first.run("rollout", "list").out())
                .containsPattern("v1 +done")
                .doesNotContain("running", "gone");
        assertThat(first.run("version", "list").out()).contains("v1");
        assertThat(first.run("report").out()).containsPattern(fleet.group + " +v1");
        assertThat(started()).isOne();
    }
}
