package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.host.Clock;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Lease;
import java.util.List;

/** Those that disturb a node that somebody else has. */
final class MutantsOfLeases {
    private static final String LEASE = "/lease";

    private MutantsOfLeases() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.sending(
                        "CLAIM does not make it a condition that there is no lease",
                        (self, sent) -> isClaimOfASlot(sent)
                                ? Sent.without(sent, each -> each.key().endsWith(LEASE))
                                : sent),
                // A tool that may write the logbook makes it a condition, too; one that may not has the status alone.
                Mutant.sending(
                        "CLAIM does not write the status",
                        (self, sent) -> isClaimOfASlot(sent)
                                ? Sent.without(sent, each -> each.key().endsWith("/status"))
                                : sent),
                Mutant.asking(
                        "a lease is taken for freed once its TTL has gone by on the node's own clock",
                        (self, ports) -> new ByTheClock(ports)));
    }

    /** A lease that is over by the clock is neither seen nor minded. */
    private static final class ByTheClock extends ChangedConsul {
        private final Clock clock;
        private boolean minds = true;

        ByTheClock(Ports ports) {
            super(ports.consul());
            clock = ports.clock();
        }

        @Override
        View seen(View view) {
            List<View.Entry> left = view.under("").stream()
                    .filter(entry -> !entry.key().endsWith(LEASE) || !isOver(entry.value()))
                    .toList();
            minds = left.size() == view.under("").size();
            return new View(left);
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            return minds
                    ? operations
                    : Sent.without(operations, each -> each.key().endsWith(LEASE));
        }

        private boolean isOver(byte[] value) {
            try {
                Lease lease = Lease.parse(value);
                return lease.ttl()
                        .filter(ttl -> lease.since().plus(ttl).isBefore(clock.now()))
                        .isPresent();
            } catch (MalformedJson e) {
                return false;
            }
        }
    }

    private static boolean isClaimOfASlot(List<Operation> operations) {
        return operations.stream()
                .anyMatch(each -> each instanceof Operation.Lock && each.key().contains("/preparing/"));
    }
}
