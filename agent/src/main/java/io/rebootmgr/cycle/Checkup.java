package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.gate.Gates.Judged;
import io.rebootmgr.gate.Situation;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.task.Stage;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a run would look at, and what it would do; nothing is changed anywhere.
 *
 * @param triggers what asks for a reboot
 * @param gates every gate's verdict, none where there is no policy to judge by
 * @param verdict how a run would end
 */
public record Checkup(List<Trigger> triggers, List<Judged> gates, Outcome verdict) {
    public Checkup {
        triggers = List.copyOf(triggers);
        gates = List.copyOf(gates);
    }

    /** Looks; a Consul that does not answer at all passes through as its exception. */
    public static Checkup now(Ports ports, Self self) {
        Facts facts = Facts.read(ports.consul(), ports.host(), self);
        Optional<LocalClaim> local = LocalClaim.load(ports.host());
        String group = local.isPresent() ? local.get().group() : self.group();
        Optional<Claim> claim;
        boolean wanted;
        try {
            claim = facts.slots(group).ofNode(self.node());
        } catch (MalformedJson e) {
            return broken(facts, self.keys().slots(group), e);
        }
        try {
            wanted = !facts.fresh().isEmpty();
        } catch (MalformedJson e) {
            return broken(facts, self.keys().status(self.node()), e);
        }
        List<Judged> gates = gates(ports, facts, claim);
        return new Checkup(facts.triggers(), gates, verdict(ports, facts, local, claim, wanted, gates));
    }

    private static List<Judged> gates(Ports ports, Facts facts, Optional<Claim> claim) {
        return switch (facts.policy()) {
            case PolicyState.Known known ->
                Gates.all(
                        new Situation(
                                facts,
                                known.policy(),
                                claim.map(Claim::id),
                                ports.consul(),
                                ports.clock().now(),
                                ports.host().uptime()),
                        Set.of());
            case PolicyState.Missing missing -> List.of();
            case PolicyState.Invalid invalid -> List.of();
        };
    }

    private static Outcome verdict(
            Ports ports,
            Facts facts,
            Optional<LocalClaim> local,
            Optional<Claim> claim,
            boolean wanted,
            List<Judged> gates) {
        Standing standing = Standing.of(local, claim, ports.host().bootId());
        boolean stopMatters = wanted || !(standing instanceof Standing.Free);
        if (stopMatters && facts.stop().isPresent()) {
            return new Outcome(ExitCode.STOPPED, facts.stop().get().text());
        }
        return switch (standing) {
            case Standing.Pending pending ->
                Outcome.done("would wait: the reboot is under way since "
                        + pending.claim().since());
            case Standing.Back back -> Outcome.done("would return to service from its reboot");
            case Standing.Free free -> fresh(ports, facts, wanted, gates);
            case Standing.Unfinished unfinished -> fresh(ports, facts, wanted, gates);
            case Standing.Over over -> fresh(ports, facts, wanted, gates);
        };
    }

    private static Outcome fresh(Ports ports, Facts facts, boolean wanted, List<Judged> gates) {
        if (!wanted) {
            return facts.triggers().isEmpty()
                    ? Outcome.done("would do nothing: no trigger")
                    : new Outcome(ExitCode.GIVEN_UP, "parked: rebooted for every trigger that is still there");
        }
        switch (facts.policy()) {
            case PolicyState.Missing missing -> {
                return new Outcome(ExitCode.NOT_INITIALISED, missing.text());
            }
            case PolicyState.Invalid invalid -> {
                return Judgement.invalid(invalid.problems());
            }
            case PolicyState.Known known -> {}
        }
        Optional<Outcome> obstacle = Step.through(
                () -> Stages.obstacle(ports.tasks(), Stage.PRE_BOOT),
                () -> Stages.obstacle(ports.tasks(), Stage.POST_BOOT));
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        for (Judged judged : gates) {
            if (judged.holds()) {
                return Judgement.outcome(judged);
            }
        }
        return Outcome.done("would reboot now");
    }

    private static Checkup broken(Facts facts, String key, MalformedJson e) {
        return new Checkup(facts.triggers(), List.of(), new Outcome(ExitCode.INVALID, Facts.malformed(key, e)));
    }
}
