package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Which way a run takes, by what the node wrote down and what Consul says: the cycle takes it, and a forecast tells it.
 * It changes nothing; a claim whose file is lost is adopted in memory.
 */
sealed interface NextAction {

    /** The run is over before it does anything. */
    record Ended(Outcome outcome) implements NextAction {}

    /** Nothing is held: reboot if somebody wants it and no gate is against it. */
    record Anew() implements NextAction {}

    /**
     * What an unfinished run left is to be undone first.
     *
     * @param rebooted whether the node has been out of service meanwhile: then its slot is given back once it serves
     */
    record Undoing(LocalClaim left, boolean rebooted) implements NextAction {}

    /** A change of the drained node has begun and is not complete, by what can be read of its policy. */
    record Changing(LocalClaim local, Policy policy) implements NextAction {}

    /** The node has committed to its reboot and is still up, and what follows from that. */
    record Pending(LocalClaim local, Claim claim, StillUp next) implements NextAction {}

    /** The node has rebooted and goes back into service, by what can be read of its policy. */
    record Returning(LocalClaim local, Policy policy) implements NextAction {}

    /** Claims stand in this node's name that it knows nothing of: they go before anything else is judged. */
    record Forged(String group, ClaimList list, List<Claim> forged) implements NextAction {}

    /**
     * The next action; the stop flags come first, then whether this node is who it says it is. Where the settings name
     * another group by now than that of the claim, a stop of either counts.
     */
    static NextAction of(Ports ports, Facts facts, Optional<LocalClaim> local) {
        Optional<Facts.Stop> stop =
                facts.stop().or(() -> facts.in(group(facts, local)).stop());
        return stop.isPresent()
                ? new Ended(new Outcome(ExitCode.STOPPED, stop.get().text()))
                : beyondStop(ports, facts, local);
    }

    /** Where the node stands, and what the first run after a stop would do, whether or not a stop is set. */
    static NextAction beyondStop(Ports ports, Facts facts, Optional<LocalClaim> kept) {
        return underLease(facts, beyondStopAndLease(ports, facts, kept));
    }

    /** The same once nobody has the node by lease any more. */
    static NextAction beyondStopAndLease(Ports ports, Facts facts, Optional<LocalClaim> kept) {
        Optional<LocalClaim> local = SetBackFile.trusted(ports, facts, kept);
        Optional<Outcome> stranger = Identity.mismatch(ports.consul(), facts.self());
        if (stranger.isPresent()) {
            return new Ended(stranger.get());
        }
        String group = group(facts, local);
        OwnClaim.Reading reading;
        try {
            reading = OwnClaim.in(facts, group, local);
        } catch (MalformedJson e) {
            String key = facts.self().keys().slots(group);
            return new Ended(new Outcome(ExitCode.INVALID, Facts.malformed(key, e)));
        }
        if (!reading.forged().isEmpty()) {
            return new Forged(group, ClaimList.SLOTS, reading.forged());
        }
        List<Claim> hot = strangersAmongHot(facts, group, local);
        if (!hot.isEmpty()) {
            return new Forged(group, ClaimList.HOT, hot);
        }
        if (reading.own().isEmpty() && local.isEmpty() && reading.unreadable().isPresent()) {
            return new Ended(
                    unreadable(facts.self(), group, reading.unreadable().get()));
        }
        Optional<Outcome> unproven = reading.own()
                .map(own -> own.claim().id())
                .filter(id -> local.filter(l -> l.id().equals(id)).isEmpty())
                .flatMap(id -> Identity.unproven(ports.consul(), facts.self(), id));
        if (unproven.isPresent()) {
            return new Ended(unproven.get());
        }
        return byStanding(ports, facts, local, group, reading);
    }

