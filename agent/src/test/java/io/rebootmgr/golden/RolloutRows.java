package io.rebootmgr.golden;

import static io.rebootmgr.golden.GateRows.claimed;
import static io.rebootmgr.golden.GateRows.row;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.golden.GateGoldenTest.Row;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the gate of rollouts is shown. */
final class RolloutRows {
    private RolloutRows() {}

    static List<Row> all() {
        return List.of(
                row("none", scene -> {}),
                row("none, and the policy asks for one", "{\"require_rollout\":true}", scene -> {}),
                row("none, the policy asks for one, and a key asks", "{\"require_rollout\":true}", scene -> {
                    scene.policy("{\"require_rollout\":true}");
                    scene.node.asks("/run/reboot_required", "new kernel", Duration.ofMinutes(5));
                    scene.consul.put(scene.keys.rebootRequired(Scene.NODE), "config");
                }),
                row("the same, and the key was obeyed before", "{\"require_rollout\":true}", scene -> {
                    scene.policy("{\"require_rollout\":true}");
                    scene.node.asks("/run/reboot_required", "new kernel", Duration.ofMinutes(5));
                    String key = scene.keys.rebootRequired(Scene.NODE);
                    scene.consul.put(key, "config");
                    long index =
                            scene.consul.read(Consistency.DEFAULT, List.of(key)).index(key);
                    scene.status(
                            new NodeStatus(
                                    Scene.GROUP,
                                    State.IDLE,
                                    "6.1.0-30-amd64",
                                    "b",
                                    "1.4.0",
                                    0,
                                    Optional.empty(),
                                    List.of(new NodeStatus.Parked(key, Long.toString(index)))),
                            Scene.NODE);
                }),
                row("its wave is open", rollout(1, "running", "", "waiting")),
                row("the canaries go", rollout(0, "running", "", "waiting")),
                row("the canaries soak", rollout(0, "running", "\"soaking\":\"2026-01-30T11:50:00Z\",", "waiting")),
                row("paused", rollout(1, "paused", "\"why\":\"paused by bob: lunch\",", "waiting")),
                claimed("paused, and this reboot is committed", "{}", rollout(1, "paused", "", "running")),
                row("failed", rollout(1, "failed", "\"why\":\"1 node failed: web7\",", "waiting")),
                row("the node itself has failed", rollout(1, "running", "", "failed")),
                row("done, and its wave is open", rollout(1, "running", "", "ok")),
                row("done, and its wave has soaked", rollout(2, "running", "", "ok")),
                row("skipped", rollout(1, "running", "", "skipped")),
                row("skipped, and the canaries go", rollout(0, "running", "", "skipped")),
                row(
                        "skipped, and the canaries soak",
                        rollout(0, "running", "\"soaking\":\"2026-01-30T11:50:00Z\",", "skipped")),
                row(
                        "skipped, and it has failed among the canaries",
                        rollout(0, "failed", "\"why\":\"1 node failed: web7\",", "skipped")),
                row("skipped, and it is paused", rollout(1, "paused", "\"why\":\"paused by bob: lunch\",", "skipped")),
                row("skipped, and it has failed", rollout(1, "failed", "\"why\":\"1 node failed: web7\",", "skipped")),
                row("left out, and the canaries go", rollout(0, "running", "", "left_out")),
                row("left out, and its wave is open", rollout(1, "running", "", "left_out")),
                row("a word of a newer agent", rollout(1, "running", "", "juggling")),
                row("a state of a newer version", rollout(1, "sleeping", "", "waiting")),
                row("new in the group", scene -> underWay(scene, ONE.formatted(0, "running", ""))),
                row(
                        "nobody has ordered it",
                        scene -> scene.consul.put(scene.keys.rollouts(), list(ONE.formatted(1, "running", "")))),
                row("otherwise than it was ordered", scene -> {
                    underWay(scene, ONE.formatted(1, "running", ""));
                    scene.consul.put(
                            scene.keys.rollouts(),
                            list(ONE.formatted(1, "running", "").replace("v42", "v666")));
                }),
                row("the canaries have not gone, though its wave is open", scene -> {
                    rollout(1, "running", "", "waiting").accept(scene);
                    scene.consul.put(scene.keys.rolloutNode("web9"), place("canaries", "waiting"));
                }),
                row("the canaries soak, though its wave is open", scene -> {
                    rollout(1, "running", "", "waiting").accept(scene);
                    scene.consul.put(
                            scene.keys.rolloutNode("web9"),
                            place("canaries", "ok").replace("11:00", "11:50"));
                }),
                row("what is no list of rollouts", scene -> scene.consul.put(scene.keys.rollouts(), "v42")),
                row(
                        "one that cannot be read",
                        scene ->
                                scene.consul.put(scene.keys.rollouts(), "{\"rollouts\":[{\"id\":\"4aecd88d8d58\"}]}")));
    }

    private static final String ONE = "{\"id\":\"4aecd88d8d58\",\"version\":\"v42\",\"change\":\"reboot\","
            + "\"groups\":[\"web\"],\"waves\":[{\"name\":\"canaries\",\"soak_s\":1800,\"nodes\":1},"
            + "{\"name\":\"rest\",\"soak_s\":1800,\"nodes\":9}],\"open\":%d,\"since\":\"2026-01-30T11:00:00Z\","
            + "\"state\":\"%s\",%s"
            + "\"by\":\"alice@adm1\",\"started\":\"2026-01-30T11:00:00Z\",\"max_failed\":0}";

    private static String list(String one) {
        return "{\"rollouts\":[" + one + "]}";
    }

    private static void underWay(Scene scene, String one) {
        scene.consul.put(scene.keys.rollouts(), list(one));
        scene.consul.put(scene.keys.rolloutOrder("4aecd88d8d58"), "{\"order\":" + one + "}");
    }

    private static String place(String wave, String state) {
        return "{\"id\":\"4aecd88d8d58\",\"wave\":\"" + wave + "\",\"state\":\"" + state
                + "\",\"reason\":\"exit 4\",\"at\":\"2026-01-30T11:00:00Z\"}";
    }

    private static Consumer<Scene> rollout(int open, String state, String more, String place) {
        return scene -> {
            underWay(scene, ONE.formatted(open, state, more));
            if (open > 0) {
                scene.consul.put(scene.keys.rolloutNode("web9"), place("canaries", "ok"));
            }
            scene.consul.put(scene.keys.rolloutNode(Scene.NODE), place("rest", place));
        };
    }
}
