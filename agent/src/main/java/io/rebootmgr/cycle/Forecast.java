package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimLock;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.task.Stage;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a run would end that began now, and what it would do first: the way of {@link Cycle#run}, in the same order and
 * by the same judgements, with words where a run acts. {@code check} tells it, and a dry run goes on from it. Nothing
 * is changed.
 *
 * @param act what the run would do first
 * @param gates every gate's verdict
 * @param outcome how the run would end; where it acts the text tells what it would do
 */
record Forecast(Act act, Optional<Claim> claim, List<GateResult> gates, Outcome outcome) {

    /** What a run does first, beside telling. */
    enum Act {
        /** It ends, or waits. */
        NOTHING,
        /** Claims in this node's name that it knows nothing of are removed. */
        DISOWN,
        /** What an unfinished run left is put back. */
        UNDO,
        /** A machine that was leased to be off is switched off. */
        POWER_OFF,
        /** The detectors are asked, for nobody else asks for anything: what they say decides. */
        ASK,
        /** A slot is claimed, and what follows from that. */
        CLAIM,
        /** The change of a drained node goes on. */
        GO_ON,
        /** A reboot that did not happen is tried again. */
        TRY_AGAIN,
        /** The node goes back into service. */
        RETURN
    }

    /** Of a run that is asked like that, whatever another run is at. */
    static Forecast of(Ports ports, Facts facts, RunRequest asked) {
        Optional<LocalClaim> local = LocalClaim.load(ports.host());
        return of(ports, facts, asked, local, NextAction.of(ports, facts, local));
    }

    /** The same, of a node whose file and next action are known. */
    static Forecast of(Ports ports, Facts facts, RunRequest asked, Optional<LocalClaim> local, NextAction action) {
        String group = NextAction.group(facts, local);
        Optional<Claim> claim = claim(facts, group, local);
        // What has begun is judged in the group of its claim.
        boolean committed = action instanceof NextAction.Pending
                || action instanceof NextAction.Changing
                || action instanceof NextAction.Returning;
        Facts judged = committed ? facts.in(group) : facts;
        List<GateResult> gates = gates(ports, inItsList(judged, asked, local, action), action, group, claim, asked);
        if (!asked.operator() && local.isEmpty() && wouldDoNothing(ports, asked, action, facts)) {
            return new Forecast(Act.NOTHING, claim, gates, Outcome.done("would do nothing: no trigger"));
        }
        Optional<String> leftovers = ports.tasks().leftoversUnknown();
        if (leftovers.isPresent()) {
            return new Forecast(Act.NOTHING, claim, gates, new Outcome(ExitCode.TASK_FAILED, leftovers.get()));
        }
        Optional<Outcome> off = StayOff.would(ports, facts);
        if (off.isPresent()) {
            return new Forecast(Act.POWER_OFF, claim, gates, off.get());
        }
        return switch (action) {
            case NextAction.Ended(Outcome ended) -> new Forecast(Act.NOTHING, claim, gates, ended);
            case NextAction.Forged forged -> disowning(ports, facts, asked, local, forged);
            case NextAction.Anew anew -> rebooting(ports, facts, asked, claim, gates);
            case NextAction.Changing(LocalClaim begun, Policy policy) ->
                goOn(ports, judged, asked, policy, begun, claim, gates);
            case NextAction.Undoing(LocalClaim left, boolean rebooted) ->
                away(ports, facts, left, rebooted)
                        .map(away -> new Forecast(Act.UNDO, claim, gates, away))
                        .orElseGet(() -> rebooting(ports, facts, asked, claim, gates)
                                .after(Act.UNDO, "would undo what an unfinished run left"));
            case NextAction.Pending pending -> stillUp(ports, facts, judged, asked, pending, gates);
            case NextAction.Returning(LocalClaim gone, Policy policy) ->
                new Forecast(Act.RETURN, claim, gates, comeBack(ports, judged.self(), policy, gone));
        };
    }

    /** By which of the group's lists it is judged: that of what has begun, or of what is needed. */
    private static Facts inItsList(Facts facts, RunRequest asked, Optional<LocalClaim> local, NextAction action) {
        boolean goesOn = action instanceof NextAction.Pending
                || action instanceof NextAction.Changing
                || action instanceof NextAction.Returning;
        return goesOn ? facts.making(local.map(LocalClaim::change).orElse(ChangeKind.REBOOT)) : asked.judging(facts);
    }

    /** The same, and this before it. */
    private Forecast after(Act first, String would) {
        String then = outcome.code() == ExitCode.DONE
                ? outcome.text().replaceFirst("^would ", "")
                : "end with " + outcome.code().number() + ": " + outcome.text();
        return new Forecast(first, claim, gates, outcome.saying(would + ", then " + then));
    }

    /** Whether what is undone is not over yet, for the node has been out of service and does not serve again. */
    private static Optional<Outcome> away(Ports ports, Facts facts, LocalClaim left, boolean rebooted) {
        Facts judged = facts.in(left.group());
        return rebooted ? Undo.away(ports, judged.self(), judged.policyOnTheWayBack(), left) : Optional.empty();
    }

    /** Once they are gone the run looks again. */
    private static Forecast disowning(
            Ports ports, Facts facts, RunRequest asked, Optional<LocalClaim> local, NextAction.Forged forged) {
        Self self = facts.self().of(forged.list());
        String group = forged.group();
        boolean locked = forged.forged().stream()
                .anyMatch(claim -> ClaimLock.names(facts.view(), self.keys(), group, self.node(), claim.id()));
        Facts unlocked = locked ? withoutLock(self.node(), group, facts) : facts;
        Facts left = without(forged.forged(), self.keys().slots(group), unlocked);
        NextAction next = NextAction.of(ports, left, local);
        Forecast then = next instanceof NextAction.Forged
                ? new Forecast(Act.NOTHING, Optional.empty(), List.of(), Outcome.done("would look again"))
                : of(ports, left, asked, local, next);
        return then.after(Act.DISOWN, "would remove a claim in this node's name that it knows nothing of");
    }

    /** Whether a run of a node that wrote down no claim ends with the words that no trigger asks. */
    static boolean wouldDoNothing(Ports ports, RunRequest asked, NextAction action, Facts facts) {
        return Wanted.nothingToDo(facts)
                && Detecting.error(ports, asked, facts).isEmpty()
                && !StayOff.isDue(ports, facts)
                && !Detecting.isDue(ports, asked, facts)
                && !speaksUp(ports, action, facts);
    }

    /**
     * What a run would do if a trigger asked for a reboot of a node that holds nothing. It is done all the same: nobody
     * asks.
     */
    static Outcome ifAsked(Ports ports, Facts facts, RunRequest asked) {
        List<GateResult> gates = gates(
                ports, asked.judging(facts), new NextAction.Anew(), facts.self().group(), Optional.empty(), asked);
        ChangeKind change = asked.change(DryRun.asking(facts));
        String then = RunStep.through(() -> Approach.obstacle(ports, change), () -> held(facts, gates))
                .map(end -> "would end with " + end.code().number() + ", " + end.text())
                .orElse("would reboot this node now. No task was rehearsed: `rebootmgr reboot --dry-run` does that");
        return Outcome.done("nothing to do: no trigger; if one asked, a run " + then);
    }

    /** Whether a run without a trigger has something to say, or to do, all the same. */
    private static boolean speaksUp(Ports ports, NextAction action, Facts facts) {
        return switch (action) {
            case NextAction.Ended ended -> facts.stop().isEmpty();
            // A drain of a claim that is gone is undone, too.
            case NextAction.Returning returning -> true;
            case NextAction.Undoing undoing -> true;
            case NextAction.Changing changing -> true;
            case NextAction.Anew anew -> false;
            // A claim of another group than that of the settings is not seen by a run's first look.
            case NextAction.Forged forged -> looksFurther(ports, facts);
            case NextAction.Pending pending -> looksFurther(ports, facts);
        };
    }

    private static boolean looksFurther(Ports ports, Facts facts) {
        return facts.stop().isEmpty() && new Journal(ports, facts.self()).hasNews(facts);
    }

    private static Optional<Claim> claim(Facts facts, String group, Optional<LocalClaim> local) {
        try {
            Optional<LocalClaim> hot = local.filter(begun -> begun.change() == ChangeKind.HOT);
            return hot.isPresent()
                    ? facts.making(ChangeKind.HOT)
                            .slots(group)
                            .of(facts.self().node(), hot.get().id())
                    : OwnClaim.in(facts, group, local).own().map(OwnClaim::claim);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** @param judged the facts in the group of its claim, by which its reboot is judged */
    private static Forecast stillUp(
            Ports ports,
            Facts facts,
            Facts judged,
            RunRequest asked,
            NextAction.Pending pending,
            List<GateResult> gates) {
        Optional<Claim> claim = Optional.of(pending.claim());
        return switch (pending.next()) {
            case StillUp.NotCommanded none ->
                goOnToReboot(judged, claim, gates, "would go on to its reboot, for no reboot command was given yet");
            case StillUp.UnderWay(Outcome underWay) -> new Forecast(Act.NOTHING, claim, gates, underWay);
            case StillUp.CommandFailed failed ->
                rebooting(ports, facts, asked, claim, gates)
                        .after(Act.UNDO, "would give the slot back, for its reboot command failed");
            case StillUp.Unreported(Outcome overdue) -> new Forecast(Act.NOTHING, claim, gates, overdue);
            case StillUp.Overdue overdue ->
                goOnToReboot(
                        judged,
                        claim,
                        gates,
                        "would try again: the reboot of "
                                + Moments.alone(
                                        pending.claim().since(),
                                        facts.self().zone().get())
                                + " did not happen"
                                + (pending.local().adopted()
                                        ? "; it would be drained once more first, for its claim file was lost"
                                        : ""));
        };
    }

    /** Of a claim that is committed: the reboot, where no gate holds it. */
    private static Forecast goOnToReboot(Facts facts, Optional<Claim> claim, List<GateResult> gates, String would) {
        return held(facts, gates)
                .map(held -> new Forecast(Act.NOTHING, claim, gates, held))
                .orElseGet(() -> new Forecast(Act.TRY_AGAIN, claim, gates, Outcome.done(would)));
    }

    /** What a run of a node that is being changed would do; its gates say whether it could reboot by now. */
    private static Forecast goOn(
            Ports ports,
            Facts facts,
            RunRequest asked,
            Policy policy,
            LocalClaim begun,
            Optional<Claim> claim,
            List<GateResult> gates) {
        Optional<Outcome> disabled = Changing.disabled(ports, facts, policy, asked, begun);
        if (disabled.isPresent()) {
            return new Forecast(Act.NOTHING, claim, gates, disabled.get());
        }
        boolean reboots = begun.change() == ChangeKind.REBOOT;
        if (Changing.isMade(ports, begun)) {
            return reboots
                    ? goOnToReboot(facts, claim, gates, "would go on to its reboot, for its change is made")
                    : new Forecast(Act.RETURN, claim, gates, comeBack(ports, facts.self(), policy, begun));
        }
        String again = Changing.isAfterAnotherBoot(ports, begun) ? "drain it again, " : "";
        return Changing.obstacle(ports, begun)
                .map(end -> new Forecast(Act.NOTHING, claim, gates, end))
                .orElseGet(() -> new Forecast(
                        Act.GO_ON,
                        claim,
                        gates,
                        Outcome.done(
                                "would go on with its change: " + again + "run its drained tasks from the first, then "
                                        + (reboots ? "reboot" : "go back into service"))));
    }

    /** What is about to be made of a node, for people. */
    static String words(ChangeKind change) {
        return switch (change) {
            case HOT -> "change this node now, in service";
            case DRAIN -> "drain and change this node now";
            case REBOOT -> "reboot now";
        };
    }

    private static Forecast rebooting(
            Ports ports, Facts facts, RunRequest asked, Optional<Claim> claim, List<GateResult> gates) {
        Optional<Outcome> unwanted = Wanted.against(ports, asked, facts);
        boolean nobodyAsks = unwanted.filter(end -> end.code() == ExitCode.DONE).isPresent();
        if (nobodyAsks && Detecting.isDue(ports, asked, facts)) {
            return new Forecast(
                    Act.ASK,
                    claim,
                    gates,
                    Outcome.done("would ask the detectors what this node needs; nothing else asks for a change"));
        }
        ChangeKind change = asked.change(DryRun.asking(facts));
        return RunStep.through(() -> unwanted, () -> Approach.obstacle(ports, change), () -> held(facts, gates))
                .map(end -> new Forecast(Act.NOTHING, claim, gates, end))
                .orElseGet(() -> new Forecast(Act.CLAIM, claim, gates, Outcome.done("would " + words(change))));
    }

    private static Optional<Outcome> held(Facts facts, List<GateResult> gates) {
        return Checkup.unusable(facts.policy()).or(() -> Gates.firstHold(gates).map(Outcome::held));
    }

    /** A run would wait for health; this tells what it is waiting for. */
    private static Outcome comeBack(Ports ports, Self self, Policy policy, LocalClaim local) {
        if (local.change() == ChangeKind.HOT) {
            return Outcome.done("would give its hot slot back: its change is made");
        }
        String back = local.change() == ChangeKind.REBOOT ? "back from its reboot" : "changed";
        Verdict health = ReturnHealth.now(ports, self, policy, local);
        if (health.holds()) {
            return new Outcome(
                    health.code(),
                    back + "; would wait up to " + Durations.format(policy.postHealthTimeout()) + " for health: "
                            + health.text());
        }
        boolean served = local.step() == LocalClaim.Step.SERVED;
        Optional<Outcome> obstacle = ports.host()
                .claimObstacle()
                .map(broken -> new Outcome(ExitCode.INVALID, broken))
                .or(() -> served ? Optional.empty() : Stages.obstacle(ports.tasks(), Stage.POST_BOOT));
        if (obstacle.isPresent()) {
            return new Outcome(
                    obstacle.get().code(),
                    back + ", and cannot go on: " + obstacle.get().text());
        }
        Verdict all = served ? health : ReturnHealth.afterTasks(ports, self, policy, local);
        if (all.holds()) {
            return new Outcome(
                    all.code(),
                    back + "; would run its post_boot tasks, then wait up to "
                            + Durations.format(policy.postHealthTimeout()) + ": " + all.text());
        }
        Verdict traffic = ReturnHealth.traffic(ports, self);
        Verdict last = traffic.holds() || !ServerVote.matters(ports.consul())
                ? traffic
                : ServerVote.now(ports.consul(), self.node());
        return last.holds()
                ? new Outcome(
                        last.code(),
                        back + "; would return to service, then wait up to "
                                + Durations.format(policy.postHealthTimeout()) + " with its slot taken: " + last.text())
                : Outcome.done("would return to service from its "
                        + (local.change() == ChangeKind.REBOOT ? "reboot" : "change"));
    }

    private static List<GateResult> gates(
            Ports ports, Facts facts, NextAction action, String group, Optional<Claim> claim, RunRequest asked) {
        // What a run undoes first is not there any more when it judges.
        boolean undone = claim.isPresent() && action instanceof NextAction.Undoing;
        Facts judged = undone ? undone(claim.get(), group, facts) : facts;
        Optional<Claim> own = undone ? Optional.empty() : claim;
        return switch (facts.policy()) {
            case PolicyState.Known known -> Gates.all(input(ports, judged, known.policy(), own, asked), asked.ignore());
            case PolicyState.Missing missing ->
                Gates.withoutPolicy(
                        input(ports, judged, Policy.DEFAULTS, own, asked),
                        new Verdict.Unknown(ExitCode.NOT_INITIALISED, "not judged: no policy"));
            case PolicyState.Invalid invalid ->
                Gates.withoutPolicy(
                        input(ports, judged, Policy.DEFAULTS, own, asked),
                        new Verdict.Unknown(ExitCode.INVALID, "not judged: the policy is invalid"));
        };
    }

    private static GateInput input(Ports ports, Facts facts, Policy policy, Optional<Claim> claim, RunRequest asked) {
        List<Trigger> fresh = DryRun.asking(facts);
        ChangeKind change = claim.map(Claim::change).orElseGet(() -> asked.change(fresh));
        LeadTime lead = claim.isPresent() ? LeadTime.NONE : WayAhead.of(facts, policy, change);
        return new GateInput(
                facts,
                policy,
                change,
                claim.map(Claim::id),
                asked.operator(),
                claim.filter(Claim::isCommitted).isPresent() ? ClaimProgress.COMMITTED : ClaimProgress.NOT_BEGUN,
                lead,
                ports.consul(),
                ports.clock().now(),
                ports.host(),
                GatePrograms.supposed(ports, facts, asked, policy, change, asked.reason(fresh)));
    }

    /** As the facts will be when this claim of the node is given up, with its lock and what the node says of it. */
    private static Facts undone(Claim claim, String group, Facts facts) {
        String out = facts.self().keys().out(group, claim.node());
        Facts left = withoutKey(out, withoutLock(claim.node(), group, facts));
        return without(List.of(claim), facts.self().keys().slots(group), left);
    }

    private static Facts withoutLock(String node, String group, Facts facts) {
        return withoutKey(facts.self().keys().preparing(group, node), facts);
    }

    private static Facts withoutKey(String key, Facts facts) {
        List<View.Entry> left = facts.view().under("").stream()
                .filter(entry -> !entry.key().equals(key))
                .toList();
        return new StaleFacts(facts.self(), new View(left), facts.triggers());
    }

    /** As the facts will be when these claims are gone. */
    private static Facts without(List<Claim> claims, String key, Facts facts) {
        List<View.Entry> entries = new ArrayList<>();
        for (View.Entry entry : facts.view().under("")) {
            entries.add(entry.key().equals(key) ? without(claims, entry) : entry);
        }
        return new StaleFacts(facts.self(), new View(entries), facts.triggers());
    }

    private static View.Entry without(List<Claim> claims, View.Entry entry) {
        try {
            byte[] rest = Slots.parse(entry.value())
                    .keeping(claim -> !OwnClaim.isAmong(claims, claim))
                    .bytes();
            return new View.Entry(entry.key(), rest, entry.modifyIndex(), entry.session());
        } catch (MalformedJson e) {
            return entry;
        }
    }
}
