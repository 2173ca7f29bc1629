package io.rebootmgr.cycle;

import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.gate.Gates.Examined;
import io.rebootmgr.gate.Gates.Judged;
import io.rebootmgr.gate.Situation;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a run would end that began now: the way of {@link Cycle#run}, in the same order and by the same judgements, with
 * words where a run acts.
 */
record Forecast(Optional<Claim> claim, List<Examined> gates, Outcome outcome) {

    static Forecast of(Ports ports, Facts facts, Set<String> ignore) {
        Optional<LocalClaim> local = LocalClaim.load(ports.host());
        Self self = facts.self();
        String group = local.isPresent() ? local.get().group() : self.group();
        Optional<Claim> claim;
        Optional<MalformedJson> malformed = Optional.empty();
        try {
            claim = facts.slots(group).ofNode(self.node());
        } catch (MalformedJson e) {
            claim = Optional.empty();
            malformed = Optional.of(e);
        }
        List<Examined> gates = gates(ports, facts, group, claim, ignore);
        Outcome outcome;
        if (ports.host().isLocked()) {
            outcome = Outcome.done("would do nothing: another run is at work on this node");
        } else if (local.isEmpty() && Wanted.nothingToDo(facts)) {
            outcome = Outcome.done("would do nothing: no trigger");
        } else if (facts.stop().isPresent()) {
            outcome = new Outcome(ExitCode.STOPPED, facts.stop().get().text());
        } else if (malformed.isPresent()) {
            String key = self.keys().slots(group);
            outcome = new Outcome(ExitCode.INVALID, Facts.malformed(key, malformed.get()));
        } else {
            outcome = standing(ports, facts, group, local, claim, gates);
        }
        return new Forecast(claim, gates, outcome);
    }

    private static Outcome standing(
            Ports ports,
            Facts facts,
            String group,
            Optional<LocalClaim> local,
            Optional<Claim> claim,
            List<Examined> gates) {
        return switch (Standing.of(local, claim, ports.host().bootId())) {
            case Standing.Free free -> reboot(ports, facts, gates, "would reboot now");
            case Standing.Unfinished unfinished ->
                reboot(ports, facts, gates, "would undo what an unfinished run left, then reboot");
            case Standing.Pending pending -> {
                LocalClaim going = pending.local().orElseGet(() -> Adoption.of(ports, facts, pending.claim(), group));
                Outcome overdue = Overdue.judge(ports, facts.self(), going, pending.claim());
                yield overdue.code() == ExitCode.DONE || !going.overdueTold()
                        ? overdue
                        : held(facts, gates)
                                .orElse(Outcome.done("would try again: the reboot of "
                                        + pending.claim().since() + " did not happen"));
            }
            case Standing.Back back ->
                switch (facts.policy()) {
                    case PolicyState.Known known -> comeBack(ports, facts.self(), known.policy(), back);
                    case PolicyState.Missing missing -> comeBack(ports, facts.self(), Policy.DEFAULTS, back);
                    case PolicyState.Invalid invalid -> Judgement.invalid(invalid.problems());
                };
        };
    }

    private static Outcome reboot(Ports ports, Facts facts, List<Examined> gates, String would) {
        return Step.through(
                        () -> Wanted.unwanted(facts), () -> Stages.obstacle(ports.tasks()), () -> held(facts, gates))
                .orElse(Outcome.done(would));
    }

    private static Optional<Outcome> held(Facts facts, List<Examined> gates) {
        return Checkup.unusable(facts.policy())
                .or(() -> gates.stream()
                        .map(Examined::judged)
                        .filter(Judged::holds)
                        .findFirst()
                        .map(Judgement::outcome));
    }

    /** A run would wait for health; this tells what it is waiting for. */
    private static Outcome comeBack(Ports ports, Self self, Policy policy, Standing.Back back) {
        Verdict health = Return.health(ports, self, policy);
        if (health.holds()) {
            return new Outcome(
                    health.code(),
                    "back from its reboot; would wait up to " + Durations.format(policy.postHealthTimeout())
                            + " for health: " + health.text());
        }
        boolean served = back.local().isPresent() && back.local().get().step() == LocalClaim.Step.SERVED;
        Optional<Outcome> obstacle = served ? Optional.empty() : Stages.obstacle(ports.tasks(), Stage.POST_BOOT);
        return obstacle.orElse(Outcome.done("would return to service from its reboot"));
    }

    private static List<Examined> gates(
            Ports ports, Facts facts, String group, Optional<Claim> claim, Set<String> ignore) {
        // What a run undoes first is not there any more when it judges.
        boolean undone = claim.isPresent()
                && Standing.of(
                                LocalClaim.load(ports.host()),
                                claim,
                                ports.host().bootId())
                        instanceof Standing.Unfinished;
        Facts judged = undone ? without(claim.get(), group, facts) : facts;
        Optional<String> own = undone ? Optional.empty() : claim.map(Claim::id);
        return switch (facts.policy()) {
            case PolicyState.Known known -> Gates.all(situation(ports, judged, known.policy(), own), ignore);
            case PolicyState.Missing missing ->
                Gates.withoutPolicy(
                        situation(ports, judged, Policy.DEFAULTS, own),
                        new Verdict.Unknown(ExitCode.NOT_INITIALISED, "not judged: no policy"));
            case PolicyState.Invalid invalid ->
                Gates.withoutPolicy(
                        situation(ports, judged, Policy.DEFAULTS, own),
                        new Verdict.Unknown(ExitCode.INVALID, "not judged: the policy is invalid"));
        };
    }

    private static Situation situation(Ports ports, Facts facts, Policy policy, Optional<String> claim) {
        return new Situation(facts, policy, claim, ports.consul(), ports.clock().now(), ports.host());
    }

    private static Facts without(Claim claim, String group, Facts facts) {
        String key = facts.self().keys().slots(group);
        List<View.Entry> entries = new ArrayList<>();
        for (View.Entry entry : facts.view().under("")) {
            entries.add(entry.key().equals(key) ? without(claim, entry) : entry);
        }
        return new Facts(facts.self(), new View(entries), facts.triggers());
    }

    private static View.Entry without(Claim claim, View.Entry entry) {
        try {
            byte[] rest = Slots.parse(entry.value()).without(claim.id()).bytes();
            return new View.Entry(entry.key(), rest, entry.modifyIndex(), entry.session());
        } catch (MalformedJson e) {
            return entry;
        }
    }
}
