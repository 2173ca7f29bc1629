package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
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
 * One token a node: what somebody can do who took over node client2, with the very token of
 * {@code docs/consul-acl-node.hcl} on a Consul that denies everything else. The victim is client1.
 */
class ForgeryIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final AclFleet fleet = new AclFleet();
    private final String prefix = fleet.prefix;
    private ConsulApi forger;
    private TestNode victim;

    @BeforeEach
    void aVictimAndAForger() {
        victim = fleet.node(1, folder.resolve("victim"), "web")
                .task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("abort", "10-undo", "exit 0");
        forger = fleet.takenOver(2, "web");
    }

    private int forge(String key, String value) {
        return forger.send("PUT", "/v1/kv/" + prefix + "/" + key, value).status();
    }

    private void forgeClaim(String state, String bootId) {
        assertThat(forge("groups/web/slots", """
            {"claims":[{"id":"forged","node":"%s","state":"%s","boot_id":"%s","session":"s",
             "since":"2026-01-01T00:00:00Z","reason":"forged"}]}\
            """.formatted(victim.name, state, bootId)))
                .isEqualTo(200);
    }

    private String slots() {
        return fleet.get("groups/web/slots");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                "pause",
                "config",
                "groups/web/stop",
                "groups/web/pause",
                "groups/web/config",
                "groups/web/out/client1",
                "groups/web/preparing/client1",
                "nodes/client1/stop",
                "nodes/client1/pause",
                "nodes/client1/config",
                "nodes/client1/status",
                "nodes/client1/history",
                "nodes/client1/disabled",
                "nodes/client1/reboot_required",
                "nodes/client1/change_required",
                "nodes/client1/lease",
                "client1/reboot_required",
                "nodes/client2/stop",
                "nodes/client2/config",
            })
    void theseKeysAreNotTheForgersToWriteOrToRemove(String key) {
        assertThat(victim.name).isEqualTo("client1");
        assertThat(forge(key, "x")).isEqualTo(403);
        assertThat(forger.send("DELETE", "/v1/kv/" + prefix + "/" + key, "").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebooting", "returning", "preparing"})
    void aForgedClaimMakesNobodyRebootOrRunTasks(String state) {
        for (String boot : new String[] {victim.read("boot_id"), "another-boot"}) {
            forgeClaim(state, boot);

            var run = victim.run("run");

            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(victim.log()).isEmpty();
            assertThat(slots()).isEqualTo("{\"claims\":[]}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"request", "cancel"})
    void ofManyNodesTheOwnOneIsChangedAndTheOthersAreNamed(String command) {
        TestNode own = fleet.node(2, folder.resolve("own"), "web");
        fleet.put("nodes/" + own.name + "/reboot_required", "before");
        fleet.put("nodes/" + victim.name + "/reboot_required", "before");

        var run = own.run(command, victim.name + "," + own.name);

        assertThat(run.code()).as(run.err()).isEqualTo(8);
        assertThat(run.err())
                .contains("needs key:write", "not done for " + victim.name + " (1 of 2 nodes), done for the others");
        assertThat(run.out()).contains(own.name).doesNotContain(victim.name);
        assertThat(fleet.get("nodes/" + victim.name + "/reboot_required")).isEqualTo("before");
        assertThat(fleet.get("nodes/" + own.name + "/reboot_required")).isNotEqualTo("before");
    }

    @Test
    void whoWantsToRebootDoesSoInSpiteOfIt() {
        forgeClaim("rebooting", "another-boot");
        assertThat(victim.wantsReboot().run("run").code()).isZero();
        assertThat(victim.log()).containsExactly("pre_boot 10-drain", "reboot");
    }

    /** Else it would take a slot for as long as its node is held, and so hold the whole group. */
    @ParameterizedTest
    @ValueSource(strings = {"slots", "hot"})
    void whoIsHeldRemovesItAllTheSame(String list) {
        fleet.put("config", "{\"settle\":\"0s\",\"deny\":[\"client1\"]}");
        assertThat(victim.wantsReboot().run("run").code()).isEqualTo(101);
        assertThat(forge("groups/web/" + list, """
            {"claims":[{"id":"forged","node":"client1","state":"preparing","boot_id":"b","session":"s",
             "since":"2026-01-01T00:00:00Z","reason":"forged"}]}\
            """)).isEqualTo(200);

        assertThat(victim.run("run").code()).isEqualTo(101);

        assertThat(fleet.get("groups/web/" + list)).doesNotContain("forged");
        assertThat(victim.log()).isEmpty();
    }

    /** @param list what is written in its place; empty deletes it */
    private void wipe(String list) {
        if (list.isEmpty()) {
            forger.send("DELETE", "/v1/kv/" + prefix + "/groups/web/slots", "");
        } else {
            assertThat(forge("groups/web/slots", list)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"claims\":[]}", ""})
    void aListThatWasWipedFreesNoSlot(String wiped) {
        assertThat(victim.wantsReboot().run("run").code()).isZero();
        wipe(wiped);
        TestNode next = fleet.node(2, folder.resolve("next"), "web").wantsReboot();

        var run = next.run("run");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(run.err()).contains("client1 (rebooting)");
        assertThat(next.log()).isEmpty();
        assertThat(victim.boot().run("run").out()).contains("back in service");
        assertThat(next.run("run").code()).isZero();
        assertThat(next.log()).containsExactly("reboot");
        assertThat(fleet.operator()
                        .send("DELETE", "/v1/kv/" + prefix + "/groups/web/out/client2", "")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"claims\":[]}", ""})
    void aListThatIsWipedWhileANodeIsDrainedFreesNoSlot(String wiped) throws Exception {
        Path go = folder.resolve("go");
        victim.task("pre_boot", "20-slow", "while ! test -e " + go + "; do sleep 0.1; done");
        var first = CompletableFuture.supplyAsync(() -> victim.wantsReboot().run("run"));
        Await.until(() -> victim.log().contains("pre_boot 20-slow"), SOON, "the victim is being drained");
        wipe(wiped);
        TestNode next = fleet.node(2, folder.resolve("next"), "web").wantsReboot();

        var run = next.run("run");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(run.err()).contains("1 of 1 slot taken", "client1 (preparing)");
        assertThat(next.log()).isEmpty();
        assertThat(next.run("status").out()).contains("client1");
        Files.createFile(go);
        assertThat(first.join().code()).as(first.join().err()).isZero();
        assertThat(victim.log()).containsExactly("pre_boot 10-drain", "pre_boot 20-slow", "reboot");
    }

    @Test
    void aReleasedClaimThatIsPutBackIntoTheListIsNotItsNodesAgain() {
        assertThat(victim.wantsReboot().run("run").code()).isZero();
        String claim = slots().replaceAll("^\\{\"claims\":\\[(.*)]}$", "$1");
        String id = claim.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
        String own = fleet.token(1, "web");
        assertThat(victim.env("CONSUL_HTTP_TOKEN", fleet.operator().token().orElseThrow())
                        .run("release", "client1", "--claim", id, "--reason", "overdue")
                        .code())
                .isZero();
        TestNode next = fleet.node(2, folder.resolve("next"), "web").wantsReboot();
        assertThat(next.run("run").code()).isZero();
        assertThat(forge("groups/web/slots", slots().replaceFirst("]}$", "," + claim.replace("$", "\\$") + "]}")))
                .isEqualTo(200);

        var run = victim.env("CONSUL_HTTP_TOKEN", own).run("run");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(run.err()).contains("client2 (rebooting)");
        assertThat(victim.log()).containsExactly("pre_boot 10-drain", "reboot", "abort 10-undo");
        assertThat(slots()).doesNotContain("client1");
    }

    @Test
    void aTaskThatTakesTooLongDisablesTheNodeByAKeyOfItsOwn() {
        fleet.put("config", "{\"settle\":\"0s\",\"task_timeout\":\"1s\"}");
        victim.task("pre_boot", "20-hangs", "sleep 100").wantsReboot();

        assertThat(victim.run("run").code()).isEqualTo(100);

        var again = victim.run("run");
        assertThat(again.code()).isEqualTo(101);
        assertThat(again.err()).contains("20-hangs ran longer than task_timeout", "resume --node client1");
        assertThat(fleet.has("nodes/client1/config")).isFalse();
        victim.task("pre_boot", "20-hangs", "exit 0");
        String own = fleet.token(1, "web");

        var resumed = victim.env("CONSUL_HTTP_TOKEN", fleet.operator().token().orElseThrow())
                .run("resume", "--node", "client1");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("enabled it again (", "20-hangs ran longer than task_timeout");
        assertThat(fleet.has("nodes/client1/disabled")).isFalse();
        assertThat(victim.env("CONSUL_HTTP_TOKEN", own).run("run").code()).isZero();
        assertThat(victim.log()).endsWith("pre_boot 20-hangs", "reboot");
    }
}
