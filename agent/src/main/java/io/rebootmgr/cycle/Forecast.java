package io.rebootmgr.cycle;

import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Moments;
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
record Forecast(Optional<Claim> claim, List<GateResult> gates, Outcome outcome) {

    static Forecast of(Ports ports, Facts facts, Set<String> ignore) {
        Optional<LocalClaim> local = LocalClaim.load(ports.host());
        Course course = Course.of(ports, facts, local);
        String group = Course.group(facts, local);
        Optional<Claim> claim = claim(facts, group, local);
        // A reboot that is tried again is judged in the group of its claim.
        Facts judged = course instanceof Course.StillUp ? facts.in(group) : facts;
        List<GateResult> gates = gates(ports, judged, course, group, claim, ignore);
        Outcome outcome;
        // A run begins with its lock, whatever else there is to do.
        Optional<String> unlockable = ports.host().lockObstacle();
        if (unlockable.isPresent()) {
            outcome = new Outcome(ExitCode.INVALID, unlockable.get());
        } else if (ports.host().isLocked()) {
            outcome = Outcome.done(
                    "would do nothing: " + OtherRun.outcome(ports.host(), false).text());
        } else if (local.isEmpty() && wouldDoNothing(course, facts)) {
            outcome = Outcome.done("would do nothing: no trigger");
        } else {
            outcome = ports.tasks()
                    .leftoversUnknown()
                    .map(why -> new Outcome(ExitCode.TASK_FAILED, why))
                    .orElseGet(() -> switch (course) {
                        case Course.Ended(Outcome ended) -> ended;
                        case Course.Forged forged ->
                            Outcome.done(
                                    "would remove a claim in this node's name that it knows nothing of, then look again");
                        case Course.Anew anew -> reboot(ports, facts, gates, "would reboot now");
                        case Course.Undoing undoing ->
                            reboot(ports, facts, gates, "would undo what an unfinished run left, then reboot");
                        case Course.StillUp(LocalClaim going, Claim its) -> stillUp(ports, facts, going, its, gates);
                        case Course.Returning(LocalClaim gone, Policy policy) ->
                            comeBack(ports, facts.self(), policy, gone);
                    });
        }
        return new Forecast(claim, gates, outcome);
    }

    /** Whether a run of a node that wrote down no claim ends with the words that no trigger asks. */
    static boolean wouldDoNothing(Course course, Facts facts) {
        return Wanted.nothingToDo(facts) && !speaksUp(course, facts);
    }

    /**
     * What a run would do if a trigger asked for a reboot of a node that holds nothing. It is done all the same: nobody
     * asks.
     */
    static Outcome ifAsked(Ports ports, Facts facts, Set<String> ignore) {
        List<GateResult> gates =
                gates(ports, facts, new Course.Anew(), facts.self().group(), Optional.empty(), ignore);
        String then = Step.through(() -> Approach.obstacle(ports), () -> held(facts, gates))
                .map(end -> "would end with " + end.code().number() + ", " + end.text())
                .orElse("would reboot this node now. No task was rehearsed: `rebootmgr reboot --dry-run` does that");
        return Outcome.done("nothing to do: no trigger; if one asked, a run " + then);
    }

    /** Whether a run without a trigger has something to say, or to do, all the same. */
    private static boolean speaksUp(Course course, Facts facts) {
        return switch (course) {
            case Course.Ended ended -> facts.stop().isEmpty();
            case Course.Returning returning -> true;
            default -> false;
        };
    }

