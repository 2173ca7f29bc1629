package io.rebootmgr.simulation;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.lease.Purpose;
import io.rebootmgr.leasing.Acquisition;
import io.rebootmgr.leasing.LeaseKeeper;
import io.rebootmgr.leasing.LeaseOrder;
import io.rebootmgr.leasing.LeaseRelease;
import io.rebootmgr.logbook.LeaseEntry.How;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Technicians, fencing, configuration runs: they lease nodes with the program's own code and disturb them, some at the
 * very moment at which the node's agent is about to write. Those who forget to give a node back are reminded when the
 * trouble is over ({@link Peace}).
 */
final class Leasing implements Trouble {
    private static final Keys KEYS = Fleet.KEYS;
    /** Of the histories with trouble. */
    private static final double FLEETS = 0.4;

    private static final double PER_HOUR = 1.5;
    private static final double PER_WRITE = 0.02;
    /** What comes after it is the claim, the one moment in which a tool has seen the node free and a claim may come. */
    private static final double PER_SESSION = 0.05;

    /** So long a tool may take from its look to its write. */
    private static final Duration SLOW_MAX = Duration.ofSeconds(2);

    private final Trouble others;
    private final Dice dice;
    private Optional<Fleet> fleet = Optional.empty();
    private boolean over;
    private int leases;

    /** @param others what else goes wrong */
    Leasing(Trouble others, Dice dice) {
        this.others = others;
        this.dice = dice;
    }

    /** Begins, in this fleet. */
    void begin(Fleet where) {
        if (!where.scenario().level().isCalm() && dice.chance(FLEETS)) {
            fleet = Optional.of(where);
            next(where);
        }
    }

    /** From now on nobody takes one. */
    void end() {
        over = true;
    }

    private void next(Fleet where) {
        where.timeline().after(dice.until(where.scenario().level().of(PER_HOUR)), () -> {
            if (!over) {
                act(where);
                next(where);
            }
        });
    }

    @Override
    public Mishap at(String node, Effect effect) {
        if (fleet.isPresent() && !over) {
            if (effect == Effect.CREATE_SESSION && dice.chance(PER_SESSION)) {
                meet(fleet.get(), node);
            } else if (effect == Effect.WRITE && dice.chance(PER_WRITE)) {
                if (dice.chance(0.5)) {
                    grab(fleet.get(), node);
                } else {
                    meet(fleet.get(), node);
                }
            }
        }
        return others.at(node, effect);
    }

    /** Just now, if the node is free by what stands in Consul: in one transaction, so nothing comes between. */
    private void grab(Fleet where, String node) {
        View view = where.keys(KEYS.prefix() + "/");
        boolean free = LeaseState.in(view, KEYS, node).isFree()
                && FleetClaims.ofBothLists(view, KEYS).ofNode(node).stream().noneMatch(ClaimInGroup::counts);
        if (!free) {
            return;
        }
        Lease lease = lease(Optional.empty());
        String key = KEYS.lease(node);
        where.servers().write(Author.OPERATOR, List.of(new Operation.PutIf(key, lease.bytes(), view.index(key))));
        where.timeline().after(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(8)), () -> where.delete(key));
    }

    /** A tool looks just now, so that what the node writes may come between its look and its own write. */
    private void meet(Fleet where, String node) {
        List<SimulatedNode> hosts = where.nodes().stream()
                .filter(host -> host.isUp() && !host.name().equals(node))
                .toList();
        if (!hosts.isEmpty()) {
            disturb(where, dice.pick(hosts), node, Duration.ZERO);
        }
    }

    private Lease lease(Optional<Duration> ttl) {
        return new Lease(
                "lease" + ++leases, "bob", Purpose.MAINTENANCE.label(), "", Instant.EPOCH, ttl, Optional.empty());
    }

    private void act(Fleet where) {
        SimulatedNode target = dice.pick(where.nodes());
        SimulatedNode host = dice.pick(where.nodes());
        Duration wait = dice.chance(0.5) ? Duration.ZERO : dice.between(Duration.ZERO, Duration.ofMinutes(10));
        if (host != target && host.isUp()) {
            disturb(where, host, target.name(), wait);
        }
    }

    private void disturb(Fleet where, SimulatedNode host, String target, Duration wait) {
        Optional<Duration> ttl =
                dice.chance(0.6) ? Optional.of(Duration.ofSeconds(dice.between(10, 30))) : Optional.empty();
        Duration work = dice.between(Duration.ofSeconds(5), Duration.ofMinutes(10));
        boolean forgets = ttl.isEmpty() && dice.chance(0.2);
        Optional<Duration> leasesOnly =
                dice.chance(0.3) ? Optional.of(dice.between(Duration.ZERO, SLOW_MAX)) : Optional.empty();
        String id = "lease" + ++leases;
        LeaseOrder order = new LeaseOrder(target, "tool", Purpose.CONFIG, "a run", ttl);
        host.operate(own -> {
            Ports ports = leasesOnly
                    .map(hesitation -> new Ports(
                            LeaseToken.of(own.consul(), own.clock(), hesitation),
                            own.host(),
                            own.tasks(),
                            own.clock(),
                            own.ids()))
                    .orElse(own);
            try {
                work(where, ports, order, id, wait, work, forgets);
            } catch (ConsulException e) {
                where.around().saw(new Happening.Note("a tool gives up: " + e.reason()));
            }
        });
    }

    private void work(
            Fleet where, Ports ports, LeaseOrder order, String id, Duration wait, Duration work, boolean forgets) {
        if (!(Acquisition.acquire(ports.consul(), KEYS, ports.clock(), order, id, wait)
                instanceof Acquisition.Result.Acquired acquired)) {
            return;
        }
        Optional<LeaseKeeper> keeper =
                order.ttl().map(ttl -> new LeaseKeeper(ports.consul(), KEYS, ports.clock(), order, acquired));
        Duration end = ports.clock().elapsed().plus(work);
        while (ports.clock().elapsed().compareTo(end) < 0) {
            where.around()
                    .saw(new Happening.Disturbed(order.node(), id, order.ttl().orElse(Duration.ZERO)));
            ports.clock().sleep(Duration.ofSeconds(1));
            // Who holds one without a TTL is asked before it is taken from him in the morning.
            boolean asked = over && keeper.isEmpty();
            if (asked || keeper.flatMap(LeaseKeeper::look).isPresent()) {
                break;
            }
        }
        if (!forgets) {
            new LeaseRelease(ports.consul(), KEYS, ports.clock())
                    .carryOut(
                            new LeaseRelease.Order(order.node(), Optional.of(id), How.RELEASED, "tool", ""),
                            Duration.ofSeconds(30));
            keeper.ifPresent(kept -> ports.consul().destroySession(kept.session()));
        }
    }
}
