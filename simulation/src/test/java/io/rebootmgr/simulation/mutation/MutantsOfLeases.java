package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Operation;
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
                Mutant.seeing(
                        "a lease is taken for freed, as by a clock that is wrong",
                        (self, seen) -> Lens.without(seen, key -> key.endsWith(LEASE))));
    }

    private static boolean isClaimOfASlot(List<Operation> operations) {
        return operations.stream()
                .anyMatch(each -> each instanceof Operation.Lock && each.key().contains("/preparing/"));
    }
}
