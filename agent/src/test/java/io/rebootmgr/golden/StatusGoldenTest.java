package io.rebootmgr.golden;

import static io.rebootmgr.golden.Scene.claim;
import static io.rebootmgr.golden.Scene.last;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Needs;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.show.Extent;
import io.rebootmgr.show.StatusJson;
import io.rebootmgr.show.StatusPage;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code status} of the fleets that operators look at. */
class StatusGoldenTest {
    private static final Duration OLD = Duration.ofMinutes(4);

    private final Scene scene = new Scene();

    private void holds(String name, String situation) {
        Golden.holds("status/" + name, situation, scene.status());
    }

    private Scene atWork() {
        scene.policy("{\"limit\":2}");
        scene.slots(
                "web",
                claim("web1", ClaimState.REBOOTING, Duration.ofSeconds(192), "new kernel"),
                claim("web2", ClaimState.PREPARING, Duration.ofSeconds(10), "new kernel"));
        scene.consul.put(scene.keys.groupConfig("db"), "{\"limit\":1}");
        scene.status("web1", State.REBOOTING, 0, last(0, "rebooted: security", Duration.ofHours(40)))
                .status("web2", State.PREPARING, 0, Optional.empty())
                .status(
                        "web3",
                        State.HELD,
                        0,
                        last(
                                2,
                                "held by health: api: 1 of 2 nodes pass, min_passing=2; failing: web9 (http: 503)",
                                Duration.ofMinutes(1)))
                .rebooted("web4", Duration.ofMinutes(10))
                .status("web5", State.IDLE, 0, Optional.empty())
                .status("web6", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(6)))
                .waiting("web", "web6", Duration.ofMinutes(6), "new kernel");
        scene.consul.put(scene.keys.rebootRequired("web3"), "new kernel").put(scene.keys.rebootRequired("web5"), "");
        return scene;
    }

    @Test
    void anEmptyConsul() {
        holds("empty", "nobody has run anything yet");
    }

    @Test
    void aFleetAtWork() {
        atWork();
        holds("at-work", "one reboots, one prepares, one waits, one is held, one was just asked, one is done");
    }

    @Test
    void whoHadNothingToDoIsNoPartOfACampaign() {
        int before = done(atWork());
        scene.status("web11", State.IDLE, 0, last(0, "nothing to do: no trigger", Duration.ofMinutes(1)))
                .status("web12", State.IDLE, 0, last(0, "given up: the trigger has gone", Duration.ofMinutes(1)));
        assertThat(done(scene)).isEqualTo(before);
        scene.status("web13", State.IDLE, 0, last(0, "changed: new library", Duration.ofMinutes(1)))
                .status("web14", State.IDLE, 0, last(0, "back in service: new kernel", Duration.ofMinutes(1)));
        assertThat(done(scene)).isEqualTo(before + 2);
    }

    private static int done(Scene scene) {
        Overview overview =
                Overview.of(Survey.of(scene.consul, scene.keys), scene.consul, scene.keys, Scene.NOW, ZoneOffset.UTC);
        return overview.progress().orElseThrow().campaign().done();
    }

    @Test
    void aFleetAtRest() {
        scene.policy("{}").rebooted("web1", Duration.ofDays(3)).rebooted("web2", Duration.ofDays(3));
        scene.slots("web");
        holds("at-rest", "everybody has rebooted");
    }

    @Test
    void stopped() {
        atWork();
        scene.consul
                .put(scene.keys.stop(), "switch\n\u001B[31mwork")
                .put(scene.keys.groupStop("web"), "")
                .put(scene.keys.nodeStop("web1"), "fan (by alice@adm1 since 2026-01-30T11:50:00Z)");
        holds("stopped", "the fleet, the group and a node are stopped in the middle of a campaign");
    }

    @Test
    void somebodyHasToLook() {
        scene.policy("{}").slots("web", claim("web7", ClaimState.REBOOTING, Duration.ofHours(9), "firmware 4.11"));
        scene.slots(
                "db",
                claim("db1", ClaimState.RETURNING, Duration.ofMinutes(50), "new kernel"),
                claim("db2", ClaimState.RETURNING, Duration.ofMinutes(5), "new kernel"));
        NodeStatus parked = new NodeStatus(
                "web",
                State.PARKED,
                "6.1.0-30-amd64",
                "b",
                "1.3.0",
                0,
                last(0, "rebooted: new kernel", Duration.ofHours(8)),
                List.of(new Parked("/etc/reboot_required", "1:2")));
        scene.status(parked, "web8")
                .status("web7", State.REBOOTING, 0, Optional.empty())
                .status(
                        "web9",
                        State.FAILED,
                        3,
                        last(
                                100,
                                "pre_boot task 10-drain failed with exit 1; see its output in the log",
                                Duration.ofHours(1)))
                .status("web1", State.IDLE, 0, Optional.empty());
        holds("needs-eyes", "a node does not come back, one returns for too long, one failed, one is parked");
    }

    @Test
    void aClaimWhoseSessionIsLost() {
        scene.policy("{}");
        scene.slots("web", claim("web1", ClaimState.PREPARING, Duration.ofMinutes(12), "new kernel"));
        scene.consul.put(scene.keys.preparing("web", "web1"), "");
        holds("session-lost", "a node died while it prepared: its claim does not count");
    }

    @Test
    void garbage() {
        scene.policy("{\"limit\":\"two\"}");
        scene.consul
                .put(scene.keys.slots("web"), "[1]")
                .put(scene.keys.status("web1"), "\u0000\u0001binary")
                .put(scene.keys.rebootRequired("bad name\u0007"), "x")
                .put(scene.keys.waiting("web", "web2"), "garbage");
        scene.status("web2", State.IDLE, 0, Optional.empty());
        holds("garbage", "keys that hold garbage are named, and the rest is shown");
    }

    private Scene tenThousand() {
        scene.policy("{\"limit\":10}");
        for (int n = 0; n < 10_000; n++) {
            String name = "node%05d".formatted(n);
            if (n < 3_500) {
                scene.rebooted(name, Duration.ofSeconds(60L + n));
            } else if (n >= 3_510 && n < 9_950) {
                scene.status(name, State.HELD, 0, last(4, "waiting for a slot", Duration.ofHours(2)))
                        .waiting("web", name, Duration.ofSeconds(20_000 - n), "");
            } else if (n < 3_510) {
                scene.status(name, State.REBOOTING, 0, Optional.empty());
            } else {
                scene.status(
                        name,
                        State.FAILED,
                        1,
                        last(100, "pre_boot task 10-drain failed with exit 1", Duration.ofHours(1)));
            }
        }
        scene.slots(
                "web",
                IntStream.range(3_500, 3_510)
                        .mapToObj(n ->
                                claim("node%05d".formatted(n), ClaimState.REBOOTING, Duration.ofSeconds(n % 90), ""))
                        .toArray(Claim[]::new));
        return scene;
    }

    @Test
    void tenThousandNodesAreOneScreen() {
        tenThousand();
        assertThat(scene.status().lines().count()).isLessThan(50);
        holds("ten-thousand", "ten thousand nodes in the middle of a campaign");
    }

    @Test
    void narrowed() {
        atWork();
        Overview whole = scene.overview();
        Overview one = Overview.ofNode(Survey.ofNode(scene.consul, scene.keys, "web6"), "web6", Scene.NOW);
        Golden.holds(
                "status/node",
                "--node web6",
                StatusPage.of(one, "node web6", Scene.TIMES, Extent.SCREEN, false)
                        .text());
        Overview group = Overview.of(whole.fleet().ofGroup("db"), Scene.NOW);
        Golden.holds(
                "status/group",
                "--group db",
                StatusPage.of(group, "group db", Scene.TIMES, Extent.SCREEN, false)
                        .text());
    }

    @Test
    void programsGetEverything() {
        atWork();
        Golden.json("status/json", "what --json prints", Json.pretty(StatusJson.of(scene.overview(), Scene.NOW)));
    }

    @Test
    void whatDetectorsFound() {
        NodeStatus needy =
                new NodeStatus("web", State.IDLE, "6.1.0-30-amd64", "b", "1.3.0", 0, Optional.empty(), List.of());
        scene.policy("{}")
                .status(needy.needing(new Needs("drain", new TreeMap<>(Map.of("pending_updates", "3")))), "web1")
                .status(needy.needing(new Needs("", new TreeMap<>(Map.of("pending_updates", "0")))), "web2");
        scene.consul.put(
                scene.keys.changeRequired("web3"),
                "{\"kind\":\"hot\",\"reason\":\"openssl\",\"by\":\"alice@admin1\",\"at\":\"2026-01-30T11:00:00Z\"}");
        holds("needs", "a node needs a drain, one nothing, and one was asked for a hot change");
        Golden.json("status/needs-json", "the same as --json", Json.pretty(StatusJson.of(scene.overview(), Scene.NOW)));
    }

    @Test
    void paused() {
        pauses();
        holds("paused", "a group is paused for two hours and a node without an end, and a pause is over");
    }

    @Test
    void programsGetPausesThatAreOverToo() {
        pauses();
        Golden.json(
                "status/paused-json",
                "what --json prints of pauses",
                Json.pretty(StatusJson.of(scene.overview(), Scene.NOW)));
    }

    private void pauses() {
        scene.policy("{}").slots("web", claim("web1", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel"));
        scene.status("web1", State.REBOOTING, 0, Optional.empty());
        scene.consul.put(
                scene.keys.groupPause("web"),
                "{\"reason\":\"release 7\",\"by\":\"alice@adm1\",\"since\":\"2026-01-30T12:00:00Z\","
                        + "\"until\":\"2026-01-30T14:00:00Z\"}");
        scene.consul.put(scene.keys.nodePause("web9"), "bad disk");
        scene.consul.put(scene.keys.pause(), "{\"until\":\"2026-01-30T12:00:00Z\"}");
        scene.status(
                "web2",
                State.HELD,
                0,
                last(9, "held by pause: paused by service/rebootmgr/groups/web/pause", Duration.ofMinutes(3)));
        scene.consul.put(scene.keys.rebootRequired("web2"), "new kernel");
    }

    @Test
    void drainedUnderAStop() {
        scene.policy("{}").slots("web");
        scene.consul.put(scene.keys.stop(), "incident 42");
        scene.status(
                        Scene.says(
                                        State.HELD,
                                        0,
                                        last(
                                                102,
                                                "stopped by service/rebootmgr/stop: incident 42",
                                                Duration.ofMinutes(3)))
                                .drained(Optional.of("c0ffeeweb1")),
                        "web1")
                .rebooted("web2", Duration.ofMinutes(10));
        scene.consul.put(scene.keys.rebootRequired("web1"), "new kernel");
        holds("drained", "a stop broke off a drain, and the node stays out of service");
    }

    @Test
    void released() {
        scene.policy("{}").slots("web");
        scene.status(
                        "web1",
                        State.REBOOTING,
                        0,
                        last(5, "released by alice@admin1: mainboard broken", Duration.ofHours(1)))
                .status("web2", State.FAILED, 0, last(5, "released by bob@admin1: no power", Duration.ofHours(2)))
                .status("web3", State.REBOOTING, 0, Optional.empty())
                .status("web4", State.RETURNING, 0, last(5, "released by bob@admin1: no power", Duration.ofHours(2)));
        scene.consul.put(scene.keys.rebootRequired("web1"), "new kernel");
        holds("released", "three were released and are away, one of them comes back");
    }

    @Test
    void whoWasReleasedAndIsBackUnderALeaseIsHeldForProgramsToo() {
        scene.policy("{}").slots("web");
        scene.status("web1", State.FAILED, 0, last(12, "leased by bob@adm1 for maintenance", Duration.ofMinutes(1)))
                .status("web2", State.FAILED, 1, last(100, "pre_boot task 10-drain failed", Duration.ofMinutes(1)));
        assertThat(scene.status()).contains("2 nodes: 1 failed, 1 held");
        assertThat(StatusJson.of(scene.overview(), Scene.NOW).path("nodes"))
                .extracting(node ->
                        node.path("state").asText() + " " + node.path("stands").asText())
                .containsExactly("held held", "failed failed");
    }

    @Test
    void overdue() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        scene.slots("web", claim("web1", ClaimState.REBOOTING, Duration.ofMinutes(15), "new kernel"));
        scene.status("web1", State.REBOOTING, 0, Optional.empty())
                .status("web2", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(6)))
                .waiting("web", "web2", Duration.ofMinutes(6), "new kernel");
        holds("overdue", "a reboot takes 2 minutes and a half, and web1 is away for a quarter of an hour");
    }

    @Test
    void outSinceNobodyKnowsWhen() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        scene.slots("web").consul.put(scene.keys.out("web", "ghost"), "{");
        scene.status("web2", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(6)))
                .waiting("web", "web2", Duration.ofMinutes(6), "new kernel");
        holds("sometime", "what ghost says of itself cannot be read: it is not known since when it is away");
        assertThat(Json.pretty(StatusJson.of(scene.overview(), Scene.NOW))).doesNotContain("1970");
    }

    @Test
    void aLittleLate() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        scene.slots("web", claim("web1", ClaimState.REBOOTING, Duration.ofMinutes(4), "new kernel"));
        scene.status("web1", State.REBOOTING, 0, Optional.empty());
        holds("a-little-late", "a minute and a half more than the last reboot took");
    }

    @Test
    void failedOnItsWayBack() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        scene.slots("web", claim("web1", ClaimState.RETURNING, Duration.ofMinutes(3), "new kernel"));
        scene.status(
                "web1",
                State.RETURNING,
                5,
                last(
                        100,
                        "post_boot task 10-join failed with exit 1; see its output in the log",
                        Duration.ofMinutes(2)));
        holds("failed-returning", "a post_boot task failed five times, and the slot stays taken");
    }

    /** Of a node that lost its claim file: it is drained once more before the reboot is tried again. */
    @Test
    void failedBeforeItsSecondTry() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        scene.slots("web", claim("web1", ClaimState.REBOOTING, Duration.ofMinutes(3), "new kernel"));
        scene.status(
                "web1",
                State.REBOOTING,
                2,
                last(
                        100,
                        "pre_boot task 10-drain failed with exit 1; see its output in the log",
                        Duration.ofMinutes(2)));
        holds("failed-before-its-second-try", "a task failed before a reboot that is tried again");
    }

    @Test
    void aTaskFailedAndSaidWhy() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        NodeStatus.Last failed = new NodeStatus.Last(
                100,
                "pre_boot task 10-drain failed with exit 1; see its output in the log",
                Scene.NOW.minus(Duration.ofMinutes(2)),
                Optional.empty(),
                Optional.empty(),
                "balancer lb1 does not answer\u001B[31m");
        scene.status("web1", State.FAILED, 1, Optional.of(failed));
        holds("failed-saying", "a pre_boot task failed, and wrote why to its standard error");
        String order = """
                "id":"r1","version":"v2","change":"reboot","groups":["web"],"waves":[{"name":"rest","soak_s":0,"nodes":1}],\
                "max_failed":0,"by":"alice","started":"2026-01-30T11:00:00Z\"""";
        scene.consul.put(scene.keys.rolloutOrder("r1"), "{\"order\":{" + order + "}}");
        scene.consul.put(
                scene.keys.rollouts(),
                "{\"rollouts\":[{" + order + ",\"open\":0,\"since\":\"2026-01-30T11:00:00Z\","
                        + "\"state\":\"failed\",\"why\":\"more than 0 failed: web1\"}]}");
        holds("failed-in-a-rollout", "the same, and the rollout of its group has failed by that");
        scene.status("web2", State.HELD, 0, last(13, "held by rollout: rollout r1 has failed", Duration.ofMinutes(1)))
                .waiting("web", "web2", Duration.ofMinutes(6), "rollout r1");
        holds("held-by-a-failed-rollout", "the same, and the next node waits for it: nobody can say when it goes");
    }

    /** Their statuses name none, or each would be written anew whenever a node of another one goes. */
    @Test
    void whoWaitsForAFailureDomainIsToldWhich() {
        scene.policy("{\"limit\":4,\"domain_limit\":1,\"domains_at_a_time\":2}");
        scene.slots(
                "web",
                claim("web8", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel")
                        .of(new Domain("r1")),
                claim("web9", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel")
                        .of(new Domain("r2")));
        waitsForADomain("web1", new Domain("r1"));
        waitsForADomain("web2", new Domain("r3"));
        waitsForADomain("web3", Domain.NONE);
        holds("domains", "one waits for its own rack, and two for other racks");
    }

    private void waitsForADomain(String node, Domain domain) {
        NodeStatus.Last last = new NodeStatus.Last(
                4,
                "waiting for a slot within the limits of failure domains",
                Scene.NOW.minus(OLD),
                Optional.of("domain"),
                Optional.empty());
        scene.status(Scene.says(State.HELD, 0, Optional.of(last)).in(domain), node);
    }

    /** By a stop, a pause, a lease and the policy, of which nothing is left; of other gates only the node can tell. */
    @Test
    void whatHeldIsGoneAndItsNodesHaveNotLookedSince() {
        scene.policy("{\"deny\":\"web6\"}").slots("web");
        scene.status("web1", State.HELD, 0, last(102, "stopped by service/rebootmgr/stop: incident 42", OLD));
        held("web2", 9, "pause", "held by pause: paused by service/rebootmgr/pause: release 7");
        held("web3", 12, "lease", "held by lease: leased by bob for maintenance");
        held("web4", 101, "enabled", "held by enabled: disabled by policy: bad disk");
        held("web5", 101, "lists", "held by lists: left alone: in deny of the policy");
        held("web6", 101, "lists", "held by lists: left alone: in deny of the policy");
        held("web7", 6, "window", "held by window: outside every window");
        held("web8", 101, "enabled", "held by enabled: this node disabled itself: a task took too long");
        held("web9", 2, "health", "held by health: db");
        holds("hold-gone", "what held six nodes is gone; one is still denied, and of two only their nodes can tell");
    }

    @Test
    void whatHoldsStillIsNotTakenForGone() {
        scene.policy(
                        "{\"enabled\":false,\"freezes\":[{\"from\":\"2026-01-29\",\"to\":\"2026-02-02\",\"reason\":\"end of month\"}]}")
                .slots("web");
        scene.consul
                .put(scene.keys.groupStop("web"), "incident 42")
                .put(scene.keys.nodePause("web2"), "bad disk")
                .put(scene.keys.lease("web3"), "bob");
        scene.status("web1", State.HELD, 0, last(102, "stopped by service/rebootmgr/groups/web/stop", OLD));
        held("web2", 9, "pause", "held by pause: paused by service/rebootmgr/nodes/web2/pause: bad disk");
        held("web3", 12, "lease", "held by lease: leased by bob");
        held("web4", 101, "enabled", "held by enabled: disabled by policy: no reason given");
        held("web7", 6, "window", "held by window: freeze");
        assertThat(scene.status()).contains("held by pause", "held by lease").doesNotContain("its next run decides");
    }

    private void held(String node, int code, String gate, String reason) {
        scene.status(
                node,
                State.HELD,
                0,
                Optional.of(
                        new NodeStatus.Last(code, reason, Scene.NOW.minus(OLD), Optional.of(gate), Optional.empty())));
    }

    /** Until its next run nobody writes its status anew. */
    @Test
    void aHoldIsOverThatItsNodeHasNotLookedAtSince() {
        scene.policy("{\"windows\":[{\"days\":[\"sun\"],\"start\":\"22:00\",\"length\":\"6h\"}]}")
                .slots("web");
        heldUntil("web1", Duration.ofMinutes(-1));
        heldUntil("web2", Duration.ZERO);
        heldUntil("web3", Duration.ofMinutes(1));
        holds("hold-over", "three were held until a moment; it is past, now, and a minute ahead");
    }

    private void heldUntil(String node, Duration ahead) {
        String text = "held by window: outside every window; next opens at that time";
        scene.status(
                node,
                State.HELD,
                0,
                Optional.of(new NodeStatus.Last(
                        6,
                        text,
                        Scene.NOW.minusSeconds(600),
                        Optional.of("window"),
                        Optional.of(Scene.NOW.plus(ahead)))));
    }

    @Test
    void aGroupCoolsDown() {
        coolsDown();
        holds(
                "cooldown",
                "nobody takes the free slot yet; web2 stands in the rack that is out, web4 waits for a hot one");
    }

    @Test
    void whileNoSlotIsFreeTheCooldownHoldsNobody() {
        coolsDown();
        scene.policy("{\"limit\":1,\"cooldown\":\"10m\"}");
        assertThat(scene.status()).contains("waiting for a slot").doesNotContain("cooldown");
    }

    private void coolsDown() {
        scene.policy("{\"limit\":2,\"domain_limit\":1,\"cooldown\":\"10m\"}");
        scene.slotsFreed(
                        "web",
                        Duration.ofMinutes(2),
                        claim("web9", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel"))
                .waiting("web", "web1", Duration.ofMinutes(6), "new kernel")
                .status("web1", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(6)))
                .waiting("web", "web2", Duration.ofMinutes(5), "new kernel")
                .status(
                        "web2",
                        State.HELD,
                        0,
                        Optional.of(new NodeStatus.Last(
                                4,
                                "waiting for a slot within the limits of failure domains",
                                Scene.NOW.minusSeconds(300),
                                Optional.of("domain"),
                                Optional.empty())))
                .status("web3", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(4)))
                .put(scene.keys.of(ClaimList.HOT).waiting("web", "web4"), "{}".getBytes(UTF_8))
                .status("web4", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(3)));
    }

    @Test
    void aMistypedGroupIsStopped() {
        atWork();
        scene.consul.put(scene.keys.groupStop("wbe"), "incident 42");
        holds("mistyped-stop", "the stop of a group that nobody is in holds nobody");
    }

    @Test
    void oneOfTwoGroupsIsStopped() {
        atWork();
        scene.slots("db", claim("db1", ClaimState.REBOOTING, Duration.ofSeconds(50), "new kernel"));
        scene.consul.put(scene.keys.groupStop("web"), "incident 42");
        holds("one-group-stopped", "one group is stopped, the other goes on; db1 has no status");
    }

    @Test
    void givenUp() {
        scene.policy("{\"max_failures\":3}").slots("web");
        String why = "pre_boot task 10-drain failed with exit 1";
        scene.status("web1", State.IDLE, 3, last(100, why, Duration.ofHours(1)))
                .status("web2", State.PARKED, 3, last(100, why, Duration.ofHours(1)))
                .status("web3", State.HELD, 1, last(6, "held by window: opens at 22:00", Duration.ofHours(1)));
        holds("given-up", "two have failed too often, one failed once and waits for its window");
    }
}
