package io.rebootmgr.leasing;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.host.Clock;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.LeaseEntry.How;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a node's lease back, or takes it from whoever has it. Its session is left to its holder and to its TTL: who
 * keeps a lease tells by that whether somebody took it, or Consul forgot the session.
 */
public final class LeaseRelease {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Consul consul;
    private final Keys keys;
    private final Clock clock;

    public LeaseRelease(Consul consul, Keys keys, Clock clock) {
        this.consul = consul;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Which lease of which node, and who says so.
     *
     * @param id empty to end whatever stands there
     * @param how how it ends, for the logbook
     */
    public record Order(String node, Optional<String> id, How how, String by, String why) {}

    /** What became of it. */
    public sealed interface Result {
        /** The node is free; {@code was} says who had it. */
        record Released(LeaseState was) implements Result {}

        /** Another lease stands there, or none; nothing was changed. */
        record NotThere(LeaseState standing) implements Result {}

        /** Consul did not say whether it was done. */
        record Uncertain(String cause) implements Result {}
    }

    /**
     * Removes it and writes a line in the node's logbook, where the token may.
     *
     * @param patience how long to try again where Consul does not answer, for that may be an election or an agent that
     *     is being restarted; one request may last longer
     * @throws ConsulException where it did not answer in all that time, and nothing was sent that could still take
     *     effect; at once where waiting does not help
     */
    public Result carryOut(Order order, Duration patience) {
        Duration deadline = clock.elapsed().plus(patience);
        boolean leaseOnly = false;
        Instant at = clock.now();
        Optional<LeaseState> refused = Optional.empty();
        Optional<LeaseState> sent = Optional.empty();
        Optional<String> first = Optional.empty();
        while (true) {
            String trouble;
            try {
                View now = consul.read(
                        Consistency.CONSISTENT, List.of(keys.lease(order.node()), keys.history(order.node())));
                LeaseState standing = LeaseState.in(now, keys, order.node());
                String there = what(standing, now.index(keys.lease(order.node())));
                first = first.or(() -> Optional.of(there));
                if (!isMeant(standing, order, now) || !first.get().equals(there)) {
                    // A request that was doubled on its way is refused the second time.
                    if (refused.filter(was -> isEndedBy(was, order, at, now)).isPresent()) {
                        return new Result.Released(refused.get());
                    }
                    return sent.isPresent() ? new Result.Released(sent.get()) : new Result.NotThere(standing);
                }
                switch (consul.write(operations(now, order, standing, at, leaseOnly))) {
                    case Written.Applied applied -> {
                        return new Result.Released(standing);
                    }
                    case Written.Refused(List<String> reasons) -> {
                        refused = Optional.of(standing);
                        trouble = String.join("; ", reasons);
                    }
                    case Written.Unknown(String cause) -> {
                        sent = Optional.of(standing);
                        trouble = cause;
                    }
                }
            } catch (ConsulException e) {
                boolean isLast = clock.elapsed().compareTo(deadline) >= 0;
                if (e.kind() == ConsulException.Kind.FORBIDDEN && !leaseOnly) {
                    leaseOnly = true;
                } else if (sent.isEmpty() && (isLast || !e.kind().mayPass())) {
                    throw e;
                }
                trouble = e.reason();
            }
            if (clock.elapsed().compareTo(deadline) >= 0) {
                return new Result.Uncertain(trouble);
            }
            clock.sleep(PAUSE);
        }
    }

    /** By what a lease is known again: who takes it next in the same moment is not meant. */
    private static String what(LeaseState standing, long index) {
        return standing instanceof LeaseState.Held(Lease lease) ? lease.id() : String.valueOf(index);
    }

    /** A key that hangs on a session that is gone says nothing, and is in nobody's way. */
    private boolean isMeant(LeaseState standing, Order order, View now) {
        if (order.id().isEmpty()) {
            return now.get(keys.lease(order.node())).isPresent();
        }
        return standing instanceof LeaseState.Held(Lease lease)
                && lease.id().equals(order.id().get());
    }

    /** The logbook tells to the moment who ended it: this very call, where it is all the same. */
    private boolean isEndedBy(LeaseState was, Order order, Instant at, View now) {
        return was instanceof LeaseState.Held(Lease lease)
                && LeaseLog.isEnded(now, keys, order.node(), lease.id(), order.how(), order.by(), order.why(), at);
    }

    private List<Operation> operations(View now, Order order, LeaseState standing, Instant at, boolean leaseOnly) {
        String key = keys.lease(order.node());
        List<Operation> operations = new ArrayList<>();
        operations.add(new Operation.DeleteIf(key, now.index(key)));
        if (!leaseOnly && standing instanceof LeaseState.Held(Lease lease)) {
            LeaseLog.ended(now, keys, order.node(), lease, order.how(), order.by(), order.why(), at)
                    .ifPresent(operations::add);
        }
        return operations;
    }
}
