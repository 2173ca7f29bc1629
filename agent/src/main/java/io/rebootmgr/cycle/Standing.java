package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.slot.ClaimState;
import java.util.Optional;

/**
 * Where this node stands when a run begins: the one total function of what it wrote down, what Consul says, and the
 * boot.
 */
sealed interface Standing {

    /** No claim anywhere. */
    record Free() implements Standing {}

    /**
     * A run died before its commit, in this boot or the one before, or while it gave up: to be undone.
     *
     * @param rebooted whether it was committed and this is another boot: then the node has been out of service, and
     *     what it gave up is over once it serves again
     */
    record Unfinished(Optional<LocalClaim> local, Optional<OwnClaim> claim, boolean rebooted) implements Standing {}

    /**
     * Committed to a change whose tasks have not all succeeded, or whose boot has not been committed to, in any boot.
     */
    record Changing(Optional<LocalClaim> local, OwnClaim claim) implements Standing {}

    /** Committed, and still the boot that is to be left. */
    record Pending(Optional<LocalClaim> local, OwnClaim claim) implements Standing {}

    /** In a state that only a newer agent knows, and its file is lost or that agent's. */
    record Foreign(OwnClaim claim) implements Standing {}

    /** The node has rebooted, for it is committed and this is another boot; or its change has been made. */
    record Back(Optional<LocalClaim> local, Optional<OwnClaim> claim) implements Standing {}

    /**
     * Where the node stands.
     *
     * @param local what the node wrote down
     * @param claim this node's claim as Consul has it, if it is believed
     * @param now the running boot
     */
    static Standing of(Optional<LocalClaim> local, Optional<OwnClaim> claim, Boot now) {
        if (claim.isPresent()) {
            // A file about another claim is an older story: Consul's word counts.
            Optional<LocalClaim> ours =
                    local.filter(l -> l.id().equals(claim.get().claim().id()));
            if (claim.get().claim().state() == ClaimState.UNKNOWN) {
                return new Foreign(claim.get());
            }
            if (!claim.get().claim().isCommitted()) {
                return new Unfinished(ours, claim, false);
            }
            if (claim.get().claim().state() == ClaimState.DRAINED) {
                return new Unfinished(ours, claim, now.isAfter(claim.get().boot()));
            }
            ChangeKind change =
                    ours.map(LocalClaim::change).orElse(claim.get().claim().change());
            boolean givenUp = ours.isPresent() && ours.get().step() == LocalClaim.Step.GIVING_UP;
            // A drain ends in service again, and never in a reboot that would be waited for, or tried again.
            boolean drains = change == ChangeKind.DRAIN && claim.get().claim().state() == ClaimState.REBOOTING;
            if (claim.get().claim().state() == ClaimState.CHANGING || drains) {
                if (givenUp) {
                    return new Unfinished(ours, claim, now.isAfter(claim.get().boot()));
                }
                return ours.filter(LocalClaim::isBack).isPresent()
                        ? new Back(ours, claim)
                        : new Changing(ours, claim.get());
            }
            boolean isMade = claim.get().claim().state() == ClaimState.RETURNING && change == ChangeKind.DRAIN;
            if (isMade || now.isAfter(claim.get().boot())) {
                return new Back(ours, claim);
            }
            return givenUp ? new Unfinished(ours, claim, false) : new Pending(ours, claim.get());
        }
        if (local.isEmpty()) {
            return new Free();
        }
        return switch (local.get().step()) {
            case CLAIMING, PREPARING, COMMITTING, CHANGING, CHANGED, GIVING_UP -> new Unfinished(local, claim, false);
            // The claim was released, or Consul was wiped. Still up: nothing holds the slot any more, so start anew.
            case REBOOTING ->
                now.isAfter(local.get().boot()) ? new Back(local, claim) : new Unfinished(local, claim, false);
            // Given back, or an operator released it before: what is left of the return is told apart by doing it.
            case RETURNING, SERVED -> new Back(local, claim);
        };
    }
}
