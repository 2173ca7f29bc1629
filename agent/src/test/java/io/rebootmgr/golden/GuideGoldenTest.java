package io.rebootmgr.golden;

import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.Entry.TaskRun;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.show.HistoryPage;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the guide shows of the program is what the program prints of such a fleet. {@code scripts/e2e guide} holds the
 * same blocks against what real machines print.
 */
class GuideGoldenTest {
    private static final Path GUIDE = Path.of("../docs/getting-started.md");
    private static final String ID = "02255314b733";
    private static final String TWO = "5b21c09ae7d4";

    private final Scene scene = new Scene("web1", "web2", "web3").from("web2", ZoneOffset.UTC);

    GuideGoldenTest() {
        scene.policy("{\"limit\":1,\"settle\":\"1m\"}").slots("web");
        scene.consul.serversToSpare(1).service("web", "rebootmgr", "min_passing=2");
        for (String name : List.of("web1", "web2", "web3")) {
            scene.consul.instance(name, "web", "").server(name);
            says(name, State.IDLE, Optional.empty());
        }
    }

    private void says(String name, State state, Optional<Last> last) {
        scene.status(name, state, 0, last);
    }

    private void asked(String name) {
        scene.consul.put(scene.keys.rebootRequired(name), "new kernel");
    }

    private static Claim claim(String id, String node, ClaimState state, Duration ago) {
        return new Claim(id, node, state, "b", "s", Scene.NOW.minus(ago), "new kernel", List.of("web"));
    }

    @Test
    void nothingToDo() {
        Golden.block(GUIDE, "guide-check", scene.check());
    }

    @Test
    void oneReboots() {
        asked("web2");
        says("web2", State.PREPARING, Optional.empty());
        scene.slots("web", claim(ID, "web2", ClaimState.PREPARING, Duration.ofSeconds(7)));
        Golden.block(GUIDE, "guide-preparing", scene.status());
    }

    @Test
    void anotherOneIsHeldMeanwhile() {
        asked("web2");
        scene.consul.serverDown("web2").serversToSpare(0);
        says("web2", State.REBOOTING, Optional.empty());
        scene.slots("web", claim(ID, "web2", ClaimState.REBOOTING, Duration.ofSeconds(22)));
        Golden.block(GUIDE, "guide-held", scene.from("web3", ZoneOffset.UTC).check());
    }

    @Test
    void itIsBack() {
        says("web2", State.IDLE, Scene.last(0, "rebooted: new kernel", Duration.ofSeconds(10)));
        Golden.block(GUIDE, "guide-back", scene.status());
        Entry entry = Entry.begun(
                        ID,
                        "web2",
                        "web",
                        "new kernel",
                        List.of(scene.keys.rebootRequired("web2")),
                        Scene.NOW.minusSeconds(125))
                .from("6.1.0-30-amd64", "1.4.0")
                .task(new TaskRun("pre_boot", "10-drain", 0, Duration.ofMillis(332)))
                .phase("pre_boot_tasks", Duration.ofMillis(537))
                .phase("settle", Duration.ofSeconds(60))
                .cameBackWith("6.1.0-30-amd64")
                .phase("boot", Duration.ofSeconds(50))
                .phase("health", Duration.ofSeconds(1))
                .task(new TaskRun("post_boot", "10-undrain", 0, Duration.ofMillis(115)))
                .phase("post_boot_tasks", Duration.ofMillis(121))
                .phase("health", Duration.ofMillis(8))
                .phase("vote", Duration.ofMillis(33))
                .ended(0, "rebooted: new kernel", Scene.NOW.minusSeconds(10));
        Map<String, ClaimInGroup> standing = Map.of();
        Golden.block(
                GUIDE,
                "guide-history",
                HistoryPage.of(new Logbook(List.of(entry), standing, List.of()), "", Scene.TIMES, false)
                        .text());
    }

    /** What comes after it was back. */
    private void another() {
        asked("web3");
        scene.rebooted("web2", Duration.ofSeconds(90));
    }

    @Test
    void anotherOnePrepares() {
        another();
        scene.slots("web", claim(TWO, "web3", ClaimState.PREPARING, Duration.ofSeconds(7)));
        says("web3", State.PREPARING, Optional.empty());
        Golden.block(GUIDE, "guide-another", scene.status());
    }

    @Test
    void itIsStopped() {
        another();
        scene.consul.put(scene.keys.stop(), "incident 42 (by root@web1 since 2026-01-30T12:01:53Z)");
        scene.slots("web", claim(TWO, "web3", ClaimState.DRAINED, Duration.ofSeconds(7)));
        String stopped =
                "stopped by service/rebootmgr/stop: incident 42 (by root@web1 since 2026-01-30T12:01:53Z); `rebootmgr resume` clears it";
        Optional<Last> last = Scene.last(102, stopped, Duration.ofSeconds(7));
        scene.status(Scene.says(State.HELD, 0, last).drained(Optional.of(TWO)), "web3");
        Golden.block(GUIDE, "guide-stopped", scene.status());
    }
}
