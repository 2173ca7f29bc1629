package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Lease;
import java.time.Instant;
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
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            View seen(View view) {
                                Instant now = ports.clock().now();
                                return new View(view.under("").stream()
                                        .filter(entry -> !isOver(entry, now))
                                        .toList());
                            }
                        }));
    }

    private static boolean isOver(View.Entry entry, Instant now) {
        if (!entry.key().endsWith(LEASE)) {
            return false;
        }
        try {
            Lease lease = Lease.parse(entry.value());
            return lease.ttl().isPresent()
                    && lease.since().plus(lease.ttl().get()).isBefore(now);
        } catch (MalformedJson e) {
            return false;
        }
    }

    private static boolean isClaimOfASlot(List<Operation> operations) {
        return operations.stream()
                .anyMatch(each -> each instanceof Operation.Lock && each.key().contains("/preparing/"));
    }
}
