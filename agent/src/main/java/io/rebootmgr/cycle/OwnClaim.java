package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimLock;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This node's claim as Consul has it, as far as it is this node's own doing. Everybody in the group can write the list,
 * so a claim there is believed only where something says the same that nobody else can write: the claim file, the
 * node's key {@code out}, its lock, or its status, for a claim that an older agent committed.
 *
 * @param boot the boot that is to be left, or was
 * @param uptime at the commit, zero where it is not known
 */
record OwnClaim(Claim claim, Boot boot, Duration uptime) {

    /**
     * What a group's slots say of this node.
     *
     * @param own the claim that is believed
     * @param forged others in the node's name, which it knows nothing of
     * @param unreadable stands for what the node once said of itself and cannot be read any more
     */
    record Reading(Optional<OwnClaim> own, List<Claim> forged, Optional<Claim> unreadable) {}

    /** A claim of which no more is known than the list says. */
    static OwnClaim listed(Claim claim) {
        return new OwnClaim(claim, new Boot(claim.bootId(), ""), Duration.ZERO);
    }

    static Reading in(Facts facts, String group, Optional<LocalClaim> local) throws MalformedJson {
        List<Claim> claims =
                new ArrayList<>(facts.slots(group).allOf(facts.self().node()));
        Optional<Out> out =
                Out.in(facts.view(), facts.self().keys(), group, facts.self().node());
        // A change in service is claimed in another list, and never speaks for this one.
        Optional<LocalClaim> told = local.filter(l -> l.change() != ChangeKind.HOT)
                .filter(l -> isSaid(l, out))
                .filter(l -> out.filter(Out::isReadable)
                        .filter(o -> !o.claim().id().equals(l.id()))
                        .isEmpty());
        // Of the boot that was left the node's own file knows best, and a key that cannot be read proves nothing.
        Optional<OwnClaim> own = told.flatMap(l -> byId(claims, l.id())
                        .map(c -> new OwnClaim(
                                asWritten(c, l, out), l.boot(), l.commit().uptime())))
                .or(() -> out.filter(Out::isReadable)
                        .flatMap(o -> byId(claims, o.claim().id())
                                .map(c -> new OwnClaim(c, new Boot(o.claim().bootId(), o.userspace()), o.uptime()))))
                // Where there is a file the status speaks of its claim, and not of whatever stands in the list beside
                // it.
                .or(() -> claims.stream()
                        .filter(c -> local.isEmpty() && isOfStatus(facts, c))
                        .findFirst()
                        .map(OwnClaim::listed))
                .or(() -> claims.stream()
                        .filter(c -> local.isEmpty() && isLocked(facts, group, c))
                        .findFirst()
                        .map(c -> listed(c.believed(ClaimState.PREPARING))));
        own.ifPresent(o -> claims.removeIf(c -> c.id().equals(o.claim().id())));
        own = own.map(o -> new OwnClaim(drainedAsSaid(o.claim(), out), o.boot(), o.uptime()));
        Optional<Claim> unreadable = out.filter(o -> !o.isReadable()).map(Out::claim);
        unreadable.ifPresent(u -> claims.removeIf(c -> c.id().equals(u.id())));
        return new Reading(own, claims, unreadable);
    }

    /**
     * The group in which this node, which has no file, holds a claim: its own, or one that it was in when it claimed,
     * where it said so itself. What somebody else may have written in its name in another group is not looked for.
     */
    static String group(Facts facts) {
        Self self = facts.self();
        Stream<String> said = Stream.concat(
                FleetClaims.groups(facts.view(), self.keys()).stream()
                        .filter(group -> Out.in(facts.view(), self.keys(), group, self.node())
                                .filter(Out::isReadable)
                                .isPresent()),
                told(facts).map(NodeStatus::group).stream());
        return Stream.concat(Stream.of(self.group()), said)
                .filter(group -> isIn(facts, group))
                .findFirst()
                .orElse(self.group());
    }

    private static boolean isIn(Facts facts, String group) {
        try {
            return in(facts, group, Optional.empty()).own().isPresent();
        } catch (MalformedJson e) {
            // Its own group's are told of by whoever looks there next; another's hold nobody here.
            return false;
        }
    }

