package io.rebootmgr.cycle;

import io.rebootmgr.logbook.Entry;
import java.util.List;

/** What a node keeps of its own claim, where a test asks for little of it: nothing was drained, nothing committed. */
final class LocalClaims {
    private LocalClaims() {}

    /** @param entry of the logbook; it says whose and what the claim is */
    static LocalClaim at(LocalClaim.Step step, String session, Entry entry) {
        return new LocalClaim(
                entry.claim(),
                entry.group(),
                step,
                "boot",
                session,
                entry.reason(),
                false,
                List.of(),
                LocalClaim.Commit.NONE,
                entry);
    }
}
