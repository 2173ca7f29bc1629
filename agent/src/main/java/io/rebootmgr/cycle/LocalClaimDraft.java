package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.slot.Awaited;
import io.rebootmgr.trigger.Trigger;
import java.util.List;
import java.util.Optional;

/** A {@link LocalClaim} in the making; its fields are those of the claim. */
final class LocalClaimDraft {
    private final String id;
    private final String group;
    LocalClaim.Step step;
    String bootId;
    String session;
    private final String reason;
    boolean draining;
    List<Trigger> triggers;
    LocalClaim.Commit commit;
    Entry entry;
    Awaited awaited;
    ChangeKind change;
    Optional<InRollout> rollout;
    boolean saysOut;
    boolean adopted;
    private final OtherFields others;

    LocalClaimDraft(LocalClaim claim) {
        id = claim.id();
        group = claim.group();
        step = claim.step();
        bootId = claim.bootId();
        session = claim.session();
        reason = claim.reason();
        draining = claim.draining();
        triggers = claim.triggers();
        commit = claim.commit();
        entry = claim.entry();
        awaited = claim.awaited();
        change = claim.change();
        rollout = claim.rollout();
        saysOut = claim.saysOut();
        adopted = claim.adopted();
        others = claim.others();
    }

    LocalClaim claim() {
        return new LocalClaim(
                id, group, step, bootId, session, reason, draining, triggers, commit, entry, awaited, change, rollout,
                saysOut, adopted, others);
    }
}
