package io.rebootmgr.golden;

import static io.rebootmgr.golden.Scene.claim;
import static io.rebootmgr.golden.Scene.last;

import io.rebootmgr.detect.Said;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.show.CheckJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.task.TaskRunner.End;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code check} in the situations that operators ask about. */
class CheckGoldenTest {
    private static final String WEEKEND =
            "{\"timezone\":\"Europe/Berlin\",\"windows\":[{\"days\":[\"fri\",\"sat\"],\"start\":\"%s\",\"length\":\"6h\"}]}";

    private final Scene scene = new Scene();

    private void holds(String name, String situation) {
        Golden.holds("check/" + name, situation, scene.check());
    }

    private Scene asks() {
        scene.node.asks("/run/reboot_required", "linux-image-6.1.0-31-amd64", Duration.ofMinutes(125));
        return scene;
    }

    @Test
    void nothingToDo() {
        scene.policy("{}").consul.service("web", "rebootmgr").instance("web2", "web", "");
        holds("nothing-to-do", "nobody asks for a reboot");
    }

    @Test
    void everythingIsOpen() {
        asks().policy("{\"limit\":2}");
        scene.consul
                .service("web", "rebootmgr", "min_passing=2")
                .instance("web1", "web", "")
                .instance("web2", "web", "")
                .instance("web3", "web", "");
        scene.consul.put(scene.keys.rebootRequired("web2"), "requested by alice@admin1 \u001B[31m");
        holds("would-reboot", "a file and a key ask, and nothing is against it");
    }

    @Test
    void detectorsAsk() {
        scene.policy("{}").consul.service("web", "rebootmgr").instance("web2", "web", "");
        scene.node
                .detected("10-updates", Said.HOT, "3 updates", Map.of("pending_updates", "3"))
                .detected("20-kernel", Said.REBOOT, "new kernel", Map.of());
        holds("detectors", "two detectors ask, one of them for a reboot");
    }

    @Test
    void aDetectorCouldNotSay() {
        scene.policy("{}").consul.service("web", "rebootmgr").instance("web2", "web", "");
        scene.node.detected("20-updates", Said.ERROR, "exit 1: no such repository", Map.of());
        holds("detector-error", "no trigger asks, and a detector could not say whether one should");
    }

    @Test
    void whatAsksForNoKindOfChange() {
        scene.policy("{}").consul.service("web", "rebootmgr").instance("web2", "web", "");
        scene.consul.put(scene.keys.changeRequired("web2"), "{\"kind\":\"hto\"}");
        holds("change-required-garbage", "a request for a change that names no kind of change");
    }

    @Test
    void theRuleAllowsTheLastOneToGo() {
        asks().policy("{\"limit\":2}");
        scene.consul
                .service("web", "rebootmgr", "min_passing=1")
                .instance("web1", "web", "connection refused")
                .instance("web2", "web", "");
        holds("last-one-passes", "min_passing=1 is about now, and takes the last one that passes");
    }

    @Test
    void theWindowOpensTonight() {
        asks().policy(WEEKEND.formatted("22:00"));
        scene.status("web2", State.HELD, 0, last(6, "held by window", Duration.ofHours(2)));
        holds("window-opens-tonight", "outside the window, which opens in the evening");
    }

    @Test
    void theWindowClosesBeforeTheNodeCouldGo() {
        asks().policy(WEEKEND.formatted("07:04"));
        scene.rebooted("web2", Duration.ofDays(9));
        holds("window-closes-too-soon", "two minutes of the window are left, and settle alone takes longer");
    }

