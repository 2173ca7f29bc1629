package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Out;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node that lost its claim file and finds its claim in Consul: the file written anew, as far as can be known. */
final class Adoption {
    private Adoption() {}

    static LocalClaim of(Ports ports, Facts facts, OwnClaim own, String group) {
        Claim claim = own.claim();
        LocalClaim.Step step = switch (claim.state()) {
            case PREPARING -> LocalClaim.Step.PREPARING;
            case DRAINED -> LocalClaim.Step.GIVING_UP;
            case CHANGING -> LocalClaim.Step.CHANGING;
            case REBOOTING -> LocalClaim.Step.REBOOTING;
            case RETURNING -> LocalClaim.Step.RETURNING;
            case UNKNOWN -> throw new IllegalStateException("a claim of another version is not adopted");
        };
        List<Trigger> asked = obeyed(ports, facts, group);
        Entry entry = Journal.written(facts, claim.id())
                .orElseGet(() -> Entry.begun(
                        claim.id(),
                        claim.node(),
                        group,
                        claim.reason(),
                        asked.stream().map(Trigger::name).toList(),
                        claim.since()));
        // The wall clock may have jumped since: where the time of the commit is not known the patience begins now.
        Duration uptime =
                own.uptime().isPositive() ? own.uptime() : ports.host().uptime();
        // Whether tasks had begun is not known, and undoing nothing does no harm.
        boolean saysOut = Out.in(
                        facts.view(), facts.self().keys(), group, facts.self().node())
                .isPresent();
        // Whether its drain stands, or was being undone, only the file knew: it is drained again.
        String boot = step == LocalClaim.Step.CHANGING ? "" : own.boot().id();
        LocalClaim adopted = new LocalClaim(
                        claim.id(),
                        group,
                        step,
                        boot,
                        claim.session(),
                        claim.reason(),
                        true,
                        asked,
                        new LocalClaim.Commit(
                                uptime,
                                own.boot().userspace(),
                                hadSetback(entry, ExitCode.NOT_REBOOTED),
                                hadSetback(entry, ExitCode.REBOOT_FAILED),
                                true),
                        entry)
                .awaiting(claim.awaited())
                .of(claim.change())
                .asAdopted()
                .in(OwnRollout.partOfClaim(facts, claim.id()));
        return saysOut || !claim.isCommitted() ? adopted : adopted.ofOlderAgent();
    }

    /**
     * A node that holds no claim and stands in maintenance mode of a claim of its own that is gone: it lost its state
     * directory, and an operator released the claim while it was away. It is out of service until it takes up its
     * service as if it came back; where it is known that it never went down, until that is undone.
     */
    static Optional<LocalClaim> ofMaintenance(Ports ports, Facts facts) {
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

    /**
     * A node that holds no claim and says itself that it is out of service, or on its way back: it lost its state
     * directory, and its claim was released, or deleted, while it was away. It takes up its service as if it came back;
     * where it never went down {@link #ofDrain} knows.
     */
    static Optional<LocalClaim> ofAbsence(Ports ports, Facts facts) {
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

    private static LocalClaim comingBack(Ports ports, Facts facts, Entry entry, String why) {
        return new LocalClaim(
                        entry.claim(),
                        entry.group(),
                        LocalClaim.Step.REBOOTING,
                        "",
                        "",
                        why,
                        false,
                        obeyed(ports, facts, entry.group()),
                        LocalClaim.Commit.NONE,
                        entry)
                .of(entry.change())
                .in(OwnRollout.partOfClaim(facts, entry.claim()));
    }

    /**
     * A node that holds no claim and says itself that it is drained, or was about to be: it lost its state directory,
     * and its claim was given back under a stop, went with its session, or was released, or deleted, before the node
     * went down. Whether tasks had begun is not known, and undoing nothing does no harm.
     */
    static Optional<LocalClaim> ofDrain(Ports ports, Facts facts) {
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
                Self self = facts.self();
                return Journal.written(facts, id.get())
                        .or(() -> Optional.of(Entry.begun(
                                id.get(),
                                self.node(),
                                self.group(),
                                "its drain still stands",
                                List.of(),
                                ports.clock().now())));
            }
            // Its newest entry is that of the claim; where somebody has released it, it has an end.
            Optional<Entry> newest =
                    facts.history().entries().reversed().stream().findFirst();
            if (status.filter(said -> said.state() == State.PREPARING).isPresent()) {
                return newest;
            }
            // It says so until a run has something else to say: what is undone is undone.
            return newest.filter(entry ->
                    status.filter(said -> SetBackFile.isOut(said) && said.state() != State.RETURNING)
                                    .isPresent()
                            && entry.undone().isEmpty()
                            && neverLeft(ports, facts, entry));
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

    /** Whether a run of this claim has told that it failed so: what the lost file knew, the logbook knows, too. */
    private static boolean hadSetback(Entry entry, ExitCode code) {
        return entry.setback()
                .filter(setback -> setback.code() == code.number())
                .isPresent();
    }

    /** What asked for it before the commit. */
    private static List<Trigger> obeyed(Ports ports, Facts facts, String group) {
        return facts.triggers().stream()
                .filter(trigger -> olderThanCommit(ports, facts, group, trigger))
                .toList();
    }

    /**
     * A key by the index of what the commit wrote with it: the node's key {@code out} when it was made, of an older
     * agent its status. A file by the time of this boot.
     */
    private static boolean olderThanCommit(Ports ports, Facts facts, String group, Trigger trigger) {
        return switch (trigger.kind()) {
            case KEY -> {
                Self self = facts.self();
                // Made by the commit; it is written once more when the node comes back.
                Optional<View.Entry> out = facts.view().get(self.keys().out(group, self.node()));
                if (out.isPresent()) {
                    yield Long.parseLong(trigger.mark()) < out.get().createIndex();
                }
                try {
                    Optional<NodeStatus> status = facts.status();
                    String key = self.keys().status(self.node());
                    yield status.isPresent()
                            && (status.get().state() == State.REBOOTING
                                    || status.get().state() == State.CHANGING)
                            && Long.parseLong(trigger.mark()) < facts.view().index(key);
                } catch (MalformedJson e) {
                    yield false;
                }
            }
            // They are asked anew in every boot.
            case DETECTOR -> false;
            // Its own key says how far the node is.
            case ROLLOUT -> true;
            case FILE -> {
                Instant booted = ports.clock().now().minus(ports.host().uptime());
                yield trigger.since().orElseThrow().isBefore(booted);
            }
        };
    }
}
