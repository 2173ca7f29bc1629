package io.rebootmgr.golden;

import io.rebootmgr.detect.Said;
import io.rebootmgr.golden.GateGoldenTest.Row;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.ClaimState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is given to each gate. */
final class GateRows {
    private static final Duration HOUR = Duration.ofHours(1);

    private GateRows() {}

    static List<Row> of(String gate) {
        return switch (gate) {
            case "stop" -> stop();
            case "enabled" -> enabled();
            case "lists" -> lists();
            case "retries" -> retries();
            case "pause" -> pause();
            case "lease" -> lease();
            case "rollout" -> RolloutRows.all();
            case "window" -> window();
            case "uptime" -> uptime();
            case "inhibitors" -> inhibitors();
            case "detectors" -> detectors();
            case "programs" -> ProgramRows.all();
            case "members" -> members();
            case "quorum" -> quorum();
            case "health" -> health();
            case "domain" -> SlotRows.domain();
            case "slot" -> SlotRows.slot();
            default -> List.of();
        };
    }

    static Row row(String given, String policy, Consumer<Scene> scene) {
        return new Row(given, policy, Optional.empty(), scene);
    }

    static Row row(String given, Consumer<Scene> scene) {
        return row(given, "{}", scene);
    }

    /** Of a node that has a claim, that of {@link Scene#claim}. */
    static Row claimed(String given, String policy, Consumer<Scene> scene) {
        return new Row(given, policy, Optional.of("c0ffee" + Scene.NODE), scene);
    }

    private static List<Row> detectors() {
        return List.of(
                row("none", scene -> {}),
                row("not asked yet", scene -> scene.node.withDetectors()),
                row("one that is good", scene -> scene.node.detected("10-kernel", Said.GOOD, "", Map.of())),
                row(
                        "the second of two needs a reboot",
                        scene -> scene.node
                                .detected("10-updates", Said.HOT, "3 updates", Map.of())
                                .detected("20-kernel", Said.REBOOT, "new kernel", Map.of())),
                row(
                        "one could not say",
                        scene -> scene.node
                                .detected("10-kernel", Said.REBOOT, "new kernel", Map.of())
                                .detected("20-updates", Said.ERROR, "exit 1: no such repository", Map.of())));
    }

    private static List<Row> lease() {
        String taken = "{\"id\":\"4aecd88d8d58\",\"holder\":\"bob@admin1\",\"purpose\":\"maintenance\","
                + "\"reason\":\"disk swap\",\"since\":\"2026-01-30T20:00:00Z\",\"hold\":%s}";
        return List.of(
                row("nobody has it", scene -> {}),
                row(
                        "held until it is released",
                        scene -> scene.consul.put(scene.keys.lease("web2"), taken.formatted(true))),
                row("its session is gone", scene -> scene.consul.put(scene.keys.lease("web2"), taken.formatted(false))),
                row("what is no lease", scene -> scene.consul.put(scene.keys.lease("web2"), "bob was here")),
                row("another node", scene -> scene.consul.put(scene.keys.lease("web22"), taken.formatted(true))));
    }

    private static List<Row> stop() {
        return List.of(
                row("no stop flag", scene -> {}),
                row("of the fleet", scene -> scene.consul.put(scene.keys.stop(), "incident 42")),
                row("of the group, with nothing in it", scene -> scene.consul.put(scene.keys.groupStop("web"), "")),
                row("of the node", scene -> scene.consul.put(scene.keys.nodeStop("web2"), "disk")),
                row("of another group and node", scene -> {
                    scene.consul.put(scene.keys.groupStop("db"), "");
                    scene.consul.put(scene.keys.nodeStop("web22"), "");
                }));
    }

    private static List<Row> enabled() {
        return List.of(
                row("nothing said", scene -> {}),
                row("not by the policy", "{\"enabled\":false,\"disabled_reason\":\"freeze\"}", scene -> {}),
                row("not by the policy, without a reason", "{\"enabled\":false}", scene -> {}),
                row(
                        "the node switched itself off",
                        scene -> scene.consul.put(
                                scene.keys.disabled("web2"), "pre_boot task 10-drain took longer than task_timeout")));
    }