    /**
     * Claims of a change in service in this node's name that its file does not know: whoever made one and lost its disk
     * has nothing to undo. A list that cannot be read holds who needs such a change, and nobody else.
     */
    private static List<Claim> strangersAmongHot(Facts facts, String group, Optional<LocalClaim> local) {
        try {
            Self self = facts.self();
            return Slots.listed(facts.view(), self.keys().of(ClaimList.HOT), group).allOf(self.node()).stream()
                    .filter(claim ->
                            local.filter(own -> own.id().equals(claim.id())).isEmpty())
                    .toList();
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    private static NextAction byStanding(
            Ports ports, Facts facts, Optional<LocalClaim> local, String group, OwnClaim.Reading reading) {
        Optional<Boot> toLeave = reading.own().map(OwnClaim::boot).or(() -> local.map(LocalClaim::boot));
        return switch (Standing.of(local, reading.own(), CurrentBoot.now(ports.host(), toLeave))) {
            case Standing.Free free -> {
                Optional<LocalClaim> left = Unclaimed.left(ports, facts);
                if (left.isEmpty()) {
                    yield new Anew();
                }
                yield left.get().step() == LocalClaim.Step.GIVING_UP
                        ? new Undoing(left.get(), false)
                        : returning(facts, left.get());
            }
            case Standing.Foreign(OwnClaim claim) -> new Ended(foreign(facts.self(), claim.claim()));
            case Standing.Unfinished(Optional<LocalClaim> own, Optional<OwnClaim> claim, boolean rebooted) ->
                new Undoing(
                        own.map(file -> drainedInDoubt(facts, file))
                                .orElseGet(() -> Adoption.of(ports, facts, claim.orElseThrow(), group)),
                        rebooted);
            case Standing.Changing(Optional<LocalClaim> own, OwnClaim claim) -> {
                Optional<Outcome> unknown = own.isPresent()
                        ? Optional.empty()
                        : OwnRollout.unknownPart(facts, claim.claim().id());
                yield unknown.isPresent()
                        ? new Ended(unknown.get())
                        : byPolicy(facts, own.orElseGet(() -> Adoption.of(ports, facts, claim, group)), Changing::new);
            }
            case Standing.Pending(Optional<LocalClaim> own, OwnClaim claim) ->
                pending(ports, facts, own.orElseGet(() -> Adoption.of(ports, facts, claim, group)), claim.claim());
            case Standing.Back(Optional<LocalClaim> own, Optional<OwnClaim> claim) ->
                returning(facts, own.orElseGet(() -> Adoption.of(ports, facts, claim.orElseThrow(), group)));
        };
    }

    /**
     * The file of a run that died before its tasks began, or of one whose disk was set back to before that: nobody can
     * tell them apart, and undoing nothing does no harm.
     */
    private static LocalClaim drainedInDoubt(Facts facts, LocalClaim file) {
        boolean hadSlot = switch (file.step()) {
            case CLAIMING -> Journal.written(facts, file.id()).isPresent();
            case PREPARING -> true;
            case COMMITTING, CHANGING, CHANGED, REBOOTING, RETURNING, SERVED, GIVING_UP -> false;
        };
        return hadSlot && file.change() != ChangeKind.HOT ? file.drainingIs(true) : file;
    }

    /**
     * Somebody else has the node: nothing is begun, undone, or taken back into service until they are done. A node that
     * holds nothing goes on to its gates, of which one says so.
     */
    private static NextAction underLease(Facts facts, NextAction action) {
        Optional<String> holder = facts.lease().holder(facts.self().zone());
        if (holder.isEmpty() || action instanceof Anew || action instanceof Ended) {
            return action;
        }
        String waits = switch (action) {
            case Undoing undoing -> "what an unfinished run left is undone";
            case Changing changing -> "its change goes on";
            case Pending pending -> "its reboot is tried again";
            case Returning returning -> "it goes back into service";
            case Forged forged -> "claims that somebody wrote in its name are removed";
            case Anew anew -> "it goes on";
            case Ended ended -> "it goes on";
        };
        return new Ended(new Outcome(
                ExitCode.LEASED,
                "held by lease: leased by " + holder.get() + "; when that has ended " + waits + "; "
                        + facts.lease().wayOut(facts.self().node()) + " ends it",
                Optional.of("lease")));
    }

    /** It may have been down, or not, and was perhaps for nothing at all: only a person can tell. */
    private static Outcome unreadable(Self self, String group, Claim claim) {
        return new Outcome(
                ExitCode.INVALID,
                "the key " + self.keys().out(group, self.node()) + ", this node's own word that it is out of service, "
                        + claim.reason() + "; once it is in service "
                        + Suggestion.of("rebootmgr release")
                                .argument(self.node())
                                .option("--claim", claim.id())
                                .asIs("--reason ...")
                                .typed()
                        + " gives the slot back");
    }

    /** What it has done to the node only that version knows, and how to take it back. */
    private static Outcome foreign(Self self, Claim claim) {
        return new Outcome(
                ExitCode.INVALID,
                "this node's claim " + Typed.id(claim.id()) + " is in a state that rebootmgr " + self.version()
                        + " does not know: a newer version began it and has to finish it. Install that version again; "
                        + "or, once the node is in service, "
                        + Suggestion.of("rebootmgr release")
                                .argument(self.node())
                                .option("--claim", Typed.id(claim.id()))
                                .asIs("--reason ...")
                                .typed()
                        + " gives the slot back");
    }

    private static NextAction pending(Ports ports, Facts facts, LocalClaim local, Claim claim) {
        return new Pending(local, claim, StillUp.of(ports, facts.self(), local, claim));
    }

    private static NextAction returning(Facts facts, LocalClaim local) {
        return byPolicy(facts, local, Returning::new);
    }

    private static NextAction byPolicy(
            Facts facts, LocalClaim local, BiFunction<LocalClaim, Policy, NextAction> action) {
        return action.apply(local, facts.in(local.group()).policyOnTheWayBack());
    }

    /** The group that the claim is of: settings may have changed since, and the file that knew it be lost. */
    static String group(Facts facts, Optional<LocalClaim> local) {
        return local.map(LocalClaim::group).orElseGet(() -> OwnClaim.group(facts));
    }
}
