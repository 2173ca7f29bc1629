package io.rebootmgr.cycle;

import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.util.Optional;

/** Where this node stands when a run begins: the one total function of what it wrote down, what Consul says, and the boot. */
sealed interface Standing {

    /** No claim anywhere. */
    record Free() implements Standing {}

    /** A run died before its commit, in this boot or the one before, or while it gave up: to be undone. */
    record Unfinished(Optional<LocalClaim> local, Optional<Claim> claim) implements Standing {}

    /** Committed, and still the boot that is to be left. */
    record Pending(Optional<LocalClaim> local, Claim claim) implements Standing {}

    /** Committed, and another boot: the node has rebooted. */
    record Back(Optional<LocalClaim> local, Optional<Claim> claim) implements Standing {}

    /**
     * Where the node stands.
     *
     * @param local what the node wrote down
     * @param claim this node's claim as Consul has it
     * @param bootId the running boot
     */
    static Standing of(Optional<LocalClaim> local, Optional<Claim> claim, String bootId) {
        if (claim.isPresent()) {
            // A file about another claim is an older story: Consul's word counts.
            Optional<LocalClaim> ours =
                    local.filter(l -> l.id().equals(claim.get().id()));
            if (claim.get().state() == ClaimState.PREPARING) {
                return new Unfinished(ours, claim);
            }
            if (!claim.get().bootId().equals(bootId)) {
                return new Back(ours, claim);
            }
            boolean givenUp = ours.isPresent() && ours.get().step() == LocalClaim.Step.GIVING_UP;
            return givenUp ? new Unfinished(ours, claim) : new Pending(ours, claim.get());
        }
        if (local.isEmpty()) {
            return new Free();
        }
        boolean sameBoot = local.get().bootId().equals(bootId);
        return switch (local.get().step()) {
            case CLAIMING, PREPARING, COMMITTING, GIVING_UP -> new Unfinished(local, claim);
            // The claim was released, or Consul was wiped. Still up: nothing holds the slot any more, so start anew.
            case REBOOTING -> sameBoot ? new Unfinished(local, claim) : new Back(local, claim);
            // Given back, or an operator released it before: what is left of the return is told apart by doing it.
            case RETURNING, SERVED -> new Back(local, claim);
        };
    }
}