    private static List<Row> lists() {
        Consumer<Scene> nothing = scene -> {};
        return List.of(
                row("no lists", nothing),
                row("denied by a range", "{\"deny\":\"web[1-3]\"}", nothing),
                row("denied with its group", "{\"deny\":[\"db1\",\"@web\"]}", nothing),
                row("others are denied", "{\"deny\":\"web[20-29],@db,@nobody\"}", nothing),
                row("allowed", "{\"allow\":\"web[1-3]\"}", nothing),
                row("others are allowed", "{\"allow\":\"web1,@db\"}", nothing),
                row("a group that nobody knows is allowed", "{\"allow\":\"@nobody\"}", nothing),
                row("a canary among others that are allowed", "{\"allow\":\"@db\",\"canaries\":\"web2\"}", nothing));
    }

    private static List<Row> pause() {
        String until =
                "{\"reason\":\"release 7\",\"by\":\"alice@adm1\",\"since\":\"2026-01-30T12:00:00Z\",\"until\":\"%s\"}";
        String ahead = until.formatted("2026-01-30T14:00:00Z");
        return List.of(
                row("no pause", scene -> {}),
                row("of the fleet, by hand", scene -> scene.consul.put(scene.keys.pause(), "please\nwait")),
                row("of the group, with nothing in it", scene -> scene.consul.put(scene.keys.groupPause("web"), "")),
                row("of the node, for two hours", scene -> scene.consul.put(scene.keys.nodePause("web2"), ahead)),
                row(
                        "one that is over this moment",
                        scene -> scene.consul.put(scene.keys.pause(), until.formatted("2026-01-30T12:02:00Z"))),
                row(
                        "an end that is no time",
                        scene -> scene.consul.put(scene.keys.pause(), until.formatted("tomorrow"))),
                row("half a JSON", scene -> scene.consul.put(scene.keys.pause(), "{\"until\":")),
                row(
                        "only an end",
                        scene -> scene.consul.put(
                                scene.keys.pause(), "{\"until\":\"2026-01-30T14:00:00Z\",\"ticket\":7}")),
                row("two, of which one has no end", scene -> {
                    scene.consul.put(scene.keys.pause(), ahead);
                    scene.consul.put(scene.keys.nodePause("web2"), "disk");
                }),
                row("of another group and node", scene -> {
                    scene.consul.put(scene.keys.groupPause("db"), "");
                    scene.consul.put(scene.keys.nodePause("web22"), "");
                }),
                claimed(
                        "of the fleet, and this reboot has begun",
                        "{}",
                        scene -> scene.consul.put(scene.keys.pause(), ahead)));
    }

    private static List<Row> retries() {
        return List.of(
                row("it never said anything", scene -> {}),
                row("one failure", scene -> scene.status("web2", State.FAILED, 1, Optional.empty())),
                row(
                        "three of three",
                        "{\"max_failures\":3}",
                        scene -> scene.status(
                                "web2", State.FAILED, 3, Scene.last(100, "pre_boot task 10-drain failed", HOUR))),
                row(
                        "one of one",
                        "{\"max_failures\":1}",
                        scene -> scene.status("web2", State.FAILED, 1, Optional.empty())),
                row("three reboots within six hours for a file that asks again", scene -> {
                    scene.node.asks("/run/reboot_required", "new kernel", Duration.ofMinutes(5));
                    scene.rebooted("web2", Duration.ofHours(5), Duration.ofHours(3), HOUR);
                }),
                row("two of them", scene -> {
                    scene.node.asks("/run/reboot_required", "new kernel", Duration.ofMinutes(5));
                    scene.rebooted("web2", Duration.ofHours(7), Duration.ofHours(3), HOUR);
                }),
                row(
                        "a status that cannot be read",
                        scene -> scene.consul.put(scene.keys.status("web2"), "{\"state\":")),
                row("a logbook that cannot be read", scene -> {
                    scene.node.asks("/run/reboot_required", "new kernel", Duration.ofMinutes(5));
                    scene.consul.put(scene.keys.history("web2"), "[]");
                }));
    }

    private static List<Row> window() {
        String from = "{\"timezone\":\"UTC\",\"windows\":[{\"days\":[\"fri\"],\"start\":\"%s\",\"length\":\"%s\"}]%s}";
        String freeze = ",\"freezes\":[{\"from\":\"2026-01-30\",\"to\":\"2026-02-02\",\"reason\":\"audit\"}]";
        return List.of(
                row("no window at all", scene -> {}),
                row("tonight", from.formatted("22:00", "6h", ""), scene -> {}),
                row("now", from.formatted("12:00", "2h", ""), scene -> {}),
                row("now, and too short for what is ahead", from.formatted("11:00", "63m", ""), scene -> {}),
                row("now, and a freeze", from.formatted("12:00", "2h", freeze), scene -> {}));
    }

