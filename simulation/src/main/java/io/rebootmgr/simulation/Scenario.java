package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.simulation.node.Pace;
import java.time.Duration;
import java.util.List;

/**
 * A fleet, and what is to happen to it. With the seed it is one history.
 *
 * @param limit of every group, to begin with
 * @param settle the policy's
 * @param sessionTtl the policy's
 * @param apart what else the policy says: limits of failure domains, a cooldown; as it stands in JSON
 * @param asked what a rollout without trouble asks every node for
 * @param begin so long the fleet runs before anybody is asked, and what it costs is not counted
 * @param requests over so long every node is asked for a reboot
 * @param troubled so long things go wrong, where they do
 * @param bound by then, and be it the worst of nights, all must be well
 * @param command what to type for the same fleet again
 */
public record Scenario(
        long seed,
        Level level,
        List<NodeSpec> nodes,
        int limit,
        Pace pace,
        Duration settle,
        Duration sessionTtl,
        String apart,
        ChangeKind asked,
        Duration begin,
        Duration requests,
        Duration troubled,
        Duration bound,
        String command) {
    public Scenario {
        nodes = List.copyOf(nodes);
    }

    /** A small fleet that fits this seed, with whatever goes wrong in it. */
    public static Scenario drawn(long seed) {
        return SmallFleet.drawn(seed);
    }

    /** A small fleet that fits this seed, at this level. */
    public static Scenario drawn(long seed, Level level) {
        return SmallFleet.drawn(seed, level);
    }

    /** A fleet of any size, one group of it, that is asked for reboots as fast as packages are rolled out. */
    public static Scenario fleet(int nodes, int limit, long seed, Level level) {
        return LargeFleet.of(nodes, limit, 0, seed, level);
    }

    /** The same, of which the first nodes are the Consul servers. */
    public static Scenario fleetWithServers(int nodes, int limit, int servers, long seed, Level level) {
        return LargeFleet.of(nodes, limit, servers, seed, level);
    }

    /** A cluster with jobs on its nodes, which a drain waits for. */
    public static Scenario cluster(int nodes, int limit, boolean told, long seed) {
        return LargeFleet.ofJobs(nodes, limit, told, seed);
    }

    /** The same, whose nodes are asked for a change in service. */
    public static Scenario hot(int nodes, int limit, long seed) {
        return LargeFleet.ofHot(nodes, limit, seed);
    }

    /** The time that no scheduler can beat: every node in turn, on so many slots. */
    public Duration ideal() {
        return ideal(nodes.size());
    }

    /** The same of so many of them. */
    Duration ideal(int some) {
        return one().multipliedBy(some).dividedBy(Math.min(limit, some));
    }

    private Duration one() {
        if (asked == ChangeKind.HOT) {
            return pace.serve().mean();
        }
        return pace.drain()
                .mean()
                .plus(settle)
                .plus(pace.serve().mean())
                .plus(pace.boot().mean())
                .plus(pace.recover().mean());
    }
}
