package io.rebootmgr.golden;

import static io.rebootmgr.golden.Scene.claim;
import static io.rebootmgr.golden.Scene.last;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code plan} in the situations that operators ask about. */
class PlanGoldenTest {
    private static final String WINDOW =
            "{\"limit\":%d,\"timezone\":\"Europe/Berlin\",\"windows\":[{\"days\":[\"fri\",\"sat\"],\"start\":\"%s\",\"length\":\"%s\"}]}";

    private final Scene scene = new Scene();

    private void holds(String name, String situation) {
        Golden.holds("plan/" + name, situation, scene.plan());
    }

    private void waits(int count) {
        for (int n = 1; n <= count; n++) {
            String name = "web%02d".formatted(50 - n);
            scene.waiting("web", name, Duration.ofMinutes(60 - n), "new kernel")
                    .status(name, State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(60 - n)));
        }
    }

    @Test
    void outSinceNobodyKnowsWhen() {
        scene.policy("{}").rebooted("web9", Duration.ofHours(2));
        scene.slots("web").consul.put(scene.keys.out("web", "ghost"), "{");
        waits(2);
        holds("sometime", "ghost is away, and it is not known since when");
    }

    @Test
    void nobodyWaits() {
        scene.policy("{}").slots("web");
        holds("nobody", "nobody wants to reboot");
    }

    @Test
    void theLineOfAGroup() {
        scene.policy("{\"limit\":2}").rebooted("web1", Duration.ofMinutes(10)).rebooted("web2", Duration.ofMinutes(20));
        scene.slots(
                "web",
                claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel"),
                claim("web4", ClaimState.PREPARING, Duration.ofMinutes(2), "new kernel"));
        waits(5);
        scene.consul.put(scene.keys.rebootRequired("web1"), "firmware");
        holds("in-line", "two slots are taken, five nodes stand in line, one was just asked and is not in line yet");
    }

    /** Six replicas in three racks, a rack at a time: who stands behind in line goes before who waits for a rack. */
    @Test
    void aRackAtATime() {
        scene.policy("{\"limit\":3,\"domains_at_a_time\":1,\"cooldown\":\"10m\"}");
        scene.rebooted("web1", Duration.ofMinutes(90)).rebooted("web2", Duration.ofMinutes(100));
        scene.slots(
                "web",
                claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel")
                        .of(new Domain("r1")));
        String[] racks = {"r2", "r1", "r3", "r1", "r2"};
        for (int n = 0; n < racks.length; n++) {
            scene.put(
                    scene.keys.waiting("web", "db" + n),
                    ("{\"since\":\"" + Scene.NOW + "\",\"domain\":\"" + racks[n] + "\"}")
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        holds("racks", "a rack at a time, ten minutes of cooldown; db1 and db3 stand in the rack that is out");
    }

    @Test
    void aGroupCoolsDown() {
        scene.policy("{\"domain_limit\":1,\"cooldown\":\"10m\"}").rebooted("web1", Duration.ofMinutes(90));
        scene.slotsFreed("web", Duration.ofMinutes(2));
        waits(2);
        holds("cooldown", "the slot is free, and nobody takes it before the cooldown is over");
    }

    @Test
    void paused() {
        scene.policy("{}").rebooted("web1", Duration.ofMinutes(10));
        scene.slots("web", claim("web9", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel"));
        waits(3);
        scene.consul.put(scene.keys.nodePause("web48"), "bad disk");
        scene.consul.put(
                scene.keys.pause(),
                "{\"reason\":\"release 7\",\"by\":\"alice@adm1\",\"until\":\"2026-01-30T14:00:00Z\"}");
        holds("paused", "the fleet is paused for two hours, and one node without an end");
    }

    @Test
    void pausedWithoutAnEnd() {
        scene.policy("{\"deny\":\"web49\"}").rebooted("web1", Duration.ofMinutes(10));
        waits(3);
        scene.consul.put(scene.keys.groupPause("web"), "please wait");
        holds("paused-without-end", "the group is paused, nobody knows until when, and a node is denied");
    }

    @Test
    void someAreConsulServers() {
        scene.policy("{}").rebooted("web1", Duration.ofMinutes(10));
        scene.slots("web", claim("web48", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel"));
        waits(3);
        for (String server : List.of("web1", "web48", "web47")) {
            scene.consul.instance(server, "consul", "");
        }
        holds("consul-servers", "a Consul server is out and another one waits: each keeps its slot until it votes");
    }

    @Test
    void notAllMakeItInThisWindow() {
        scene.policy(WINDOW.formatted(1, "12:30", "1h")).rebooted("web1", Duration.ofHours(20));
        waits(9);
        holds("window-closes", "the window closes in half an hour, and the rest has to wait for the next one");
    }

    @Test
    void theWindowIsNotOpenYet() {
        scene.policy(WINDOW.formatted(2, "22:00", "6h"));
        for (String name : List.of("web1", "web2", "web3")) {
            scene.status(name, State.HELD, 0, last(6, "held by window: outside every window", Duration.ofHours(2)));
        }
        holds("before-the-window", "nobody is in line before the window opens, and no reboot is known yet");
    }

    @Test
    void someWouldNotGo() {
        scene.policy("{\"max_failures\":2}").rebooted("web1", Duration.ofHours(1));
        waits(2);
        scene.status(
                        "web5",
                        State.FAILED,
                        2,
                        last(100, "pre_boot task 10-drain failed with exit 1", Duration.ofHours(1)))
                .status("web6", State.FAILED, 1, last(107, "the reboot command failed", Duration.ofHours(1)))
                .status("web7", State.HELD, 0, last(101, "held by enabled: disabled by policy", Duration.ofHours(9)))
                .status("web8", State.HELD, 0, last(2, "held by health: api unhealthy", Duration.ofHours(9)));
        scene.status(
                new NodeStatus(
                        "web", State.PARKED, "k", "b", "1", 0, Optional.empty(), List.of(new Parked("/etc/x", "1"))),
                "web9");
        scene.consul.put(scene.keys.nodeConfig("web7"), "{\"enabled\":false,\"disabled_reason\":\"bad fan\"}");
        scene.consul.put(scene.keys.nodeStop("web49"), "alice debugs");
        scene.waiting("web", "web10", Duration.ofMinutes(60), "new kernel")
                .consul
                .put(
                        scene.keys.lease("web10"),
                        "{\"id\":\"4aecd88d8d58\",\"holder\":\"bob@adm1\",\"purpose\":\"maintenance\",\"reason\":\"disk swap\","
                                + "\"since\":\"2026-01-30T11:00:00Z\",\"hold\":true}");
        holds("some-stay", "failed, disabled, parked, leased and stopped nodes do not go before somebody has looked");
    }

    @Test
    void theOneWhoHoldsTheSlotHasFailed() {
        scene.policy("{}").rebooted("web1", Duration.ofHours(1));
        scene.slots("web", claim("web4", ClaimState.RETURNING, Duration.ofMinutes(1), "new kernel"));
        scene.status(
                "web4",
                State.RETURNING,
                1,
                last(100, "post_boot task 10-join failed with exit 1", Duration.ofSeconds(30)));
        waits(2);
        holds("behind-a-failure", "who holds the only slot has failed a moment ago: nobody goes before that is mended");
        assertThat(scene.planOfClaims().path(0).path("failed").booleanValue()).isTrue();
        assertThat(scene.planOfClaims().path(0).has("back"))
                .as("nobody knows when")
                .isFalse();
    }

    @Test
    void aNodeWithAWindowOfItsOwnHoldsUpNobody() {
        scene.policy("{}").rebooted("web1", Duration.ofHours(1));
        waits(3);
        scene.consul.put(
                scene.keys.nodeConfig("web49"),
                "{\"windows\":[{\"days\":[\"fri\"],\"start\":\"12:15\",\"length\":\"1h\"}],\"timezone\":\"UTC\"}");
        holds("own-window", "the first in line has a window of its own, which opens in a quarter of an hour");
    }

    @Test
    void stopped() {
        scene.policy("{}").rebooted("web1", Duration.ofHours(1));
        scene.consul.put(scene.keys.stop(), "incident 42");
        waits(2);
        holds("stopped", "a stopped fleet");
    }

    @Test
    void manyNodes() {
        scene.policy(WINDOW.formatted(3, "12:30", "6h")).rebooted("web1", Duration.ofHours(1));
        for (int n = 0; n < 1_000; n++) {
            scene.waiting("web", "node%04d".formatted(n), Duration.ofMinutes(100), "");
        }
        holds("many", "a thousand nodes over several nights");
    }

    @Test
    void theLimitWasLowered() {
        scene.policy("{\"limit\":1}").rebooted("web1", Duration.ofHours(1));
        scene.slots(
                "web",
                claim("web2", ClaimState.RETURNING, Duration.ofSeconds(5), "new kernel"),
                claim("web3", ClaimState.REBOOTING, Duration.ofSeconds(5), "new kernel"),
                claim("web4", ClaimState.REBOOTING, Duration.ofMinutes(40), "new kernel"));
        waits(2);
        holds("lowered-limit", "three slots are taken of one: all three have to come back first");
    }

    @Test
    void aWindowTooShort() {
        scene.policy(WINDOW.formatted(1, "22:00", "2m")).rebooted("web1", Duration.ofHours(1));
        waits(1);
        holds("short-window", "a window that closes before the node could have committed its reboot");
    }

    @Test
    void aFreezeWithoutAnEnd() {
        scene.policy("{\"freezes\":[{\"from\":\"2026-01-01\",\"to\":\"2099-12-31\",\"reason\":\"until the audit\"}]}")
                .rebooted("web1", Duration.ofHours(1));
        waits(1);
        holds("frozen", "nobody knows when the freeze will be over");
    }

    @Test
    void oneIsDown() {
        scene.policy("{}").rebooted("web1", Duration.ofHours(1));
        scene.slots("web", claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(1), "new kernel"));
        holds("one-is-down", "nobody waits, and one is down");
        assertThat(scene.planOfClaims().path(0).path("back").asText()).isEqualTo("2026-01-30T12:03:30Z");
    }

    @Test
    void aHangingClaim() {
        scene.policy("{}").rebooted("web1", Duration.ofHours(1));
        scene.slots("web", claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(40), "new kernel"));
        waits(2);
        holds("hanging-claim", "the only slot is held by a node that does not come back");
    }

    @Test
    void oneOfTwoSlotsHangs() {
        scene.policy("{\"limit\":2}").rebooted("web1", Duration.ofHours(1));
        scene.slots(
                "web",
                claim("web3", ClaimState.REBOOTING, Duration.ofMinutes(40), "new kernel"),
                claim("web4", ClaimState.RETURNING, Duration.ofSeconds(90), "new kernel"));
        waits(2);
        holds(
                "one-slot-hangs",
                "one of two slots is held by a node that does not come back, the other is given back soon");
    }
}