    private static List<Row> uptime() {
        return List.of(
                row("nothing wanted", scene -> {}),
                row("up for three days, one wanted", "{\"min_uptime\":\"1d\"}", scene -> {}),
                row("up for three days, a week wanted", "{\"min_uptime\":\"7d\"}", scene -> {}));
    }

    private static List<Row> inhibitors() {
        return List.of(
                row("no lock", scene -> {}),
                row("one", scene -> scene.node.locked("dnf", "upgrade in progress")),
                row(
                        "three",
                        scene -> scene.node
                                .locked("dnf", "upgrade in progress")
                                .locked("backup", "nightly")
                                .locked("lvm", "moving")));
    }

    private static List<Row> members() {
        return List.of(
                row("all alive", scene -> {}),
                row("one failed of our group, without a claim", scene -> {
                    scene.consul.member("web3", "failed");
                    scene.status("web3", State.IDLE, 0, Optional.empty());
                }),
                row("one failed of our group, under its claim", scene -> {
                    scene.consul.member("web3", "failed");
                    scene.status("web3", State.REBOOTING, 0, Optional.empty());
                    scene.slots("web", Scene.claim("web3", ClaimState.REBOOTING, HOUR, "new kernel"));
                }),
                row("one failed of another group", scene -> {
                    scene.consul.member("db1", "failed");
                    scene.status("db", "db1", State.IDLE, Optional.empty());
                }),
                row("one failed that never said which group it is of", scene -> scene.consul.member("web3", "failed")),
                row("one failed that the policy ignores", "{\"ignore_failed_checks\":[\"web3\"]}", scene -> {
                    scene.consul.member("web3", "failed");
                    scene.status("web3", State.IDLE, 0, Optional.empty());
                }),
                row("one left for its reboot, and its claim was deleted", scene -> {
                    scene.consul.member("web3", "left");
                    scene.status("web3", State.REBOOTING, 0, Optional.empty());
                }),
                row("one left for good", scene -> {
                    scene.consul.member("web3", "left");
                    scene.status("web3", State.IDLE, 0, Optional.empty());
                }));
    }

    private static List<Row> quorum() {
        Consumer<Scene> three =
                scene -> scene.consul.server("web1").server("web2").server("consul1");
        return List.of(
                row("no server", scene -> {}),
                row("three servers that can lose one", three.andThen(scene -> scene.consul.serversToSpare(1))),
                row(
                        "a server is down",
                        three.andThen(scene -> scene.consul.serversToSpare(0).serverDown("consul1"))),
                row(
                        "another server is about to reboot, and votes still",
                        three.andThen(scene -> scene.consul.serversToSpare(1))
                                .andThen(scene -> scene.slots(
                                        "web", Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel")))),
                row(
                        "slots that cannot be read",
                        three.andThen(scene -> scene.consul.serversToSpare(1).put(scene.keys.slots("db"), "garbage"))));
    }

    private static List<Row> health() {
        Consumer<Scene> three = scene -> scene.consul
                .service("web", "rebootmgr", "min_passing=2")
                .instance("web1", "web", "")
                .instance("web2", "web", "")
                .instance("web3", "web", "");
        return List.of(
                row("no tagged service", scene -> scene.consul.service("web").instance("web2", "web", "refused")),
                row("three pass, two have to", three),
                row(
                        "two pass, and two have to: taking one is the operator's word",
                        scene -> scene.consul
                                .service("web", "rebootmgr", "min_passing=2")
                                .instance("web1", "web", "")
                                .instance("web2", "web", "")
                                .instance("web3", "web", "refused")),
                row(
                        "one passes, and two have to",
                        scene -> scene.consul
                                .service("web", "rebootmgr", "min_passing=2")
                                .instance("web1", "web", "refused")
                                .instance("web2", "web", "")),
                row(
                        "three pass, and one of them is about to go",
                        three.andThen(scene ->
                                scene.slots("db", Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel")))),
                row("two pass, and one of them is about to go", scene -> {
                    scene.consul
                            .service("web", "rebootmgr", "min_passing=2")
                            .instance("web1", "web", "")
                            .instance("web2", "web", "");
                    scene.slots("db", Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel"));
                }),
                row(
                        "a check that has not run since its agent started",
                        scene -> scene.consul
                                .service("web", "rebootmgr")
                                .instance("web2", "web", "")
                                .instanceNotCheckedYet("web3", "web")),
                row(
                        "a rule that cannot be read",
                        scene -> scene.consul
                                .service("web", "rebootmgr", "min_passing=two")
                                .instance("web2", "web", "")));
    }
}
