package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import java.util.Optional;

/**
 * What keeps this node out of service though no run is at work on it: a drain that was broken off, or that abort tasks
 * could not undo, or a return that has not been finished.
 *
 * @param what for people
 * @param wayOut what to do about it
 */
public record LeftBehind(String what, String wayOut) {

    /**
     * Looked at by what the node wrote down, by Consul and the boot; empty where the node is in service or a run is at
     * work.
     */
    public static Optional<LeftBehind> of(Ports ports, Facts facts) {
        if (ports.host().isLocked()) {
            return Optional.empty();
        }
        boolean stopped = facts.stop().isPresent();
        return switch (NextAction.beyondStopAndLease(ports, facts, LocalClaim.load(ports.host()))) {
            case NextAction.Undoing(LocalClaim left, boolean rebooted)
            when left.draining() && left.step() != LocalClaim.Step.REBOOTING -> Optional.of(drained(left, facts));
            case NextAction.Returning(LocalClaim gone, var policy)
            when stopped || !stands(facts, gone) -> Optional.of(onItsWayBack(ports, facts, gone));
            case NextAction.Anew anew ->
                Unclaimed.abortFailed(ports, facts)
                        .map(left -> new LeftBehind(
                                "its abort tasks failed when claim " + left.id()
                                        + " was given up, so it may still be drained",
                                "once that is mended `rebootmgr run --undo` tries again"));
            default -> Optional.empty();
        };
    }

    /** A claim that stands tells by itself that its node is on its way back. */
    private static boolean stands(Facts facts, LocalClaim gone) {
        try {
            return facts.slots(gone.group()).of(facts.self().node(), gone.id()).isPresent();
        } catch (MalformedJson e) {
            return true;
        }
    }

    private static LeftBehind drained(LocalClaim left, Facts facts) {
        boolean stopped = facts.stop().isPresent();
        return new LeftBehind(
                "drained by claim " + left.id() + " (" + left.reason()
                        + "), which was broken off; that is not undone yet",
                leased(facts, "its next run undoes that")
                        .orElse(
                                stopped
                                        ? "`rebootmgr run --undo` puts it back into service now, else the first run after the stop does"
                                        : "its next run undoes that: `rebootmgr run --undo` does it now"));
    }

    private static LeftBehind onItsWayBack(Ports ports, Facts facts, LocalClaim gone) {
        boolean maintenance = ports.consul()
                .maintenance()
                .flatMap(Maintenance::claimOf)
                .filter(gone.id()::equals)
                .isPresent();
        String released = Journal.written(facts, gone.id())
                .flatMap(Entry::released)
                .map(by -> "; released by " + by.by() + " because: " + by.why())
                .orElse("");
        return new LeftBehind(
                "on its way back from its reboot" + (maintenance ? ", in maintenance" : "") + ": claim " + gone.id()
                        + released,
                leased(facts, "its next run takes it back into service")
                        .orElseGet(() -> facts.stop()
                                .map(stop ->
                                        "the first run after the stop takes it back into service: " + stop.resume())
                                .orElse("its next run takes it back into service: `rebootmgr run`")));
    }

    /** Nothing is undone, nor taken back into service, while somebody has the node by lease. */
    private static Optional<String> leased(Facts facts, String does) {
        Self self = facts.self();
        return facts.lease()
                .holder(self.zone())
                .map(holder -> "leased by " + holder + ": when that has ended " + does + "; "
                        + facts.lease().wayOut(self.node()) + " ends it");
    }
}
