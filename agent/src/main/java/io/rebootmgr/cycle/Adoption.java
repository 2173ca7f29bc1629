package io.rebootmgr.cycle;

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

    /** Whether a run of this claim has told that it failed so: what the lost file knew, the logbook knows, too. */
    private static boolean hadSetback(Entry entry, ExitCode code) {
        return entry.setback()
                .filter(setback -> setback.code() == code.number())
                .isPresent();
    }

    /** What asked for it before the commit. */
    static List<Trigger> obeyed(Ports ports, Facts facts, String group) {
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
