package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes of a node that serves all the while: what is asked, what stands where meanwhile, and what a failure leaves.
 */
class HotIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void fleet() {
        fleet = new TestFleet(folder).policy("{\"settle\":\"0s\"}");
        node = drainable(fleet.node(1));
    }

    private static TestNode drainable(TestNode node) {
        return node.task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("abort", "10-undrain", "exit 0");
    }

    private void needs(TestNode which) {
        fleet.put("nodes/" + which.name + "/change_required", "{\"kind\":\"hot\",\"reason\":\"new packages\"}");
    }

    private String hot() {
        return fleet.get("groups/" + fleet.group + "/hot");
    }

    private String status(TestNode which) {
        return fleet.get("nodes/" + which.name + "/status");
    }

    private CompletableFuture<TestNode.Result> blocked(TestNode which) {
        which.task("hot", "10-update", "while ! test -e " + folder + "/go; do sleep 0.1; done");
        needs(which);
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> which.run("run"));
        Await.until(() -> which.log().contains("hot 10-update"), SOON, "the change has begun");
        return run;
    }

    private void go() throws Exception {
        Files.writeString(folder.resolve("go"), "");
    }

    @Test
    void itsTasksAloneRunAndNothingIsTakenOutOfService() {
        node.task("hot", "10-update", "test \"$REBOOTMGR_CHANGE\" = hot -a \"$REBOOTMGR_STAGE\" = hot")
                .task("drained", "10-update", "exit 1");
        needs(node);

        var check = node.run("check");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.out()).contains("would change this node now, in service", "new packages");
        var dry = node.run("run", "--dry-run");
        assertThat(dry.out()).contains("would change this node now, in service; rehearsed tasks: 1 hot");
        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("changed in service: new packages");
        assertThat(node.log()).containsExactly("hot 10-update dry", "hot 10-update");
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("groups/" + fleet.group + "/slots")).isFalse();
        assertThat(fleet.has("groups/" + fleet.group + "/preparing/" + node.name))
                .isFalse();
        assertThat(fleet.has("nodes/" + node.name + "/change_required")).isFalse();
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"change\":\"hot\"", "hot_tasks");
        assertThat(status(node)).contains("\"state\":\"idle\"", "\"failures\":0");
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(node.run("history", node.name).out()).contains("new packages", "done in", "change    hot");
        assertThat(node.run("run").out()).contains("nothing to do");
    }

    @Test
    void soManyAtOnceAndBesideThoseThatGo() throws Exception {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        var first = blocked(node);
        TestNode second = drainable(fleet.node(2)).task("hot", "10-update", "exit 0");
        needs(second);

        var held = second.run("run");

        assertThat(held.code()).as(held.err()).isEqualTo(4);
        assertThat(held.err()).contains("1 of 1 hot slot taken", node.name);
        assertThat(fleet.has("hot_waiting/" + fleet.group + "/" + second.name)).isTrue();
        assertThat(fleet.get("groups/" + fleet.group + "/hot_next")).contains(second.name);
        assertThat(fleet.has("waiting/" + fleet.group + "/" + second.name)).isFalse();
        assertThat(second.run("check").code()).isEqualTo(4);
        // A slot of those that go is none of these.
        fleet.delete("nodes/" + second.name + "/change_required");
        assertThat(second.wantsReboot().run("run").code()).isZero();
        assertThat(second.log()).containsExactly("pre_boot 10-drain", "reboot");
        assertThat(fleet.has("hot_waiting/" + fleet.group + "/" + second.name)).isFalse();

        go();
        assertThat(first.join().code()).isZero();
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void whoIsAtOneIsToldAsThatAndAsNoReboot() throws Exception {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        var first = blocked(node);
        TestNode second = drainable(fleet.node(2)).task("hot", "10-update", "exit 0");
        needs(second);
        assertThat(second.run("run").err()).contains(node.name + " (changing in service)");

        String status = second.run("status").out();
        assertThat(status)
                .contains("2 nodes: 1 changing in service, 1 waiting", "1 in progress, 1 waiting")
                .doesNotContain("unfinished", "preparing");
        assertThat(status).as("who waits for a hot slot").containsPattern("hot 1/1 +1 +" + node.name);
        assertThat(second.run("status", "--node", node.name).out()).contains("changing in service");
        assertThat(second.run("plan").out()).contains("nobody waits for a reboot");
        assertThat(second.run("history").out()).contains(node.name + "  changing in service for ");
        assertThat(second.run("history", node.name, "--json").out()).contains("\"result\" : \"in_progress\"");
        assertThat(second.run("lease", "list").out()).contains("changing in service", "when it is changed");
        assertThat(second.run("release", node.name, "--claim", "nosuch", "--reason", "dead")
                        .err())
                .contains("changing in service for ")
                .doesNotContain("preparing");
        assertThat(second.run("cancel", node.name).out()).contains("is changing in service", "goes on with that");
        assertThat(second.run("pause").out()).contains("is changing in service", "it goes on to its end");
        assertThat(second.run("stop").out()).contains("is changing in service", "its run ends within seconds");
        assertThat(first.join().code()).isEqualTo(102);
        needs(node);
        assertThat(second.run("lease", "acquire", node.name, "--purpose", "other", "--reason", "disk", "--hold")
                        .err())
                .contains("is to be changed as soon as the lease has ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"claims\":[]}"})
    void aListThatSomebodyWipedFreesNoSlotAndIsPutRight(String wiped) throws Exception {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        var first = blocked(node);
        TestNode second = drainable(fleet.node(2)).task("hot", "10-update", "exit 0");
        needs(second);

        if (wiped.isEmpty()) {
            fleet.delete("groups/" + fleet.group + "/hot");
        } else {
            fleet.put("groups/" + fleet.group + "/hot", wiped);
        }

        var held = second.run("run");
        assertThat(held.code()).as(held.err()).isEqualTo(4);
        assertThat(held.err()).contains("1 of 1 hot slot taken", node.name);
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":2}");
        assertThat(second.run("run").code()).isZero();
        assertThat(hot()).as("put right by who wrote it next").contains(node.name);
        go();
        assertThat(first.join().code()).isZero();
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(node.log()).containsExactly("hot 10-update");
    }

    @Test
    void whoIsNextInLineWaitsAndGoesWhenASlotIsFree() throws Exception {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        var first = blocked(node);
        TestNode second = drainable(fleet.node(2)).task("hot", "10-update", "exit 0");
        needs(second);
        var next = CompletableFuture.supplyAsync(() -> second.run("run", "--wait-if-next"));
        Await.until(
                () -> fleet.get("groups/" + fleet.group + "/hot_next").contains(second.name), SOON, "it is in line");

        go();

        assertThat(first.join().code()).isZero();
        assertThat(next.join().code()).as(next.join().err()).isZero();
        assertThat(second.log()).containsExactly("hot 10-update");
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("groups/" + fleet.group + "/hot_next")).isFalse();
    }

    @Test
    void aTaskThatFailsIsAFailureGivesTheSlotBackAndEndsIt() {
        node.task("hot", "10-update", "exit 3").task("hot", "20-more", "exit 0");
        needs(node);

        var run = node.run("run");

        assertThat(run.code()).isEqualTo(100);
        assertThat(node.log()).containsExactly("hot 10-update");
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(status(node)).contains("\"failures\":1", "hot task 10-update failed with exit 3");
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(fleet.has("nodes/" + node.name + "/change_required")).isTrue();
    }

    @Test
    void oneThatAsksForLaterIsNoFailure() {
        node.task("hot", "10-update", "exit 75");
        needs(node);

        assertThat(node.run("run").code()).isEqualTo(10);
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(status(node)).contains("\"failures\":0");
    }

    @Test
    void withoutTasksThatMakeItNothingIsClaimed() {
        needs(node);

        var run = node.run("run");

        assertThat(run.code()).isEqualTo(104);
        assertThat(run.err())
                .contains("a hot change is needed", node.tasks("hot").toString());
        assertThat(node.run("check").code()).isEqualTo(104);
        assertThat(fleet.has("groups/" + fleet.group + "/hot")).isFalse();
    }

    @Test
    void theWindowHoldsItUnlessThePolicySaysOtherwiseAndWhatOnlyWhoGoesIsAskedDoesNot() {
        node.task("hot", "10-update", "exit 0");
        needs(node);
        String closed = "\"freezes\":[{\"from\":\"2000-01-01\",\"to\":\"2100-01-01\",\"reason\":\"fair\"}]";
        fleet.policy("{\"settle\":\"0s\",\"min_uptime\":\"3650d\"," + closed + "}");

        assertThat(node.run("run").code()).isEqualTo(6);
        fleet.policy("{\"settle\":\"0s\",\"min_uptime\":\"3650d\",\"hot_anytime\":true," + closed + "}");
        var check = node.run("check");
        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out()).contains("hot_anytime");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void nobodyTakesTheLeaseMeanwhileNorBeginsUnderOne() throws Exception {
        var run = blocked(node);

        var refused = node.run("lease", "acquire", node.name, "--purpose", "other", "--reason", "disk", "--hold");
        assertThat(refused.code()).as(refused.err()).isEqualTo(12);
        assertThat(refused.err()).contains("changing in service");
        assertThat(node.run("lease", "list").out()).contains(node.name);
        go();
        assertThat(run.join().code()).isZero();

        node.run("lease", "acquire", node.name, "--purpose", "other", "--reason", "disk", "--hold");
        needs(node);
        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(node.log()).containsExactly("hot 10-update");
    }

    @Test
    void whatIsNeededMayGrowWhileItWaits() throws Exception {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        var first = blocked(node);
        TestNode second = drainable(fleet.node(2)).task("hot", "10-update", "exit 0");
        needs(second);
        var next = CompletableFuture.supplyAsync(() -> second.run("run", "--wait-if-next"));
        Await.until(
                () -> fleet.get("groups/" + fleet.group + "/hot_next").contains(second.name), SOON, "it is in line");

        second.wantsReboot();
        go();

        assertThat(first.join().code()).isZero();
        assertThat(next.join().code()).as(next.join().err()).isZero();
        assertThat(second.log()).containsExactly("pre_boot 10-drain", "reboot");
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("hot_waiting/" + fleet.group + "/" + second.name)).isFalse();
    }

    @Test
    void oneWhoseAgentDiesIsNoClaimWhenItsSessionIsGoneAndMayBeReleasedBefore() {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        String left = "{\"claims\":[{\"id\":\"5e551076\",\"node\":\"" + node.name + "\",\"state\":\"preparing\","
                + "\"boot_id\":\"b\",\"session\":\"gone\",\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\","
                + "\"change\":\"hot\"}]}";
        fleet.put("groups/" + fleet.group + "/hot", left);
        TestNode second = drainable(fleet.node(2)).task("hot", "10-update", "exit 0");
        needs(second);

        assertThat(fleet.node(3).run("status").out()).contains("hot 0/1", "changing in service, session lost");
        assertThat(second.run("run").code()).as("it takes no slot").isZero();
        assertThat(hot()).as("and is gone with the next claim").isEqualTo("{\"claims\":[]}");

        fleet.put("groups/" + fleet.group + "/hot", left);
        assertThat(second.run("release", node.name, "--claim", "5e551076", "--reason", "dead")
                        .code())
                .isZero();
        assertThat(hot()).isEqualTo("{\"claims\":[]}");

        fleet.put("groups/" + fleet.group + "/hot", left);
        assertThat(node.run("run").code()).isZero();
        assertThat(hot())
                .as("or with its node's next run, which knows nothing of it")
                .isEqualTo("{\"claims\":[]}");
    }

    @Test
    void aStopEndsItBetweenTwoTasksAndItBeginsAnewAfterwards() {
        node.task(
                        "hot",
                        "10-first",
                        "curl -sf -X PUT -d incident " + fleet.api().address() + "/v1/kv/" + fleet.prefix + "/stop")
                .task("hot", "20-second", "exit 0");
        needs(node);

        assertThat(node.run("run").code()).isEqualTo(102);
        assertThat(node.log()).containsExactly("hot 10-first");
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        fleet.delete("stop");
        node.task("hot", "10-first", "exit 0");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("hot 10-first", "hot 10-first", "hot 20-second");
    }

    @Test
    void aNodeThatDoesNotServeAfterwardsHasFailed() {
        fleet.policy("{\"settle\":\"0s\",\"post_health_timeout\":\"1s\"}");
        var api = TestFleet.cluster().agent(node.name).api();
        String service = "service-" + fleet.group;
        api.put(
                "/v1/agent/service/register",
                "{\"Name\":\"" + service + "\",\"Tags\":[\"rebootmgr\",\"max_failing=1\"],"
                        + "\"Check\":{\"CheckID\":\"" + service + "\",\"TTL\":\"1h\",\"Status\":\"passing\"}}");
        node.task(
                "hot",
                "10-update",
                "curl -sf -X PUT " + api.address() + "/v1/agent/check/fail/" + service + " && curl -sf -X PUT "
                        + api.address() + "/v1/agent/service/deregister/nobody || true");
        needs(node);
        Await.until(() -> node.run("check").code() == 0, SOON, "healthy");
        fleet.policy("{\"settle\":\"0s\",\"post_health_timeout\":\"1s\"}");
        // One more may fail now; none may when it is judged afterwards.
        node.task(
                "hot",
                "20-worse",
                "curl -sf -X PUT -d '{\"Name\":\"" + service + "\",\"Tags\":[\"rebootmgr\"],\"Check\":{\"CheckID\":\""
                        + service + "\",\"TTL\":\"1h\",\"Status\":\"critical\"}}' " + api.address()
                        + "/v1/agent/service/register");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isEqualTo(100);
        assertThat(run.err()).contains("changed in service, and unhealthy after 1s", service);
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        assertThat(status(node)).contains("\"failures\":1");
    }

    @Test
    void aDetectorThatStillAsksAfterwardsIsAFailureOnce() {
        node.detector("10-packages", "echo 3 packages; exit 100").task("hot", "10-update", "exit 0");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isEqualTo(100);
        assertThat(run.err()).contains("detector 10-packages still says that a hot change is needed");
        assertThat(hot()).isEqualTo("{\"claims\":[]}");
        var again = node.run("run");
        assertThat(again.code()).as("not obeyed again in these words").isEqualTo(106);
        assertThat(again.err())
                .contains("parked: changed for detector 10-packages", "to make that change for it once more");
        assertThat(node.log()).containsOnlyOnce("hot 10-update");
    }

    @Test
    void aDetectorAsksForItAndSeesThatItWasMade() {
        node.detector("10-packages", "test -e " + node.folder + "/updated && exit 0; echo 3 packages; exit 100")
                .task("hot", "10-update", "touch " + node.folder + "/updated");

        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("detect 10-packages", "hot 10-update", "detect 10-packages");
        assertThat(node.run("run").out()).contains("nothing to do");
    }

    /** As of a run that was killed on a node without a disk: its own lock is not in the way of what follows. */
    @Test
    void checkTellsOfAClaimWhoseFileIsLostWhatARunDoes() throws Exception {
        fleet.policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        var run = blocked(node);
        String left = hot();
        go();
        assertThat(run.get().code()).isZero();
        needs(node);
        fleet.put("groups/" + fleet.group + "/hot", left);
        String session = TestFleet.cluster()
                .agent(node.name)
                .api()
                .put("/v1/session/create", "{\"TTL\":\"60s\"}")
                .json()
                .path("ID")
                .asText();
        String claim = left.replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        String lock = fleet.prefix + "/groups/" + fleet.group + "/preparing/" + node.name;
        fleet.api().put("/v1/kv/" + lock + "?acquire=" + session, "hot " + claim);

        var check = node.run("check");

        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out()).contains("would remove a claim", "change this node now, in service");
        var done = node.run("run");
        assertThat(done.code()).as(done.out() + done.err()).isZero();
    }
}
