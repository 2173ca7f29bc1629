package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.Problem;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of looking at everything: fresh facts, the policy, every gate. The same for the first look and the last.
 *
 * @param policy the policy that was judged by, the defaults where there is none
 * @param held the gate that holds, where it was a gate
 * @param end why the run ends here; empty when nothing is against the reboot
 */
record Judgement(Facts facts, Policy policy, List<Trigger> triggers, Optional<GateResult> held, Optional<Outcome> end) {
    private static final Logger LOG = LoggerFactory.getLogger(Judgement.class);

    /**
     * What this node needs has changed while it waited, and is judged by the other list of its group's claims: the run
     * begins anew ({@link Cycle}).
     */
    static final Outcome OF_THE_OTHER_LIST = Outcome.done("something else is needed by now; the next run sees to it");

    /**
     * Looks now; a Consul that does not answer passes through as its exception. Gate programs may run for minutes: then
     * everything else is looked at once more, so that nothing is decided by what was read before them.
     *
     * @param claim this node's own, as it must stand in Consul; what is not so any more was somebody else's doing
     */
    static Judgement now(Ports ports, Self self, RunRequest request, Optional<Own> claim, GatePrograms programs) {
        programs.beginLook();
        Judgement seen = look(ports, self, request, claim, programs);
        boolean theyHold = seen.end().flatMap(Outcome::gate).equals(Optional.of(GatePrograms.GATE));
        return programs.wereAsked() && (!theyHold || programs.wereCutShort())
                ? look(ports, self, request, claim, programs)
                : seen;
    }

    private static Judgement look(
            Ports ports, Self self, RunRequest request, Optional<Own> claim, GatePrograms programs) {
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        // What is told of a group is who is out of service.
        ports.listener().saw(facts.making(ChangeKind.REBOOT));
        if (facts.stop().isPresent()) {
            return ended(facts, new Outcome(ExitCode.STOPPED, facts.stop().get().text()));
        }
        if (claim.isPresent() && isGone(facts, claim.get())) {
            // Whoever leases a node takes a claim away whose session is gone: who that is says more.
            return ended(facts, Outcome.leased(facts).orElseGet(() -> lost(self, claim.get())));
        }
        return switch (facts.policy()) {
            case PolicyState.Missing missing -> ended(facts, new Outcome(ExitCode.NOT_INITIALISED, missing.text()));
            case PolicyState.Invalid invalid -> ended(facts, invalid(invalid.problems()));
            case PolicyState.Known known -> byGates(ports, request, claim, facts, known.policy(), programs);
        };
    }

    private static Judgement byGates(
            Ports ports, RunRequest request, Optional<Own> claim, Facts facts, Policy policy, GatePrograms programs) {
        List<Trigger> triggers;
        try {
            triggers = facts.asking();
        } catch (MalformedJson e) {
            String key = facts.self().keys().status(facts.self().node());
            return ended(facts, new Outcome(ExitCode.INVALID, Facts.malformed(key, e)));
        }
        List<Trigger> asking = triggers;
        ChangeKind change = claim.map(Own::change).orElseGet(() -> request.change(asking));
        if (facts.self().making(change).keys().list() != facts.self().keys().list()) {
            return ended(facts, OF_THE_OTHER_LIST);
        }
        GateInput input = new GateInput(
                facts,
                policy,
                change,
                claim.map(Own::id),
                request.operator(),
                claim.map(Own::progress).orElse(ClaimProgress.NOT_BEGUN),
                claim.flatMap(Own::lead).orElseGet(() -> WayAhead.of(facts, policy, change)),
                ports.consul(),
                ports.clock().now(),
                ports.host(),
                programs.by(policy, change, claim.map(Own::id).orElse(""), request.reason(triggers), facts));
        for (GateResult judged : Gates.upToFirstHold(input, request.ignore())) {
            if (judged.holds()) {
                Outcome outcome = claim.filter(own -> judged.verdict().code() == ExitCode.NO_SLOT)
                        .filter(own -> isWrittenOver(facts, own))
                        .map(own -> lost(facts.self(), own))
                        .orElseGet(() -> Outcome.held(judged));
                return new Judgement(facts, policy, triggers, Optional.of(judged), Optional.of(outcome));
            }
            if (judged.verdict().holds()) {
                LOG.warn(
                        "IGNORED on request, gate {}: {}",
                        judged.gate(),
                        judged.verdict().text());
            }
        }
        return new Judgement(facts, policy, triggers, Optional.empty(), Optional.empty());
    }

    /**
     * A claim.
     *
     * @param change what it is for
     * @param progress nothing of it has to be written down, for a later run goes on with a committed claim only
     * @param lead what is left before the reboot; empty before anything was done for it
     */
    record Own(String id, ChangeKind change, ClaimProgress progress, Optional<LeadTime> lead) {
        boolean committed() {
            return progress == ClaimProgress.COMMITTED;
        }
    }

    private static boolean isGone(Facts facts, Own own) {
        try {
            return facts.slots(facts.self().group())
                    .of(facts.self().node(), own.id())
                    // Of a commit the node itself knows, whatever somebody turned it back to in the list.
                    .filter(claim -> own.committed() || !claim.isCommitted())
                    .isEmpty();
        } catch (MalformedJson e) {
            // The gate "slot" says what is wrong with them.
            return false;
        }
    }

    /** Whether the list has lost the claim, which only its lock tells now, to those that take its place. */
    private static boolean isWrittenOver(Facts facts, Own own) {
        Self self = facts.self();
        try {
            return Slots.listed(facts.view(), self.keys(), self.group())
                    .of(self.node(), own.id())
                    .isEmpty();
        } catch (MalformedJson e) {
            return false;
        }
    }

    private static Outcome lost(Self self, Own own) {
        return new Outcome(
                ExitCode.CLAIM_LOST,
                "the claim " + own.id() + " does not stand in Consul as it should: an operator released it, or"
                        + " somebody wrote over " + self.keys().slots(self.group()));
    }

    private static Judgement ended(Facts facts, Outcome outcome) {
        return new Judgement(facts, Policy.DEFAULTS, List.of(), Optional.empty(), Optional.of(outcome));
    }

    /** Everything that is wrong with the policy. */
    static Outcome invalid(List<Problem> problems) {
        return new Outcome(
                ExitCode.INVALID,
                "invalid policy: " + problems.stream().map(Problem::text).collect(Collectors.joining("; ")));
    }

    /** By who is out, or was a moment ago: by the slots, or the failure domains. */
    boolean heldBySlot() {
        return held.isPresent() && end.isPresent() && end.get().code() == ExitCode.NO_SLOT;
    }
}
