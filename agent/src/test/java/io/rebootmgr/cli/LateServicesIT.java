package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that registers itself some time after the boot, or never: the slot is not given back before it is there.
 */
class LateServicesIT {
    private final String service = Unique.name("web");

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;
    private ConsulApi agent;

    @BeforeEach
    void aNodeThatRebootsAndComesUpWithoutItsService() {
        fleet = new TestFleet(folder).policy("{\"post_health_timeout\":\"1s\"}");
        node = fleet.node(1).task("post_boot", "10-first", "exit 0").wantsReboot();
        agent = TestFleet.cluster().agent(node.name).api();
        agent.registerService(service, service, "rebootmgr");
        agent.registerService("other-" + service, "other-" + service, "rebootmgr_preboot");
        assertThat(node.run("run").code()).isZero();
        agent.put("/v1/agent/service/deregister/" + service, "");
        agent.put("/v1/agent/service/deregister/other-" + service, "");
        node.boot();
    }

    private void assertSlotTaken() {
        assertThat(fleet.slots()).contains("\"node\":\"" + node.name + "\"");
    }

    private void assertSlotGivenBack() {
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(node.log()).containsOnlyOnce("post_boot 10-first");
        assertThat(fleet.has("nodes/" + node.name + "/waived")).isFalse();
    }

    private String id() {
        return fleet.slots().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    /** A run that has done its tasks and waits. */
    private CompletableFuture<TestNode.Result> runThatWaits() {
        fleet.policy("{\"post_health_timeout\":\"10m\"}");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(
                () -> node.hasClaimFile() && node.read("state/claim.json").contains("\"step\":\"served\""),
                Await.BOUND,
                "its tasks are done");
        assertSlotTaken();
        return run;
    }

    private static void assertEndsWell(CompletableFuture<TestNode.Result> run) {
        TestNode.Result end = run.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(end.code()).as(end.err()).isZero();
    }

    @Test
    void theRunWaitsUntilItIsThereAndHealthy() {
        CompletableFuture<TestNode.Result> run = runThatWaits();
        agent.registerService(service, service, "rebootmgr");
        assertEndsWell(run);
        assertSlotGivenBack();
    }

    @Test
    void oneThatIsNeverThereIsNamedAndTheSlotKeptAndTheNextRunGoesOn() {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains("the slot stays taken", "not registered again", service)
                .contains("rebootmgr waive " + node.name + " --claim " + id())
                .doesNotContain("other-");
        assertSlotTaken();
        assertThat(fleet.get("nodes/" + node.name + "/status"))
                .contains("\"state\":\"returning\"", "\"failures\":0", "not registered again", service);
        assertThat(node.run("status").out()).contains("not registered again");
        var check = node.run("check");
        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out().replaceAll("\\s+", " ")).contains("not registered again", service);
        assertThat(node.run("run").code()).isEqualTo(2);
        agent.registerService(service, service, "rebootmgr");
        assertThat(node.run("run").code()).isZero();
        assertSlotGivenBack();
    }

    @Test
    void aNodeThatLostItsStateDirectoryWaitsToo() {
        node.delete("state");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(service);
        assertSlotTaken();
        agent.registerService(service, service, "rebootmgr");
        assertThat(node.run("run").code()).isZero();
        assertSlotGivenBack();
    }

    /** Power was lost while a stop had it undo a change that was committed and not begun. */
    @Test
    void aNodeThatGaveUpAChangeAndLostItsPowerWaitsToo() {
        agent.registerService(service, service, "rebootmgr");
        assertThat(node.run("run").code()).isZero();
        node.task("drained", "10-update", "exit 75").task("abort", "10-undrain", "exit 0");
        fleet.put("nodes/" + node.name + "/change_required", "{\"kind\":\"drain\",\"reason\":\"update\"}");
        assertThat(node.run("run").code()).isEqualTo(10);
        node.write(
                "state/claim.json",
                node.read("state/claim.json").replaceAll("\"step\":\"[a-z]+\"", "\"step\":\"giving_up\""));
        fleet.delete("nodes/" + node.name + "/change_required");
        agent.put("/v1/agent/service/deregister/" + service, "");
        node.boot();

        for (int attempt = 1; attempt <= 2; attempt++) {
            var run = node.run("run");
            assertThat(run.code()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).contains("the slot stays taken", "not registered again", service);
            assertSlotTaken();
        }
        assertThat(node.run("check").code()).isEqualTo(2);
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("not registered again", service);
        agent.registerService(service, service, "rebootmgr");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertSlotGivenBack();
        assertThat(node.log()).containsOnlyOnce("abort 10-undrain");
    }