    private static Optional<Claim> claim(Facts facts, String group, Optional<LocalClaim> local) {
        try {
            return OwnClaim.in(facts, group, local).own().map(OwnClaim::claim);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Outcome stillUp(Ports ports, Facts facts, LocalClaim going, Claim claim, List<GateResult> gates) {
        Outcome overdue = Overdue.judge(ports, facts.self(), going, claim);
        if (overdue.code() == ExitCode.DONE) {
            return overdue;
        }
        if (going.commit().commandFailed()) {
            return reboot(ports, facts, gates, "would give the slot back, for its reboot command failed, then reboot");
        }
        return !going.commit().overdueTold()
                ? overdue
                : held(facts, gates)
                        .orElse(Outcome.done("would try again: the reboot of "
                                + Moments.alone(
                                        claim.since(), facts.self().zone().get()) + " did not happen"));
    }

    private static Outcome reboot(Ports ports, Facts facts, List<GateResult> gates, String would) {
        return Step.through(() -> Wanted.unwanted(facts), () -> Approach.obstacle(ports), () -> held(facts, gates))
                .orElse(Outcome.done(would));
    }

    private static Optional<Outcome> held(Facts facts, List<GateResult> gates) {
        return Checkup.unusable(facts.policy())
                .or(() -> gates.stream().filter(GateResult::holds).findFirst().map(Judgement::outcome));
    }

    /** A run would wait for health; this tells what it is waiting for. */
    private static Outcome comeBack(Ports ports, Self self, Policy policy, LocalClaim local) {
        Verdict health = ReturnHealth.now(ports, self, policy, local);
        if (health.holds()) {
            return new Outcome(
                    health.code(),
                    "back from its reboot; would wait up to " + Durations.format(policy.postHealthTimeout())
                            + " for health: " + health.text());
        }
        Optional<String> broken = ports.host().claimObstacle();
        if (broken.isPresent()) {
            return new Outcome(ExitCode.INVALID, broken.get());
        }
        boolean served = local.step() == LocalClaim.Step.SERVED;
        Optional<Outcome> obstacle = served ? Optional.empty() : Stages.obstacle(ports.tasks(), Stage.POST_BOOT);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        Verdict back = served ? health : ReturnHealth.afterTasks(ports, self, policy, local);
        if (back.holds()) {
            return new Outcome(
                    back.code(),
                    "back from its reboot; would run its post_boot tasks, then wait up to "
                            + Durations.format(policy.postHealthTimeout()) + ": " + back.text());
        }
        Verdict vote = ServerVote.matters(ports.consul())
                ? ServerVote.now(ports.consul(), self.node())
                : new Verdict.Proceed("not a Consul server");
        return vote.holds()
                ? new Outcome(
                        vote.code(),
                        "back from its reboot; would return to service, then wait up to "
                                + Durations.format(policy.postHealthTimeout()) + " with its slot taken: " + vote.text())
                : Outcome.done("would return to service from its reboot");
    }

    private static List<GateResult> gates(
            Ports ports, Facts facts, Course course, String group, Optional<Claim> claim, Set<String> ignore) {
        // What a run undoes first is not there any more when it judges.
        boolean undone = claim.isPresent() && course instanceof Course.Undoing;
        Facts judged = undone ? without(claim.get(), group, facts) : facts;
        Optional<String> own = undone ? Optional.empty() : claim.map(Claim::id);
        return switch (facts.policy()) {
            case PolicyState.Known known -> Gates.all(input(ports, judged, known.policy(), own), ignore);
            case PolicyState.Missing missing ->
                Gates.withoutPolicy(
                        input(ports, judged, Policy.DEFAULTS, own),
                        new Verdict.Unknown(ExitCode.NOT_INITIALISED, "not judged: no policy"));
            case PolicyState.Invalid invalid ->
                Gates.withoutPolicy(
                        input(ports, judged, Policy.DEFAULTS, own),
                        new Verdict.Unknown(ExitCode.INVALID, "not judged: the policy is invalid"));
        };
    }

    private static GateInput input(Ports ports, Facts facts, Policy policy, Optional<String> claim) {
        LeadTime lead = claim.isPresent() ? LeadTime.NONE : WayAhead.of(facts, policy);
        return new GateInput(
                facts, policy, claim, lead, ports.consul(), ports.clock().now(), ports.host());
    }

    private static Facts without(Claim claim, String group, Facts facts) {
        String key = facts.self().keys().slots(group);
        List<View.Entry> entries = new ArrayList<>();
        for (View.Entry entry : facts.view().under("")) {
            entries.add(entry.key().equals(key) ? without(claim, entry) : entry);
        }
        return new StaleFacts(facts.self(), new View(entries), facts.triggers());
    }

    private static View.Entry without(Claim claim, View.Entry entry) {
        try {
            byte[] rest =
                    Slots.parse(entry.value()).without(claim.node(), claim.id()).bytes();
            return new View.Entry(entry.key(), rest, entry.modifyIndex(), entry.session());
        } catch (MalformedJson e) {
            return entry;
        }
    }
}
