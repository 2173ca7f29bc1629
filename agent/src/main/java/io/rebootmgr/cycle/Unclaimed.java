package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import java.util.List;
import java.util.Optional;

/**
 * A node that holds no claim, has no claim file, and is out of service all the same: its state directory was lost, and
 * its claim was released or deleted, or went with its session. The file is written anew, as far as can be known:
 *
 * <ul>
 *   <li>its maintenance mode names a claim: undone where it is known that it never went down, else taken back into
 *       service as if it came back;
 *   <li>its status, or its logbook, says that it is drained, or was about to be: undone;
 *   <li>its status says that it is out of service, or on its way back: as if it came back.
 * </ul>
 */
final class Unclaimed {
    private Unclaimed() {}

    /**
     * To be undone where its step is {@code GIVING_UP}, else to be taken back into service; empty for one in service.
     */
    static Optional<LocalClaim> left(Ports ports, Facts facts) {
        return byMaintenance(ports, facts).or(() -> byDrain(ports, facts)).or(() -> byAbsence(ports, facts));
    }

    /** An operator released its claim while it was away, or ended it while it was drained. */
    private static Optional<LocalClaim> byMaintenance(Ports ports, Facts facts) {
        Optional<String> reason = ports.consul().maintenance();
        Optional<String> id = reason.flatMap(Maintenance::claimOf);
        if (id.isEmpty() || !ports.consul().isOnThisMachine()) {
            return Optional.empty();
        }
        Optional<Entry> written = Journal.written(facts, id.get());
        if (written.isPresent() && neverLeft(ports, facts, written.get())) {
            // Drained and not rebooted: that is undone. Which tasks ran is not known, and undoing nothing does no harm.
            return Optional.of(undoing(ports, written.get(), true));
        }
        Self self = facts.self();
        String why = "in maintenance mode of claim " + id.get() + ", which does not stand any more";
        Entry entry = written.orElseGet(() -> Entry.begun(
                id.get(),
                self.node(),
                self.group(),
                why,
                List.of(),
                ports.clock().now()));
        return Optional.of(comingBack(ports, facts, entry, why));
    }

    /** Its claim went before it went down. Whether tasks had begun is not known, and undoing nothing does no harm. */
    private static Optional<LocalClaim> byDrain(Ports ports, Facts facts) {
        return ports.consul().isOnThisMachine()
                ? leftDrained(ports, facts).map(entry -> undoing(ports, entry, entry.change() != ChangeKind.HOT))
                : Optional.empty();
    }

    /** The entry of the claim whose drain stands; what is not known of it is made up. */
    private static Optional<Entry> leftDrained(Ports ports, Facts facts) {
        try {
            Optional<NodeStatus> status = facts.status();
            Optional<String> id = status.flatMap(NodeStatus::drained);
            if (id.isPresent()) {
                return Journal.written(facts, id.get()).or(() -> Optional.of(madeUp(ports, facts, id.get())));
            }
            // Its newest entry is that of the claim; where somebody has released it, it has an end.
            Optional<Entry> newest =
                    facts.history().entries().reversed().stream().findFirst();
            if (status.filter(said -> said.state() == State.PREPARING).isPresent()) {
                return newest.or(
                        () -> Optional.of(madeUp(ports, facts, ports.ids().get())));
            }
            // It says so until a run has something else to say: what is undone is undone.
            boolean isOut = status.filter(said -> SetBackFile.isOut(said) && said.state() != State.RETURNING)
                    .isPresent();
            return newest.filter(entry -> entry.undone().isEmpty())
                    .filter(entry -> entry.drained()
                            || (status.isEmpty() && entry.end().isEmpty())
                            || (isOut && neverLeft(ports, facts, entry)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Entry madeUp(Ports ports, Facts facts, String id) {
        Self self = facts.self();
        return Entry.begun(
                id,
                self.node(),
                self.group(),
                "its drain still stands",
                List.of(),
                ports.clock().now());
    }

    /** Its claim went while it was away; where it never went down {@link #byDrain} knows. */
    private static Optional<LocalClaim> byAbsence(Ports ports, Facts facts) {
        try {
            Optional<NodeStatus> out = facts.status().filter(SetBackFile::isOut);
            if (out.isEmpty() || !ports.consul().isOnThisMachine()) {
                return Optional.empty();
            }
            boolean wasBack = out.get().state() == State.RETURNING;
            return facts.history().entries().reversed().stream()
                    .findFirst()
                    .filter(entry -> entry.undone().isEmpty() && (wasBack || !neverLeft(ports, facts, entry)))
                    .map(entry -> comingBack(ports, facts, entry, entry.reason()));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /**
     * The last drain, where its abort tasks have not all succeeded. That gave the slot back all the same, and no run
     * tries again by itself: whoever has mended what failed says so.
     */
    static Optional<LocalClaim> abortFailed(Ports ports, Facts facts) {
        try {
            return facts.history().entries().reversed().stream()
                    .findFirst()
                    .filter(Entry::isAbortFailed)
                    .map(entry -> undoing(ports, entry, true));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static LocalClaim undoing(Ports ports, Entry entry, boolean drained) {
        return new LocalClaim(
                        entry.claim(),
                        entry.group(),
                        LocalClaim.Step.GIVING_UP,
                        ports.host().bootId(),
                        "",
                        entry.reason(),
                        drained,
                        List.of(),
                        LocalClaim.Commit.NONE,
                        entry)
                .of(entry.change());
    }

    private static LocalClaim comingBack(Ports ports, Facts facts, Entry entry, String why) {
        return new LocalClaim(
                        entry.claim(),
                        entry.group(),
                        LocalClaim.Step.REBOOTING,
                        "",
                        "",
                        why,
                        false,
                        Adoption.obeyed(ports, facts, entry.group()),
                        LocalClaim.Commit.NONE,
                        entry)
                .of(entry.change())
                .in(OwnRollout.partOfClaim(facts, entry.claim()));
    }

    /**
     * Whether the boot in which it committed goes on: its status is of this one, and it was never seen to come back.
     * After a soft reboot, which keeps the boot id, that is not known.
     */
    private static boolean neverLeft(Ports ports, Facts facts, Entry entry) {
        boolean seenBack =
                entry.phases().stream().anyMatch(phase -> phase.name().equals(Entry.BOOT));
        try {
            return !seenBack
                    && facts.status()
                            .filter(status ->
                                    status.bootId().equals(ports.host().bootId()))
                            .isPresent()
                    && !ports.host().userspace().matches("[1-9][0-9]*/.*");
        } catch (MalformedJson e) {
            return false;
        }
    }
}
