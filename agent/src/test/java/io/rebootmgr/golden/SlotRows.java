package io.rebootmgr.golden;

import static io.rebootmgr.golden.GateRows.claimed;
import static io.rebootmgr.golden.GateRows.row;

import io.rebootmgr.golden.GateGoldenTest.Row;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Slots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What is given to the gates that count who is out. */
final class SlotRows {
    private static final Duration HOUR = Duration.ofHours(1);

    private SlotRows() {}

    /** The claims of web1 of rack r1 and of web3 of rack r2; web2, which asks, has no rack. */
    static List<Row> domain() {
        Consumer<Scene> two = scene -> scene.slots(
                "web",
                Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel").of(new Domain("r1")),
                Scene.claim("web3", ClaimState.PREPARING, HOUR, "new kernel").of(new Domain("r10")));
        String one = "{\"limit\":3,\"domain_limit\":1}";
        String atATime = "{\"limit\":3,\"domains_at_a_time\":%d}";
        return List.of(
                row("no limit by domain", "{\"limit\":3}", two),
                row("a node without a domain", one, two),
                row("a node of r1, one node of it out", one, two.andThen(scene -> scene.inDomain("r1"))),
                row(
                        "a node of r1, two may be out",
                        one.replace("1}", "2}"),
                        two.andThen(scene -> scene.inDomain("r1"))),
                row("a node of r2, of which nobody is out", one, two.andThen(scene -> scene.inDomain("r2"))),
                row("a domain more, and there may be", atATime.formatted(3), two),
                row("a domain more, and there may not be", atATime.formatted(2), two),
                row(
                        "another node of a domain that is out",
                        atATime.formatted(2),
                        two.andThen(scene -> scene.inDomain("r10"))),
                row(
                        "another of the second domain, where only the first may be out",
                        atATime.formatted(1),
                        two.andThen(scene -> scene.inDomain("r10"))),
                row(
                        "a claim whose domain cannot be read counts in each",
                        one,
                        scene -> scene.inDomain("r2")
                                .slots(
                                        "web",
                                        Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel")
                                                .of(Domain.UNREADABLE))),
                row(
                        "somebody before waits for a domain to be empty, for two hours",
                        atATime.formatted(1),
                        scene -> scene.inDomain("r1")
                                .slots(
                                        "web",
                                        Scene.claim("web1", ClaimState.REBOOTING, Duration.ofMinutes(5), "new kernel")
                                                .of(new Domain("r1")))
                                .put(
                                        scene.keys.next("web"),
                                        ("{\"nodes\":[{\"node\":\"web7\",\"domain\":\"r7\",\"named\":\""
                                                        + Scene.NOW.minus(HOUR.multipliedBy(2)) + "\"}]}")
                                                .getBytes(StandardCharsets.UTF_8))),
                claimed(
                        "our own, behind another of its domain",
                        one,
                        scene -> scene.inDomain("r1")
                                .slots(
                                        "web",
                                        Scene.claim("web1", ClaimState.PREPARING, HOUR, "new kernel")
                                                .of(new Domain("r1")),
                                        Scene.claim("web2", ClaimState.PREPARING, HOUR, "new kernel")
                                                .of(new Domain("r1")))),
                row("a list that cannot be read", one, scene -> scene.consul.put(scene.keys.slots("web"), "garbage")));
    }

    private static Consumer<Scene> freed(String at) {
        return scene -> scene.consul.put(scene.keys.slots("web"), "{\"claims\":[],\"freed\":" + at + "}");
    }

    static List<Row> slot() {
        Consumer<Scene> own =
                scene -> scene.slots("web", Scene.claim("web2", ClaimState.PREPARING, HOUR, "new kernel"));
        return List.of(
                row("no claim", scene -> {}),
                row(
                        "the only slot is taken",
                        scene -> scene.slots("web", Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel"))),
                row(
                        "one of two is taken",
                        "{\"limit\":2}",
                        scene -> scene.slots("web", Scene.claim("web1", ClaimState.RETURNING, HOUR, "new kernel"))),
                row(
                        "by a claim whose session is gone",
                        scene -> scene.put(
                                scene.keys.slots("web"),
                                ("{\"claims\":[{\"id\":\"a\",\"node\":\"web1\","
                                                + "\"state\":\"preparing\",\"boot_id\":\"b\",\"session\":\"gone\","
                                                + "\"since\":\"2026-01-30T11:00:00Z\"}]}")
                                        .getBytes(StandardCharsets.UTF_8))),
                claimed("our own, and nobody before it", "{}", own),
                claimed(
                        "our own, behind another",
                        "{}",
                        scene -> scene.slots(
                                "web",
                                Scene.claim("web1", ClaimState.PREPARING, HOUR, "new kernel"),
                                Scene.claim("web2", ClaimState.PREPARING, HOUR, "new kernel"))),
                claimed(
                        "our own, committed, behind another at a limit that was lowered",
                        "{}",
                        scene -> scene.slots(
                                "web",
                                Scene.claim("web1", ClaimState.REBOOTING, HOUR, "new kernel"),
                                Scene.claim("web2", ClaimState.REBOOTING, HOUR, "new kernel"))),
                row(
                        "a cooldown, and one was given back two minutes ago",
                        "{\"cooldown\":\"10m\"}",
                        freed("\"2026-01-30T12:00:00Z\"")),
                row("a cooldown that is over", "{\"cooldown\":\"2m\"}", freed("\"2026-01-30T12:00:00Z\"")),
                row(
                        "a cooldown, and a clock that was a minute ahead",
                        "{\"cooldown\":\"10m\"}",
                        freed("\"2026-01-30T12:03:00Z\"")),
                row(
                        "a cooldown, and a clock that was days ahead",
                        "{\"cooldown\":\"10m\"}",
                        freed("\"2026-02-03T12:00:00Z\"")),
                row("a cooldown, and garbage", "{\"cooldown\":\"10m\"}", freed("7")),
                row("no cooldown, and one was given back just now", freed("\"2026-01-30T12:02:00Z\"")),
                claimed(
                        "a cooldown, and our own claim",
                        "{\"cooldown\":\"10m\"}",
                        own.andThen(scene -> scene.put(
                                scene.keys.slots("web"),
                                new Slots(List.of(Scene.claim("web2", ClaimState.PREPARING, HOUR, "new kernel")))
                                        .freed(Scene.NOW)
                                        .bytes()))),
                row("a list that cannot be read", scene -> scene.consul.put(scene.keys.slots("web"), "garbage")));
    }
}
