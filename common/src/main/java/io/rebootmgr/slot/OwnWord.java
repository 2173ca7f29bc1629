package io.rebootmgr.slot;

import io.rebootmgr.change.ChangeKind;

/** What a node says of a claim of its own, in a key that nobody else may write. */
sealed interface OwnWord {

    /** Where it says so. */
    String key();

    /** The claim as that key alone tells it. */
    Claim claim();

    /** The claim as it really is, where the list says this of it. */
    Claim correcting(Claim listed);

    /** Of a node that has committed: the key {@code out} tells all of it. */
    record OfOut(String key, Claim claim) implements OwnWord {
        @Override
        public Claim correcting(Claim listed) {
            return claim;
        }
    }

    /**
     * Of one that prepares or is changed in service: a lock tells whose claim it is, who holds it and, maybe, where.
     */
    record OfLock(String key, Claim claim) implements OwnWord {
        @Override
        public Claim correcting(Claim listed) {
            if (claim.change() == ChangeKind.HOT) {
                return listed.session().equals(claim.session()) ? listed : claim;
            }
            Claim held = listed.heldBy(claim.session());
            return claim.domain().isUnreadable() ? held : held.of(claim.domain());
        }
    }
}