    private static Optional<NodeStatus> told(Facts facts) {
        try {
            return facts.status();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Optional<Claim> byId(List<Claim> claims, String id) {
        return claims.stream().filter(claim -> claim.id().equals(id)).findFirst();
    }

    /**
     * Whether the node's file may speak for what stands in the list. Of a claim that it has committed its key
     * {@code out} stands as long as the claim does, so without it the claim was given back, or released, and what is in
     * the list was put there by somebody else; but an older agent wrote no such key.
     */
    private static boolean isSaid(LocalClaim local, Optional<Out> out) {
        return switch (local.step()) {
            case CLAIMING, PREPARING, COMMITTING, GIVING_UP -> true;
            case CHANGING, CHANGED, REBOOTING, RETURNING, SERVED -> !local.saysOut() || out.isPresent();
        };
    }

    /**
     * A commit that this node never sent has not happened, whatever the list says; of one that it may have sent its key
     * {@code out} tells, which is written in the same transaction.
     */
    private static Claim asWritten(Claim claim, LocalClaim local, Optional<Out> out) {
        boolean committed = switch (local.step()) {
            case CLAIMING, PREPARING -> false;
            case COMMITTING, GIVING_UP ->
                out.filter(o -> o.claim().id().equals(local.id())).isPresent();
            case CHANGING, CHANGED, REBOOTING, RETURNING, SERVED -> true;
        };
        if (!committed) {
            return claim.believed(ClaimState.PREPARING);
        }
        return switch (claim.state()) {
            // And one that an older agent made has happened: somebody turned it back in the list, or wrote a word there
            // that this node's version does not know.
            case PREPARING, UNKNOWN -> claim.believed(committedTo(local));
            case CHANGING -> local.step() == LocalClaim.Step.REBOOTING ? claim.believed(ClaimState.REBOOTING) : claim;
            case DRAINED, REBOOTING, RETURNING -> claim;
        };
    }

    /** Whether a drain that stands is all that there is to undo only the node itself can say. */
    private static Claim drainedAsSaid(Claim claim, Optional<Out> out) {
        Optional<ClaimState> said = out.filter(o -> o.claim().id().equals(claim.id()))
                .map(o -> o.claim().state());
        boolean isDrained = said.filter(ClaimState.DRAINED::equals).isPresent();
        if (isDrained == (claim.state() == ClaimState.DRAINED)) {
            return claim;
        }
        return claim.believed(said.orElse(ClaimState.REBOOTING));
    }

    private static ClaimState committedTo(LocalClaim local) {
        return switch (local.step()) {
            case CHANGING, CHANGED -> ClaimState.CHANGING;
            case CLAIMING, PREPARING, COMMITTING, REBOOTING, RETURNING, SERVED, GIVING_UP -> ClaimState.REBOOTING;
        };
    }

    /** Its lock is this node's own word that it made the claim, and has not committed it: COMMIT removes the lock. */
    private static boolean isLocked(Facts facts, String group, Claim claim) {
        Self self = facts.self();
        return ClaimLock.names(facts.view(), self.keys(), group, self.node(), claim.id());
    }

    private static boolean isOfStatus(Facts facts, Claim claim) {
        Optional<NodeStatus> status = told(facts);
        return status.isPresent()
                && switch (status.get().state()) {
                    case PREPARING ->
                        !claim.isCommitted()
                                && claim.bootId().equals(status.get().bootId());
                    case CHANGING -> claim.state() == ClaimState.CHANGING;
                    case REBOOTING -> claim.bootId().equals(status.get().bootId());
                    case RETURNING -> claim.state() == ClaimState.RETURNING;
                    case IDLE, HELD, FAILED, PARKED, UNKNOWN -> false;
                };
    }

    /** The slots without the claims in this node's name that it knows nothing of. */
    static Slots without(Slots slots, List<Claim> forged) {
        return slots.keeping(claim -> !isAmong(forged, claim));
    }

    /** By its id: what else the list says of it is anybody's to write, and its lock may say otherwise. */
    static boolean isAmong(List<Claim> claims, Claim claim) {
        return claims.stream().anyMatch(each -> each.is(claim.node(), claim.id()));
    }
}
