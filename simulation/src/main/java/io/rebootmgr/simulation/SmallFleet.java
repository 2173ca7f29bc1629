package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.cluster.Role;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.simulation.node.Pace;
import io.rebootmgr.simulation.node.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fleets of a few nodes, drawn from a seed: small enough for thousands of them, and everything in them is close
 * together.
 */
final class SmallFleet {
    /** Names that begin with one another, for whoever compares only their beginnings. */
    private static final List<String> NODES = List.of("web1", "web10", "web", "web100", "db", "db1", "web11");

    private static final List<String> GROUPS = List.of("web", "web1");
    private static final List<List<String>> RULES = List.of(
            List.of("rebootmgr"),
            List.of("rebootmgr", "max_failing=1"),
            List.of("rebootmgr", "min_passing=1"),
            List.of("rebootmgr", "min_passing=2", "ignore_maintenance"),
            List.of("rebootmgr_preboot", "max_failing=1"),
            List.of("rebootmgr_postboot", "max_failing=2"),
            List.of("untagged"));

    /** With the agent; seconds later; minutes later; later than a run waits. */
    private static final List<Span> LATE =
            List.of(Span.NONE, Span.seconds(1, 20), Span.seconds(20, 400), Span.seconds(60, 900));

    private static final List<String> MAX_WAITS = List.of("", ",\"max_wait\":\"0s\"", ",\"max_wait\":\"20m\"");

    private SmallFleet() {}

    static Scenario drawn(long seed) {
        Dice dice = new Dice(~seed);
        return drawn(seed, dice.pick(List.of(Level.NONE, Level.SOME, Level.HOSTILE, Level.HOSTILE)));
    }

    static Scenario drawn(long seed, Level level) {
        Dice dice = new Dice(seed ^ 0x5eedL);
        int nodes = dice.between(2, NODES.size());
        int groups = dice.between(1, GROUPS.size());
        int services = dice.between(1, 2);
        List<List<String>> tags = List.of(dice.pick(RULES), dice.pick(RULES));
        Dice names = new Dice(seed ^ 0x4a3eL);
        int stranger = !level.isCalm() && names.chance(0.05) ? names.between(0, nodes - 1) : -1;
        List<NodeSpec> specs = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            List<LocalService> local = new ArrayList<>();
            for (int s = 0; s < services; s++) {
                // No rule asks for more than two.
                if (i < 2 || dice.chance(0.8)) {
                    local.add(new LocalService("s" + s, "s" + s, tags.get(s)));
                }
            }
            specs.add(new NodeSpec(
                    NODES.get(i),
                    NODES.get(i == stranger ? (i + names.between(1, nodes - 1)) % nodes : i),
                    dice.pick(GROUPS.subList(0, groups)),
                    local,
                    dice.chance(0.1),
                    dice.chance(0.1)));
        }
        Dice servers = new Dice(seed ^ 0x5e4e4L);
        int most = nodes >= 5 && servers.chance(0.3) ? 5 : 3;
        if (nodes >= most && servers.chance(0.4)) {
            Role role = servers.pick(List.of(Role.SERVER_THAT_LEAVES, Role.SERVER_THAT_FAILS));
            for (int i = 0; i < most; i++) {
                specs.set(i, specs.get(i).as(role));
            }
        }
        Dice programs = new Dice(seed ^ 0x6a7e5L);
        Dice detectors = new Dice(seed ^ 0xde7ecL);
        int detecting = detectors.chance(0.3) ? detectors.between(1, 2) : 0;
        Dice changes = new Dice(seed ^ 0xc4a96eL);
        int changing = changes.chance(0.3) ? changes.between(1, 2) : 0;
        String hotLimit = changing > 0 && changes.chance(0.6) ? ",\"hot_limit\":" + changes.between(1, 3) : "";
        Racks racks = Racks.drawn(new Dice(seed ^ 0x4ac5L), specs);
        Dice impacts = new Dice(seed ^ 0x19ac7L);
        boolean told = impacts.chance(0.15);
        Pace pace = new Pace(
                ParallelShell.drain(seed, level),
                Span.seconds(1, 10),
                Span.seconds(30, 120),
                Span.seconds(1, 60),
                dice.pick(LATE),
                dice.between(1, 2),
                programs.chance(0.4) ? programs.between(1, 2) : 0,
                told ? Pace.Work.MOODS : Pace.Work.NONE,
                detecting,
                changing);
        return new Scenario(
                seed,
                level,
                racks.nodes(),
                racks.limit(dice.between(1, 3)),
                pace,
                Duration.ofSeconds(dice.between(5, 40)),
                dice.pick(List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10))),
                racks.policy()
                        + hotLimit
                        + (level.isCalm() ? "" : Publishing.policy(new Dice(seed ^ 0xF011L), changing))
                        + Windows.policy(new Dice(seed ^ 0x817d0L), changing)
                        + (told ? impacts.pick(MAX_WAITS) : "")
                        + (detecting > 0 ? ",\"detect_interval\":\"10m\",\"detect_timeout\":\"1m\"" : ""),
                ChangeKind.REBOOT,
                Duration.ZERO,
                Duration.ofMinutes(20),
                level.isCalm() ? Duration.ZERO : Duration.ofMinutes(90),
                Duration.ofHours(12),
                "scripts/simulate --seed " + seed + " --faults " + level.label());
    }
}