    @Test
    void theWindowIsOpenAndTheSlotTaken() {
        asks().policy(WEEKEND.formatted("11:00"));
        scene.slots("web", claim("web3", ClaimState.PREPARING, Duration.ofSeconds(192), "new kernel"));
        scene.waiting("web", "web9", Duration.ofMinutes(31), "new kernel")
                .waiting("web", "web5", Duration.ofMinutes(29), "")
                .waiting("web", "web2", Duration.ofMinutes(14), "new kernel")
                .waiting("web", "web1", Duration.ofMinutes(2), "new kernel");
        scene.status("web2", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(14)));
        holds("waiting-in-line", "inside the window, and the group's only slot is taken; two nodes go first");
    }

    @Test
    void allSlotsOfALargeGroupAreTaken() {
        asks().policy("{\"limit\":14}");
        scene.slots(
                "web",
                IntStream.range(0, 14)
                        .mapToObj(n -> claim(
                                "rack%02d-web%02d".formatted(n / 4, n),
                                n % 3 == 0 ? ClaimState.REBOOTING : ClaimState.RETURNING,
                                Duration.ofMinutes(20 - n),
                                "firmware 4.11 of the storage controllers"))
                        .toArray(Claim[]::new));
        for (int n = 0; n < 250; n++) {
            scene.waiting("web", "web%03d".formatted(100 + n), Duration.ofMinutes(300 - n), "");
        }
        holds("many-claims", "fourteen slots, all taken, and a queue that this node has not joined yet");
    }

    @Test
    void servicesAreUnhealthy() {
        asks().policy("{\"ignore_failed_checks\":[\"web8\"]}");
        scene.consul
                .service("web", "rebootmgr", "min_passing=2", "max_failing=1")
                .service("cache", "rebootmgr_preboot")
                .service("api", "rebootmgr", "min_passing=two")
                .instance("web1", "web", "HTTP GET http://10.0.0.1/: 503 Service Unavailable\nOutput: <html>…")
                .instance("web2", "web", "")
                .instance("web3", "web", "connection refused")
                .instance("web8", "web", "timeout")
                .instance("web2", "cache", "")
                .instance("web2", "api", "");
        for (int n = 10; n < 30; n++) {
            scene.consul.instance("cache" + n, "cache", "PONG did not come within 5s, waited on 10.0.1." + n + ":6379");
        }
        holds("unhealthy-services", "one service breaks its rule, one fails widely, and a tag is malformed");
    }

    @Test
    void aCheckHasNotRunYet() {
        asks().policy("{}");
        scene.consul.service("web", "rebootmgr").instance("web1", "web", "").instanceNotCheckedYet("web2", "web");
        holds("not-checked-yet", "the Consul agent of this node was reloaded a moment ago");
    }

    @Test
    void aNodeAboutToGoCountsAsFailing() {
        asks().policy("{\"limit\":2}");
        scene.consul.service("web", "rebootmgr").instance("web1", "web", "").instance("web2", "web", "");
        scene.slots("web", claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(4), "new kernel"));
        holds("claimed-node-fails", "a slot is free, and a service would miss two nodes");
    }

    @Test
    void stoppedTwice() {
        asks().policy("{}");
        scene.consul.put(scene.keys.stop(), "incident 42: storage is degraded, ask storage-team before you resume");
        scene.consul.put(scene.keys.nodeStop("web2"), "alice debugs");
        holds("stopped", "the fleet is stopped, and this node too");
    }

    @Test
    void failedBefore() {
        asks().policy("{}");
        String why = "pre_boot task 20-drain failed with exit 3; see its output in the log";
        scene.status("web2", State.FAILED, 2, last(100, why, Duration.ofHours(3)));
        holds("failed-twice", "the last two attempts failed, and the next is allowed");
    }

    @Test
    void givenUp() {
        asks().policy("{\"max_failures\":3}");
        String why = "pre_boot task 20-drain failed with exit 3; see its output in the log";
        scene.status("web2", State.FAILED, 3, last(100, why, Duration.ofHours(3)));
        holds("given-up", "too many failures in a row");
    }

    @Test
    void rebootedAgainAndAgain() {
        asks().policy("{}").rebooted("web2", Duration.ofHours(3), Duration.ofHours(2), Duration.ofMinutes(70));
        holds("reboot-loop", "the trigger came anew after each of the last three reboots");
    }

    @Test
    void rebootedBefore() {
        asks().policy("{}").rebooted("web2", Duration.ofHours(7), Duration.ofHours(3));
        holds("rebooted-before", "one reboot for the same trigger counts, an older one does not");
    }

    @Test
    void aFrozenFleetAndAYoungNode() {
        asks().policy("{\"min_uptime\":\"4d\",\"timezone\":\"America/New_York\",\"freezes\":[{\"from\":\"2026-01-20\","
                + "\"to\":\"2026-02-01\",\"reason\":\"year-end close of the books\"}]}");
        scene.consul.member("web3", "failed").serversToSpare(0);
        holds("many-gates-hold", "a freeze, a young node, a failed member and a quorum without a spare server");
    }

    @Test
    void returning() {
        scene.policy("{}");
        scene.slots("web", claim("web2", ClaimState.RETURNING, Duration.ofMinutes(3), "new kernel"));
        scene.consul.service("web", "rebootmgr").instance("web2", "web", "starting up");
        holds("returning", "this node is back from its reboot, and its service does not run yet");
    }

    @Test
    void withoutAPolicy() {
        asks();
        holds("no-policy", "nobody has run `rebootmgr init`");
    }

    @Test
    void garbage() {
        asks().policy("{\"limit\":0,\"setle\":\"5m\"}");
        scene.put(scene.keys.slots("web"), "garbage".getBytes(StandardCharsets.US_ASCII));
        holds("garbage", "policy and slots cannot be read");
    }

    @Test
    void programsGetTheSameFacts() {
        asks().policy(WEEKEND.formatted("11:00"));
        scene.slots("web", claim("web3", ClaimState.PREPARING, Duration.ofSeconds(192), "new kernel"));
        scene.waiting("web", "web9", Duration.ofMinutes(31), "").waiting("web", "web2", Duration.ofMinutes(14), "");
        scene.consul
                .service("web", "rebootmgr", "min_passing=2")
                .instance("web2", "web", "")
                .instance("web3", "web", "");
        scene.status("web2", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(14)));
        String json = Json.pretty(CheckJson.of(Scene.NODE, Scene.GROUP, scene.checkup()));
        Golden.json("check/json", "what --json prints", json);
    }

    @Test
    void pausedAndDenied() {
        asks().policy("{\"deny\":\"web[1-3]\",\"allow\":\"@db\"}");
        scene.consul.put(scene.keys.pause(), "{\"by\":\"alice@adm1\",\"until\":\"2026-01-30T14:00:00Z\"}");
        scene.consul.put(scene.keys.groupPause("web"), "please wait");
        scene.consul.put(scene.keys.prefix() + "/pause/release", "");
        holds("paused-and-denied", "two pauses, a key that is nearly one, and a list that leaves this node alone");
    }

    @Test
    void listsThatContradictOneAnother() {
        asks().policy("{\"deny\":\"web[3-9]\",\"allow\":\"web[1-5],@web\"}");
        holds("contradiction", "web3 is in deny and in allow, so nobody goes");
    }

    @Test
    void anIgnoredGate() {
        asks().policy(WEEKEND.formatted("22:00"));
        Golden.holds("check/ignored", "as it would be with --ignore window", scene.check("window"));
    }

    @Test
    void gatePrograms() {
        asks().policy("{}");
        scene.node
                .gate("10-failed-units", new End.Exited(0, Duration.ofMillis(20), "", "no failed unit"))
                .gate("20-prometheus-alerts", new End.Exited(75, Duration.ofMillis(80), "", "1 alert fires: DiskFull"))
                .gate("30-window-of-shop", new End.Exited(1, Duration.ofMillis(9), "shop: command not found", ""))
                .gate("40-slow", new End.TimedOut(Duration.ofSeconds(30), ""));
        holds("gate-programs", "the operator has gates of his own, and not all of them are open");
        String json = Json.pretty(CheckJson.of(Scene.NODE, Scene.GROUP, scene.checkup())
                .withArray("gates")
                .get(Gates.names().indexOf("programs")));
        Golden.json("check/gate-programs-json", "their gate in what --json prints", json);
    }

    @Test
    void gateProgramsThatAreIgnoredAreNotAsked() {
        asks().policy("{}");
        scene.node.gate(
                "20-prometheus-alerts", new End.Exited(75, Duration.ofMillis(80), "", "1 alert fires: DiskFull"));
        Golden.holds("check/gate-programs-ignored", "as it would be with --ignore programs", scene.check("programs"));
    }

    @Test
    void consulIsAway() {
        // Nothing but the node's own files can be seen.
        asks();
        scene.consul.away("Consul at http://127.0.0.1:8500 does not answer: connection refused");
        holds("consul-away", "Consul does not answer");
    }

    @Test
    void drainedUnderAStop() {
        asks().policy("{}").slots("web");
        scene.node.drained("c0ffeeweb2");
        scene.consul.put(scene.keys.stop(), "incident 42");
        holds("drained", "a stop broke off its drain");
    }

    @Test
    void drainedWithoutAStop() {
        asks().policy("{}").slots("web");
        scene.node.drained("c0ffeeweb2");
        holds("drained-resumed", "its drain was broken off, and the stop is over");
    }

    @Test
    void releasedAndBackUnderAStop() {
        scene.policy("{}").slots("web");
        scene.consul.put(scene.keys.stop(), "incident 42").inMaintenance("rebootmgr c0ffeeweb2: new kernel");
        scene.releasedEntry("web2", "alice@admin1", "mainboard broken");
        holds("released-back", "it was released, lost its state, and was switched on under a stop");
    }

    @Test
    void aFailedMemberThatReboots() {
        asks().policy("{\"limit\":2}");
        scene.slots("web", claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(40), "new kernel"));
        scene.consul.member("web3", "failed").member("web1", "failed");
        holds("failed-members", "one failed member is away for its reboot, another one just failed");
    }
}