    @Test
    void oneWithoutTheCheckThatItHadIsNotBack() {
        var bare = Json.object().put("ID", service).put("Name", service);
        bare.putArray("Tags").add("rebootmgr");
        agent.put("/v1/agent/service/register", bare);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("without the health check that it had", service);
        assertSlotTaken();
        agent.registerService(service, service, "rebootmgr");
        assertThat(node.run("run").code()).isZero();
        assertSlotGivenBack();
    }

    @Test
    void oneThatIsRegisteredWithoutATagOfOursHasNoSayAnyMore() {
        agent.registerService(service, service);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertSlotGivenBack();
    }

    /** A drain takes a service away, and what undoes it brings it back: waiting first would be waiting for ever. */
    @Test
    void aTaskMayBringItBack() {
        String http = agent.address() + "/v1/agent/service/register";
        node.task(
                "post_boot",
                "20-enable",
                "curl -fsS -X PUT -d '{\"Name\":\"" + service
                        + "\",\"Tags\":[\"rebootmgr\"],\"Check\":{\"TTL\":\"24h\",\"Status\":\"passing\"}}' " + http);
        assertThat(node.run("check").out().replaceAll("\\s+", " ")).contains("would run its post_boot tasks", service);
        fleet.policy("{\"post_health_timeout\":\"20s\"}");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertSlotGivenBack();
    }

    @Test
    void aRehearsalSaysWhatIsMissing() {
        var run = node.run("run", "--dry-run");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("dry run", service);
        assertSlotTaken();
    }

    private TestNode.Result waive(String name, String claim) {
        return fleet.node(2)
                .env("USER", "alice")
                .run("waive", node.name, "--service", name, "--claim", claim, "--reason", "moved to web7");
    }

    @Test
    void anOperatorDeclaresItGoneForGood() {
        CompletableFuture<TestNode.Result> run = runThatWaits();
        var waived = waive(service, id());
        assertThat(waived.code()).as(waived.err()).isZero();
        assertThat(waived.out()).contains(node.name, service);
        assertEndsWell(run);
        assertSlotGivenBack();
        assertThat(fleet.get("nodes/" + node.name + "/history"))
                .contains("\"waived\":[\"" + service + " by alice@", ": moved to web7");
        assertThat(node.run("history", node.name).out()).contains("WAIVED", "moved to web7");
    }

    @Test
    void whatIsWaivedConcernsOneServiceOfOneClaim() {
        assertThat(node.run("run").code()).isEqualTo(2);
        String key = "nodes/" + node.name + "/waived";
        var unknown = waive("nothing", id());
        assertThat(unknown.code()).isEqualTo(64);
        assertThat(unknown.err()).contains("does not wait for nothing", service);
        assertThat(waive(service, "another").code()).isEqualTo(64);
        assertThat(fleet.has(key)).isFalse();
        fleet.put(
                key,
                "{\"claim\":\"another\",\"services\":[{\"name\":\"" + service
                        + "\",\"by\":\"x\",\"at\":\"2026-01-01T00:00:00Z\",\"reason\":\"y\"}]}");
        assertThat(node.run("run").code()).as("of another claim").isEqualTo(2);
        fleet.put(key, "garbage");
        assertThat(node.run("run").code()).as("garbage waives nothing").isEqualTo(2);
        var waived = waive(service, id());
        assertThat(waived.code()).isZero();
        assertThat(waived.err())
                .contains("what was waived before is lost: the key " + fleet.prefix + "/" + key + " is not JSON");
        var again = waive(service, id());
        assertThat(again.code()).as("again").isZero();
        assertThat(again.err()).isEmpty();
        assertThat(node.run("run").code()).isZero();
        assertSlotGivenBack();
    }

    @Test
    void aReleasedClaimGivesNoSlotBackAndWaitsForNothing() {
        assertThat(node.run("run").code()).isEqualTo(2);
        assertThat(waive(service, id()).code()).isZero();
        assertThat(fleet.node(2)
                        .run("release", node.name, "--claim", id(), "--reason", "enough")
                        .code())
                .isZero();
        assertThat(fleet.has("nodes/" + node.name + "/waived")).isFalse();
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aNodeThatPreparesHasNothingToWaive() {
        agent.registerService(service, service, "rebootmgr");
        assertThat(node.run("run").code()).isZero();
        node.wantsReboot().task("pre_boot", "10-drain", "sleep 300");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        assertThat(fleet.slots()).contains("\"awaited\":{\"" + service + "\":true}");
        assertThat(waive(service, id()).err()).contains("still preparing");
        fleet.put("stop", "");
        assertThat(run.orTimeout(20, TimeUnit.SECONDS).join().code()).isEqualTo(102);
    }
}
