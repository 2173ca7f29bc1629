package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.HostException;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.slot.Awaited;
import io.rebootmgr.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * What this node keeps of its own claim on its disk ({@code state/claim.json}), written before Consul is told, so that
 * a run that died at any point is understood by the next one.
 *
 * @param bootId the boot that is to be left, or was
 * @param draining tasks have begun, so giving up means to undo them
 * @param triggers what was asked for at the commit; the same mark afterwards means that it has been obeyed
 * @param commit what was so when the reboot command was last about to be given
 * @param awaited what the return waits for
 * @param change what it is for
 * @param rollout that it is part of
 * @param saysOut whether the agent that made it says with its commit, in the key {@code out}, that it is out; false of
 *     one from before there was that key
 * @param adopted the file was lost and made anew of what Consul says: whether the drain stands, or was being undone, is
 *     not known until the node is drained again
 * @param others what a newer agent wrote beside that
 */
record LocalClaim(
        String id,
        String group,
        Step step,
        String bootId,
        String session,
        String reason,
        boolean draining,
        List<Trigger> triggers,
        Commit commit,
        Entry entry,
        Awaited awaited,
        ChangeKind change,
        Optional<InRollout> rollout,
        boolean saysOut,
        boolean adopted,
        OtherFields others) {

    /**
     * What was so at the commit, and what has come of the reboot command since.
     *
     * @param uptime of the node, by the clock of its boot; zero before the commit
     * @param userspace the start of user space that is to be left, see {@link Boot}
     * @param overdueTold the run that found the node still up after the grace period has said so
     * @param commandFailed the reboot command said that it failed, and that was told and counted
     * @param commanded a reboot command was given, or is about to be; true where that is not known
     */
    record Commit(Duration uptime, String userspace, boolean overdueTold, boolean commandFailed, boolean commanded) {
        static final Commit NONE = new Commit(Duration.ZERO, "", false, false, true);

        /** Of this moment, and no command was given yet. */
        static Commit now(Host host) {
            return new Commit(host.uptime(), host.userspace(), false, false, false);
        }

        Commit giving() {
            return new Commit(uptime, userspace, overdueTold, commandFailed, true);
        }
    }

    /** How far the node is, in the order of the cycle. */
    enum Step {
        /** Consul may or may not know the claim yet. */
        CLAIMING,
        /** The slot is ours until our session ends. */
        PREPARING,
        /** The commit has been sent, or is about to be. */
        COMMITTING,
        /** The commit of a change is known to stand in Consul; its tasks have not all succeeded. */
        CHANGING,
        /** They have, in the boot that is to be left. */
        CHANGED,
        /** The commit of a reboot is known to stand in Consul. */
        REBOOTING,
        /** The boot, or the change, is over; post_boot tasks have not all succeeded. */
        RETURNING,
        /** The post_boot tasks have succeeded: they never run again for this claim. */
        SERVED,
        /** Given up, and not all of it undone yet: this boot does not go on to the reboot, whatever Consul says. */
        GIVING_UP;

        /**
         * Whether this step may follow in the file of the same claim, or stay. Steps go forward only, but for a change
         * that is made in one boot and found in another: its tasks begin again.
         */
        boolean mayBecome(Step next) {
            return next == this
                    || switch (this) {
                        case CLAIMING -> next == PREPARING || next == GIVING_UP;
                        // A change in service commits nothing.
                        case PREPARING -> next == COMMITTING || next == SERVED || next == GIVING_UP;
                        // A run that died here may have committed, and the node have been down since.
                        case COMMITTING ->
                            next == CHANGING || next == REBOOTING || next == RETURNING || next == GIVING_UP;
                        case CHANGING -> next == CHANGED || next == RETURNING || next == GIVING_UP;
                        case CHANGED -> next == CHANGING || next == REBOOTING || next == RETURNING || next == GIVING_UP;
                        case REBOOTING -> next == RETURNING || next == GIVING_UP;
                        case RETURNING -> next == SERVED;
                        case SERVED -> false;
                        // What could not be undone went down all the same.
                        case GIVING_UP -> next == RETURNING;
                    };
        }
    }

    LocalClaim {
        triggers = List.copyOf(triggers);
    }

    /** One for a reboot, that waits for nothing when its node is back. */
    LocalClaim(
            String id,
            String group,
            Step step,
            String bootId,
            String session,
            String reason,
            boolean draining,
            List<Trigger> triggers,
            Commit commit,
            Entry entry) {
        this(
                id,
                group,
                step,
                bootId,
                session,
                reason,
                draining,
                triggers,
                commit,
                entry,
                Awaited.NONE,
                ChangeKind.REBOOT,
                Optional.empty(),
                true,
                false,
                OtherFields.NONE);
    }

    private LocalClaim changed(Consumer<LocalClaimDraft> how) {
        LocalClaimDraft draft = new LocalClaimDraft(this);
        how.accept(draft);
        return draft.claim();
    }

    /** The same for a change of this kind. */
    LocalClaim of(ChangeKind kind) {
        return changed(draft -> draft.change = kind);
    }

    /** The same as part of a rollout. */
    LocalClaim in(Optional<InRollout> of) {
        return changed(draft -> draft.rollout = of);
    }

    LocalClaim inSession(String opened) {
        return changed(draft -> draft.session = opened);
    }

    LocalClaim at(Step next) {
        return changed(draft -> draft.step = next);
    }

    /** Its id, where a drain that it began stands. */
    Optional<String> standingDrain() {
        return draining ? Optional.of(id) : Optional.empty();
    }

    LocalClaim drainingIs(boolean now) {
        return changed(draft -> draft.draining = now);
    }

    LocalClaim with(Entry longer) {
        return changed(draft -> draft.entry = longer);
    }

    /** A run of it ended without ending it. */
    LocalClaim setBack(Outcome why, Instant now) {
        return with(entry.withSetback(why.code().number(), why.text(), now));
    }

    /**
     * Whether this change is all that the trigger asks for. A request in Consul asks for all tasks of the node, and is
     * not served where its rollout leaves some out, or has had some done under an earlier claim.
     */
    boolean serves(Trigger trigger) {
        boolean isPart = rollout.filter(in -> in.tasks().areSome(change)).isPresent();
        boolean isLess = isPart && trigger.kind() == Trigger.Kind.KEY && trigger.change() != ChangeKind.REBOOT;
        return change.includes(trigger.change()) && !isLess;
    }

    /** Of an agent from before the key {@code out}. */
    LocalClaim ofOlderAgent() {
        return changed(draft -> draft.saysOut = false);
    }

    /** Whether COMMIT was written, or tried. */
    boolean isOfCommit() {
        return !commit.equals(Commit.NONE);
    }

    /** Made anew of what Consul says. */
    LocalClaim asAdopted() {
        return changed(draft -> draft.adopted = true);
    }

    /** Its drain stands in this boot, whatever became of its file before. */
    LocalClaim drainedAgain() {
        return changed(draft -> draft.adopted = false);
    }

    /** What was asked for; who asks for more than this change asks a later one. */
    LocalClaim obeying(List<Trigger> asked) {
        return changed(draft -> draft.triggers = asked);
    }

    LocalClaim committed(Commit now) {
        return changed(draft -> draft.commit = now);
    }

    /** Its change is made in this boot, and this one is to be left if one is. */
    LocalClaim changedIn(String boot) {
        return changed(draft -> {
            draft.step = Step.CHANGED;
            draft.bootId = boot;
        });
    }

    /** Its node is drained in this boot, too, for a change that began in another. */
    LocalClaim drainedIn(Host host) {
        return drainedAgain().committed(Commit.now(host)).changed(draft -> draft.bootId = host.bootId());
    }

    LocalClaim toldOverdue() {
        return committed(new Commit(commit.uptime(), commit.userspace(), true, commit.commandFailed(), true));
    }

    LocalClaim commandFailed() {
        return committed(new Commit(commit.uptime(), commit.userspace(), commit.overdueTold(), true, true));
    }

    /** Whether the boot, or the change, is over. */
    boolean isBack() {
        return step == Step.RETURNING || step == Step.SERVED;
    }

    /** The boot that is to be left, or was. */
    Boot boot() {
        return new Boot(bootId, commit.userspace());
    }

    LocalClaim awaiting(Awaited services) {
        return changed(draft -> draft.awaited = services);
    }

    /** @throws IllegalStateException where the claim may not come to this step from that in its file, which stays */
    void save(Host host) {
        Optional<Step> before = load(host).filter(old -> old.id().equals(id)).map(LocalClaim::step);
        if (before.isPresent() && !before.get().mayBecome(step)) {
            throw new IllegalStateException("the file of claim " + id + " would go from " + before.get() + " to " + step
                    + "; it was not written");
        }
        host.saveClaim(LocalClaimJson.bytes(this));
    }

    /** The same of what can be found out again, or is only worth knowing: a disk that takes nothing ends no run. */
    void saveIfPossible(Host host) {
        try {
            save(host);
        } catch (HostException e) {
            LoggerFactory.getLogger(LocalClaim.class).error("not written down: {}", e.getMessage());
        }
    }

    /**
     * The same before a drain is undone. A file that goes on saying that the claim is committed would have the next run
     * reboot a node that is not drained any more; a node without one is drained again before that.
     */
    void saveOrForget(Host host) {
        try {
            save(host);
        } catch (HostException e) {
            LoggerFactory.getLogger(LocalClaim.class).error("not written down: {}", e.getMessage());
            forgetCommitted(host);
        }
    }

    private void forgetCommitted(Host host) {
        try {
            boolean goesOn = load(host)
                    .filter(old -> old.id().equals(id))
                    .map(LocalClaim::step)
                    .filter(old -> old != Step.CLAIMING && old != Step.PREPARING && old != Step.GIVING_UP)
                    .isPresent();
            if (goesOn) {
                host.deleteClaim();
            }
        } catch (HostException e) {
            LoggerFactory.getLogger(LocalClaim.class).error("not removed: {}", e.getMessage());
        }
    }

    /**
     * What the last run left, if it left something that can be read: what cannot is nothing, and Consul's word counts.
     */
    static Optional<LocalClaim> load(Host host) {
        Optional<byte[]> saved = host.loadClaim();
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalClaimJson.read(saved.get()));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** The same; a file that cannot be read is put where the next claim does not overwrite it, and people are told. */
    static Optional<LocalClaim> loadOrSetAside(Host host) {
        Optional<byte[]> saved = host.loadClaim();
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalClaimJson.read(saved.get()));
        } catch (MalformedJson e) {
            String kept = host.setClaimAside();
            LoggerFactory.getLogger(LocalClaim.class)
                    .error(
                            "the claim file of an earlier run {}; kept as {}, what Consul says of this node counts now",
                            e.reason(),
                            kept);
            return Optional.empty();
        }
    }
}
