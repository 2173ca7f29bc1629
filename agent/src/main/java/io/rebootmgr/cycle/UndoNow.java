package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator may want of a node under a stop: that what a run left half-way is undone now, and not only by the
 * first run after the stop. The node is put back into service and its slot given back; nothing is claimed, drained or
 * rebooted. So a stop does not hold it. It is a run all the same: under the node's lock, in no other node's name, and
 * written down step by step.
 */
public final class UndoNow {
    private final Ports ports;
    private final Self self;

    public UndoNow(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
    }

    /**
     * Undoes what there is to undo; never throws for what can be expected.
     *
     * @param dryRun only says what it would do
     */
    public Outcome run(boolean dryRun) {
        Optional<Host.Lock> lock = ports.host().lock();
        if (lock.isEmpty()) {
            return OtherRun.outcome(ports.host(), self.zone(), true);
        }
        try {
            return locked(dryRun);
        } catch (ConsulException e) {
            return new Outcome(ExitCode.CONSUL, e.reason());
        } catch (Terminated e) {
            return Outcome.endedBy(e);
        } finally {
            ports.host().doingNothing();
            lock.get().close();
        }
    }

    private Outcome locked(boolean dryRun) {
        ports.doing("undoing what an earlier run left");
        Optional<LocalClaim> file = dryRun ? LocalClaim.load(ports.host()) : LocalClaim.loadOrSetAside(ports.host());
        if (!dryRun) {
            // A drain that is still at work would do again what is undone here.
            Optional<String> running = ports.tasks().endLeftovers();
            if (running.isPresent()) {
                MarkingDrained.markLeft(ports, self);
                return new Outcome(ExitCode.TASK_FAILED, running.get());
            }
        }
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        Optional<LocalClaim> local = dryRun ? file : SetBackFile.trustedOrSetAside(ports, facts, file);
        NextAction action = NextAction.beyondStop(ports, facts, local);
        if (action instanceof NextAction.Forged forged && !dryRun) {
            Optional<Outcome> failed =
                    Disowning.carryOut(ports, self.of(forged.list()), forged.group(), forged.forged());
            if (failed.isPresent()) {
                return failed.get();
            }
            facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
            action = NextAction.beyondStop(ports, facts, local);
        }
        return follow(action, facts, dryRun);
    }

    private Outcome follow(NextAction action, Facts facts, boolean dryRun) {
        return switch (action) {
            case NextAction.Ended(Outcome outcome) -> outcome;
            case NextAction.Forged forged ->
                dryRun
                        ? Outcome.done("dry run: would remove a claim in this node's name that it knows nothing of")
                        : new Outcome(ExitCode.CONSUL, "somebody keeps writing claims in this node's name");
            case NextAction.Anew anew ->
                Unclaimed.abortFailed(ports, facts)
                        .map(left -> undo(left, false, facts, dryRun))
                        .orElseGet(() -> nothingLeft(facts));
            case NextAction.Undoing(LocalClaim left, boolean rebooted) ->
                mayStillGoDown(left) ? notUndone(ExitCode.HELD, "") : undo(left, rebooted, facts, dryRun);
            case NextAction.Pending pending -> stillUp(pending, facts, dryRun);
            case NextAction.Changing changing ->
                goesOn(facts, "this node is being changed, and half a change is worse than none: ", "goes on with it");
            case NextAction.Returning returning ->
                new Outcome(
                        facts.stop().isPresent() ? ExitCode.STOPPED : ExitCode.HELD,
                        "nothing to undo: this node is back from its reboot, and "
                                + (facts.stop().isPresent()
                                        ? "the first run after the stop takes it back into service: "
                                                + facts.stop().get().resume()
                                        : "`rebootmgr run` takes it back into service"));
        };
    }

    /** Unless the status, in which a drain would stand whose file is lost, cannot be read. */
    private static Outcome nothingLeft(Facts facts) {
        try {
            facts.status();
            return Outcome.done("nothing to undo: no run of this node left anything");
        } catch (MalformedJson e) {
            Self self = facts.self();
            return new Outcome(ExitCode.INVALID, Facts.malformed(self.keys().status(self.node()), e));
        }
    }

    private Outcome undo(LocalClaim left, boolean rebooted, Facts facts, boolean dryRun) {
        String what = "what claim " + left.id() + " left" + (left.draining() ? ", a drain" : "");
        if (dryRun) {
            return Outcome.done("dry run: would undo " + what);
        }
        Outcome why = facts.stop()
                .map(stop -> new Outcome(ExitCode.STOPPED, stop.text()))
                .orElse(new Outcome(ExitCode.CLAIM_LOST, "an earlier run did not finish"));
        return new Undo(ports, self.in(left.group()), rebooted)
                .undoThoughStopped(left, why)
                .orElse(Outcome.done("undone: " + what
                        + facts.stop().map(stop -> "; " + stop.text()).orElse("")));
    }

    private static Outcome goesOn(Facts facts, String because, String does) {
        return facts.stop().isPresent()
                ? new Outcome(
                        ExitCode.STOPPED,
                        "not undone: " + because + "the first run after the stop " + does + ": "
                                + facts.stop().get().resume())
                : new Outcome(ExitCode.HELD, "not undone: " + because + "`rebootmgr run` " + does);
    }

    /** Told to reboot: until it is known that its command failed and came to nothing it may go down at any moment. */
    private Outcome stillUp(NextAction.Pending pending, Facts facts, boolean dryRun) {
        return switch (pending.next()) {
            case StillUp.NotCommanded none ->
                goesOn(
                        facts,
                        "this node has committed to its reboot, and no reboot command was given yet: ",
                        "gives it");
            case StillUp.UnderWay(Outcome underWay) -> notUndone(ExitCode.HELD, ": " + underWay.text());
            case StillUp.CommandFailed failed -> undo(pending.local(), false, facts, dryRun);
            case StillUp.Unreported(Outcome overdue) -> notUndone(overdue.code(), ": " + overdue.text());
            case StillUp.Overdue(Outcome overdue) -> notUndone(overdue.code(), ": " + overdue.text());
        };
    }

    /** The same of a node whose claim was released, or wiped, right after its reboot command. */
    private boolean mayStillGoDown(LocalClaim left) {
        Duration since = ports.host().uptime().minus(left.commit().uptime());
        return left.step() == LocalClaim.Step.REBOOTING && !since.isNegative() && since.compareTo(self.grace()) < 0;
    }

    private static Outcome notUndone(ExitCode code, String why) {
        return new Outcome(code, "not undone, for this node was told to reboot and may go down at any moment" + why);
    }
}
