package io.rebootmgr.event;

import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.slot.Claim;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Something that happened, and that people may want to be told. */
public sealed interface Event {

    /** A slot is this node's; its tasks begin. */
    record Claimed(String claim, String reason) implements Event {}

    /** The node is drained and committed, and its drained tasks begin. */
    record Changing(String claim, String reason) implements Event {}

    /** The reboot command is about to be given. */
    record Rebooting(String claim, String reason) implements Event {}

    /** The node is up again, and not yet in service. */
    record Back(String claim, String reason) implements Event {}

    /** The node is in service again and its slot given back. */
    record Completed(Entry entry) implements Event {}

    /** A claim of this node was given back without a reboot, and nothing has failed: a later run tries again. */
    record GivenUp(String claim, int code, String why, Optional<TaskEnd> task) implements Event {}

    /** A run failed; {@code claim} is empty where it had none. */
    record Failed(String claim, int code, String why, Optional<TaskEnd> task) implements Event {}

    /** A reboot is asked for, and this gate has held it for longer than a day. */
    record Held(String gate, Instant since, int code, String why) implements Event {}

    /** This node tries no more until somebody has looked. */
    record Parked(int code, String why) implements Event {}

    /** A node of the group has been rebooting, or on its way back, for longer than the policy's {@code stuck_after}. */
    record Stuck(String group, Claim claim) implements Event {}

    /** An operator stopped a scope: {@code fleet}, or {@code group} or {@code node} with its name. */
    record StopSet(String scope, String name, String by, String why) implements Event {}

    /** An operator ended such a stop; {@code why} is what the stop said. */
    record StopCleared(String scope, String name, String by, String why) implements Event {}

    /** An operator paused a scope, as of a stop; {@code until} is empty where the pause has no end. */
    record PauseSet(String scope, String name, String by, String why, Optional<Instant> until) implements Event {}

    /** An operator ended such a pause; {@code why} is what the pause said. */
    record PauseCleared(String scope, String name, String by, String why) implements Event {}

    /** Nothing happened: an operator wants to see whether such messages arrive. */
    record Test(String by) implements Event {}

    /** Somebody leased a node: nobody else disturbs it. */
    record Leased(String node, Lease lease) implements Event {}

    /** A lease was given back, or an operator ended it ({@code forced}). */
    record LeaseReleased(String node, Lease lease, String by, String why, boolean forced) implements Event {}

    /** This node booted although it is leased to be off, and is about to be switched off again. */
    record PoweringOff(Lease lease) implements Event {}

    /** A command that ran under a lease was ended, for the lease was lost. */
    record LeaseLost(String node, Lease lease, String why) implements Event {}

    /**
     * Something of a rollout that its people want to hear.
     *
     * @param rollout as it is from now on
     * @param by the operator, or the node whose run found that it was due
     */
    record OfRollout(RolloutNews news, Rollout rollout, String by) implements Event {}

    /** What there is to hear of a rollout. */
    enum RolloutNews {
        ROLLOUT_STARTED,
        WAVE_OPENED,
        ROLLOUT_PAUSED,
        ROLLOUT_FAILED,
        ROLLOUT_DONE,
        ROLLOUT_ABORTED;

        /** As {@code REBOOTMGR_EVENT} has it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Somebody published a version. */
    record VersionPublished(PublishedVersion version) implements Event {}

    /** An operator freed the slot of a node. */
    record Released(String group, Claim claim, String by, String why) implements Event {}
}
