package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.cluster.Role;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.simulation.node.Pace;
import io.rebootmgr.simulation.node.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real fleet: many services of some twenty instances each, and everything takes as long as it does. */
final class LargeFleet {
    private static final int INSTANCES = 20;
    private static final int REQUESTS_PER_SECOND = 100;
    private static final List<Role> SERVERS = List.of(Role.SERVER_THAT_LEAVES, Role.SERVER_THAT_FAILS);
    private static final Pace PACE = new Pace(
            Span.seconds(55, 65), Span.seconds(0, 0), Span.seconds(170, 190), Span.seconds(55, 65), Span.NONE, 1);

    private static final Span HOT = Span.seconds(240, 360);

    /** What limits a job's time limits a drain's. */
    private static final String PATIENT = ",\"task_timeout\":\"30h\"";

    private LargeFleet() {}

    /**
     * A cluster's nodes, which go on with their jobs until it is their turn, and are drained then.
     *
     * @param told whether the line goes by how long the jobs may still run, else by order of arrival
     */
    static Scenario ofJobs(int nodes, int limit, boolean told, long seed) {
        Scenario fleet = of(nodes, limit, 0, seed, Level.NONE);
        Pace.Work work = told ? Pace.Work.JOBS_TOLD : Pace.Work.JOBS;
        return new Scenario(
                seed,
                Level.NONE,
                fleet.nodes(),
                limit,
                new Pace(Span.NONE, PACE.serve(), PACE.boot(), PACE.recover(), PACE.register(), 1, 0, work, 0, 0),
                fleet.settle(),
                fleet.sessionTtl(),
                PATIENT,
                ChangeKind.REBOOT,
                fleet.begin(),
                fleet.requests(),
                fleet.troubled(),
                Duration.ofDays(1).multipliedBy(nodes).dividedBy(limit).plusDays(2),
                "scripts/simulate --nodes " + nodes + " --limit " + limit + " --jobs " + (told ? "impact" : "arrival")
                        + " --seed " + seed);
    }

    /** Changes that the nodes are in service for all the while, one task of five minutes each. */
    static Scenario ofHot(int nodes, int limit, long seed) {
        Scenario fleet = of(nodes, limit, 0, seed, Level.NONE);
        return new Scenario(
                seed,
                Level.NONE,
                fleet.nodes(),
                limit,
                new Pace(Span.NONE, HOT, PACE.boot(), PACE.recover(), PACE.register(), 1, 0, Pace.Work.NONE, 0, 1),
                fleet.settle(),
                fleet.sessionTtl(),
                "",
                ChangeKind.HOT,
                fleet.begin(),
                fleet.requests(),
                fleet.troubled(),
                fleet.bound(),
                "scripts/simulate --nodes " + nodes + " --limit " + limit + " --change hot --seed " + seed);
    }

    /** @param servers so many of its nodes, the first ones, are the Consul servers */
    static Scenario of(int nodes, int limit, int servers, long seed, Level level) {
        int kinds = Math.max(1, nodes / INSTANCES);
        List<NodeSpec> specs = new ArrayList<>(nodes);
        for (int i = 1; i <= nodes; i++) {
            String service = "service" + i % kinds;
            // The slots are to be what nodes wait for, and a node is back when all that is its own is well.
            List<String> shared = List.of("rebootmgr_preboot", "max_failing=" + limit);
            List<LocalService> services = List.of(
                    new LocalService(service, service, shared),
                    new LocalService("own", "own" + i, List.of("rebootmgr_postboot")));
            specs.add(new NodeSpec("node" + i, "node" + i, "fleet", services, false, false)
                    .as(i > servers ? Role.CLIENT : SERVERS.get(i % SERVERS.size())));
        }
        Duration one = Duration.ofSeconds(450);
        Duration all = one.multipliedBy(nodes).dividedBy(Math.min(limit, nodes));
        return new Scenario(
                seed,
                level,
                specs,
                limit,
                PACE,
                Duration.ofSeconds(130),
                Duration.ofMinutes(10),
                "",
                ChangeKind.REBOOT,
                Duration.ofMinutes(10),
                Duration.ofSeconds(nodes / REQUESTS_PER_SECOND),
                level.isCalm() ? Duration.ZERO : all.multipliedBy(2),
                all.multipliedBy(6).plus(Duration.ofHours(24)),
                "scripts/simulate --nodes " + nodes + " --limit " + limit
                        + (servers == 0 ? "" : " --servers " + servers) + " --seed " + seed + " --faults "
                        + level.label());
    }
}
