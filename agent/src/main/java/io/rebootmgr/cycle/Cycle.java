package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The whole of a reboot, and of changes that need none: one call is one run, and a reboot takes two of them, one on
 * each side of the boot.
 *
 * <pre>
 *   glance: nothing to do, or held as before? ── done
 *      │
 *   where do we stand?  (our file × our claim in Consul × the boot id)
 *      ├─ free ─────── gates ─ claim ─ gates ─ pre_boot tasks ─ settle ─ gates ─ commit ─ reboot
 *      │                     │                                                     └─ as changing
 *      │                     └─ in service: hot tasks ─ health ─ detectors ─ slot given back
 *      ├─ unfinished ─ undo, then where it stands anew
 *      ├─ changing ─── after a boot pre_boot tasks ─ drained tasks, then as back;
 *      │               or where it reboots: gates ─ commit ─ reboot
 *      ├─ pending ──── wait for the grace period, say that it did not happen, try again
 *      └─ back ─────── health ─ post_boot tasks ─ health ─ maintenance off ─ traffic ─ vote of a server ─ slot given back
 *   at its end: shows once a day that the node lives, and carries on the rollout of its group, where it is this run's
 *   turn to look after it
 * </pre>
 */
public final class Cycle {
    private final Ports ports;
    private final Self self;
    /** The last look at the keys; what the run has written since is not in it. */
    private @Nullable Facts seen;

    public Cycle(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
    }

    /** Runs once. Never throws for what can be expected of a fleet at night; anything thrown is a bug. */
    public Outcome run(RunRequest request) {
        Optional<Host.Lock> lock = ports.host().lock();
        if (lock.isEmpty()) {
            return OtherRun.outcome(ports.host(), self.zone(), request.operator());
        }
        try {
            Outcome outcome = locked(request);
            return seen == null ? outcome : new Afterwards(ports, self, seen).of(outcome);
        } catch (ConsulException e) {
            return new Outcome(ExitCode.CONSUL, e.reason());
        } catch (Terminated e) {
            return Outcome.endedBy(e);
        } finally {
            ports.host().doingNothing();
            lock.get().close();
        }
    }

    private Outcome locked(RunRequest request) {
        if (request.dryRun()) {
            return new DryRun(ports, self, request).outcome();
        }
        // Of an idle run, too: what an earlier one left may be the task that one node runs for its whole group, and its
        // lock is long another's. Where nothing was left this looks for one file.
        Optional<String> running = ports.tasks().endLeftovers();
        if (running.isPresent()) {
            MarkingDrained.markLeft(ports, self);
            return new Outcome(ExitCode.TASK_FAILED, running.get());
        }
        Optional<LocalClaim> file = LocalClaim.loadOrSetAside(ports.host());
        if (file.isEmpty() && !request.operator()) {
            Facts glance = StaleFacts.glance(ports.consul(), ports.host(), self);
            ports.listener().glanced(glance);
            seen = glance;
            if (!Detecting.isDue(ports, request, glance)) {
                Optional<Outcome> end = leaveItAtThat(request, glance);
                if (end.isPresent()) {
                    return end.get();
                }
            }
        }
        ports.doing("looking at gates and claims");
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        ports.listener().saw(facts);
        seen = facts;
        Optional<Outcome> off = StayOff.carryOut(ports, facts);
        if (off.isPresent()) {
            return off.get();
        }
        Optional<LocalClaim> local = SetBackFile.trustedOrSetAside(ports, facts, file);
        NextAction action = NextAction.of(ports, facts, local);
        boolean isOut = action instanceof NextAction.Returning || action instanceof NextAction.Changing;
        if (isOut && facts.in(NextAction.group(facts, local)).policy() instanceof PolicyState.Invalid invalid) {
            LoggerFactory.getLogger(Cycle.class)
                    .warn(
                            "goes on by what can be read: {}",
                            Judgement.invalid(invalid.problems()).text());
        }
        return follow(action, request, facts, local);
    }

    /** Nothing to do, or held as before: an idle run, which costs no more than the look that it has had. */
    private Optional<Outcome> leaveItAtThat(RunRequest request, Facts glance) {
        if (glance.turn() instanceof NodeTurn.Placed && OwnRollout.hasNews(ports, glance)) {
            return Optional.empty();
        }
        if (StayOff.isOpen(ports, glance)) {
            return Optional.empty();
        }
        if (!Wanted.nothingToDo(glance)
                || Detecting.error(ports, request, glance).isPresent()) {
            return StillHeld.judge(ports, request, glance);
        }
        return glance.stop().isPresent() || !new Journal(ports, self).hasNews(glance)
                ? Optional.of(Outcome.done("nothing to do: no trigger"))
                : Optional.empty();
    }

    private Outcome follow(NextAction action, RunRequest request, ConfirmedFacts facts, Optional<LocalClaim> local) {
        return switch (action) {
            case NextAction.Ended(Outcome outcome) ->
                keepDrained(facts, local, outcome).orElseGet(() -> tellOfItsClaim(facts, local, outcome));
            case NextAction.Forged forged -> disown(request, forged, local);
            case NextAction.Anew anew -> reboot(request, facts);
            case NextAction.Undoing(LocalClaim left, boolean rebooted) -> undo(request, left, rebooted);
            case NextAction.Changing(LocalClaim begun, Policy policy) -> change(request, policy, begun);
            case NextAction.Pending pending -> stillUp(request, pending.local(), pending.next());
            case NextAction.Returning(LocalClaim gone, Policy policy) ->
                gone.change() == ChangeKind.HOT ? giveBack(policy, gone) : comeBack(policy, gone);
        };
    }

    /**
     * Under a stop nothing is undone. But the slot of a run that died in its drain goes with its session, long before
     * the stop is over maybe: it is kept, as that of a run is that the stop itself broke off.
     */
    private Optional<Outcome> keepDrained(ConfirmedFacts facts, Optional<LocalClaim> local, Outcome why) {
        return why.code() == ExitCode.STOPPED
                ? MarkingDrained.open(ports, facts, local)
                        .flatMap(undoing -> new Undo(
                                        ports, self.in(undoing.left().group()), undoing.rebooted())
                                .undo(undoing.left(), why))
                : Optional.empty();
    }

    /**
     * A node that holds a claim, and can do nothing about it, says why, unless that is a stop or it is not its claim.
     */
    private Outcome tellOfItsClaim(ConfirmedFacts facts, Optional<LocalClaim> local, Outcome why) {
        boolean holds = local.isPresent()
                || (ports.consul().isOnThisMachine()
                        && facts.view()
                                .get(self.keys().out(OwnClaim.group(facts), self.node()))
                                .isPresent());
        if (holds
                && why.code() != ExitCode.STOPPED
                && Identity.mismatch(ports.consul(), self).isEmpty()) {
            new Journal(ports, self).tellWhy(why);
        }
        return why;
    }

    /** Claims in this node's name that it knows nothing of are removed; then the run starts anew. */
    private Outcome disown(RunRequest request, NextAction.Forged forged, Optional<LocalClaim> local) {
        Optional<Outcome> failed = Disowning.carryOut(ports, self.of(forged.list()), forged.group(), forged.forged());
        if (failed.isPresent()) {
            return failed.get();
        }
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        NextAction next = NextAction.of(ports, facts, local);
        return next instanceof NextAction.Forged
                ? new Outcome(ExitCode.CONSUL, "somebody keeps writing claims in this node's name")
                : follow(next, request, facts, local);
    }

    /** What an unfinished run left is put back; then it is looked anew where the node stands. */
    private Outcome undo(RunRequest request, LocalClaim left, boolean rebooted) {
        Optional<Outcome> kept = new Undo(ports, self.in(left.group()), rebooted)
                .undo(left, new Outcome(ExitCode.CLAIM_LOST, "an earlier run did not finish"));
        if (kept.isPresent()) {
            return kept.get();
        }
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        NextAction next = NextAction.of(ports, facts, Optional.empty());
        boolean again = next instanceof NextAction.Undoing undoing
                && undoing.left().id().equals(left.id());
        return again
                ? new Outcome(ExitCode.CLAIM_LOST, "claim " + left.id() + " is undone, and Consul says that it is not")
                : follow(next, request, facts, Optional.empty());
    }

    /** Steps 3 to 10, of a node that holds nothing yet. */
    private Outcome reboot(RunRequest request, ConfirmedFacts first) {
        boolean due = Detecting.isDue(ports, request, first);
        Optional<Outcome> unasked = due ? Detecting.whenDue(ports, self, request, first) : Optional.empty();
        if (unasked.isPresent()) {
            return refused(request, unasked.get());
        }
        // Detectors may have run for long.
        ConfirmedFacts facts = due ? ConfirmedFacts.read(ports.consul(), ports.host(), self) : first;
        if (OwnRollout.writePlace(ports, facts)) {
            facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        }
        if (facts != first) {
            ports.listener().saw(facts);
            seen = facts;
        }
        Optional<Outcome> unwanted = Wanted.against(ports, request, facts);
        if (unwanted.isPresent()) {
            if (unwanted.get().code() == ExitCode.DONE) {
                new Journal(ports, self).idle(facts);
                return unwanted.get();
            }
            return refused(request, unwanted.get());
        }
        ChangeKind needed = request.change(DryRun.asking(facts));
        Approach approach = new Approach(ports, self.making(needed), request, needed);
        Optional<Outcome> held = upToTheClaim(request, approach);
        if (held.equals(Optional.of(Judgement.OF_THE_OTHER_LIST))) {
            return reboot(request, ConfirmedFacts.read(ports.consul(), ports.host(), self));
        }
        if (held.isPresent()) {
            return Refusal.tell(ports, self.making(needed), request, held.get());
        }
        Preparation preparation = approach.preparation();
        if (preparation.local().change() == ChangeKind.HOT) {
            return changeInService(preparation);
        }
        Optional<Outcome> end = finish(
                preparation,
                preparation::gatesAreStillOpen,
                preparation::runPreBootTasks,
                preparation::settle,
                preparation::gatesAreStillOpen,
                preparation::noteServices,
                preparation::commit,
                preparation::confirm);
        if (end.isPresent()) {
            return end.get();
        }
        return preparation.isChanging()
                ? change(request, preparation.policy(), preparation.local())
                : leave(preparation, preparation::reboot);
    }

    /** Nothing is committed: who dies gives the slot back with its session, and has served all the while. */
    private Outcome changeInService(Preparation preparation) {
        Optional<Outcome> end = finish(preparation, preparation::gatesAreStillOpen, preparation::runHotTasks);
        if (end.isPresent()) {
            return end.get();
        }
        Return changed = preparation.inService();
        return finish(changed, changed::waitForHealth, changed::askDetectors, changed::noteChanged, changed::giveBack)
                .orElse(Outcome.done("changed in service: " + changed.local().reason()));
    }

    /** The run that changed the node in service died before it was known that it had said so. */
    private Outcome giveBack(Policy policy, LocalClaim changed) {
        return new Return(ports, self.in(changed.group()).making(changed.change()), policy, changed)
                .giveBack()
                .orElse(Outcome.done("changed in service: " + changed.reason()));
    }

    /** The tasks of a drained node, and what follows them: back into service, or the reboot. */
    private Outcome change(RunRequest request, Policy policy, LocalClaim begun) {
        Self inItsGroup = self.in(begun.group());
        Changing changing = new Changing(ports, inItsGroup, request, policy, begun);
        Optional<Outcome> end = changing.make();
        if (end.isPresent()) {
            return end.get();
        }
        LocalClaim made = changing.local();
        if (made.change() != ChangeKind.REBOOT) {
            return comeBack(policy, made);
        }
        // Nothing was given yet that could have failed but these tasks.
        if (made.entry().setback().isPresent()) {
            new Journal(ports, inItsGroup).mended();
        }
        Preparation reboot = new Preparation(ports, inItsGroup, request, made);
        Outcome left = again(reboot);
        if (reboot.local().step() == LocalClaim.Step.CHANGED) {
            changing.tell(left);
        } else {
            tellWhatHolds(reboot.local(), left);
        }
        return left;
    }

    private Outcome refused(RunRequest request, Outcome held) {
        return Refusal.tell(ports, self, request, held);
    }

    /** Whoever waits in line and is ended leaves it, unless a trigger asks as well. */
    private Optional<Outcome> upToTheClaim(RunRequest request, Approach approach) {
        try {
            return RunStep.through(approach::nodeCanChange, approach::gatesAreOpen, approach::claimSlot);
        } catch (Terminated e) {
            if (request.operator()) {
                Refusal.leaveLine(ports, self);
            }
            throw e;
        }
    }

    /** Of a claim that is committed already. */
    private Outcome again(Preparation committed) {
        return leave(
                committed,
                committed::gatesAreStillOpen,
                committed::drainAgain,
                committed::noteServices,
                committed::commit,
                committed::confirm,
                committed::reboot);
    }

    /** What keeps a node from its reboot whose commit stands. */
    private void tellWhatHolds(LocalClaim committed, Outcome end) {
        boolean isKnown =
                end.code() == ExitCode.DONE || end.code() == ExitCode.STOPPED || end.code() == ExitCode.REBOOT_FAILED;
        if (!isKnown) {
            LocalClaim held = committed.setBack(end, ports.clock().now());
            new Journal(ports, self).tell(end, State.REBOOTING, held.entry());
            held.saveIfPossible(ports.host());
        }
    }

    private Outcome leave(Preparation preparation, RunStep... steps) {
        return finish(preparation, steps).orElse(Outcome.done("rebooting now"));
    }

    /** Takes the steps; a way that ends on them, and not with a reboot command that was started, is undone. */
    private Optional<Outcome> finish(Claimed held, RunStep... steps) {
        Optional<Outcome> end;
        try {
            end = RunStep.through(steps);
        } catch (Terminated e) {
            end = Optional.of(Outcome.endedBy(e));
        } catch (ConsulException e) {
            end = Optional.of(new Outcome(ExitCode.CLAIM_LOST, "lost Consul after claiming: " + e.reason()));
        } catch (RuntimeException | Error e) {
            // The slot of a node that may be going down is not freed.
            if (held.canBeUndone()) {
                new Undo(ports, self.in(held.local().group()), held.alone())
                        .undo(held.local(), new Outcome(ExitCode.BUG, String.valueOf(e)));
            }
            throw e;
        }
        if (end.isPresent() && held.canBeUndone()) {
            return Optional.of(
                    new Undo(ports, self.in(held.local().group()), held.alone()).ending(held.local(), end.get()));
        } else if (end.isPresent() && end.get().code() == ExitCode.REBOOT_FAILED) {
            new Journal(ports, self).tell(end.get(), State.FAILED, held.local().entry());
        }
        return end;
    }

    /** Committed, and the boot that was to be left goes on: patience, then an alarm, then another try. */
    private Outcome stillUp(RunRequest request, LocalClaim local, StillUp next) {
        boolean isWritten = LocalClaim.load(ports.host())
                .filter(file -> file.id().equals(local.id()))
                .isPresent();
        if (!isWritten) {
            // A file that was lost, or is of an older claim: its patience begins once, not with every run.
            local.save(ports.host());
        }
        return switch (next) {
            case StillUp.NotCommanded none -> goOn(request, local);
            case StillUp.UnderWay(Outcome underWay) -> underWay;
            case StillUp.CommandFailed failed -> undo(request, local, false);
            case StillUp.Unreported(Outcome overdue) -> {
                LocalClaim reported =
                        local.toldOverdue().setBack(overdue, ports.clock().now());
                reported.save(ports.host());
                new Journal(ports, self).tell(overdue, State.FAILED, reported.entry());
                yield overdue;
            }
            case StillUp.Overdue overdue -> goOn(request, local);
        };
    }

    /** To the reboot command, which was not given yet, or came to nothing. */
    private Outcome goOn(RunRequest request, LocalClaim local) {
        Preparation committed = new Preparation(ports, self.in(local.group()), request, local);
        Outcome left = again(committed);
        tellWhatHolds(committed.local(), left);
        return left;
    }

    /** Step 11: the other side of the boot. */
    private Outcome comeBack(Policy policy, LocalClaim local) {
        Self inItsGroup = self.in(local.group());
        Return back = new Return(ports, inItsGroup, policy, local);
        Outcome end;
        try {
            end = RunStep.through(
                            back::markReturning,
                            back::waitForHealth,
                            back::runPostBootTasks,
                            back::waitForHealth,
                            back::endMaintenance,
                            back::waitForTraffic,
                            back::waitForVote,
                            back::askDetectors,
                            back::giveBack)
                    .orElse(Outcome.done("back in service: " + local.reason()));
        } catch (HostException e) {
            // A broken disk is a reason that the fleet should read, too.
            new Journal(ports, inItsGroup)
                    .tell(new Outcome(ExitCode.INVALID, String.valueOf(e.getMessage())), State.RETURNING);
            throw e;
        }
        if (end.code() != ExitCode.DONE && end.code() != ExitCode.STOPPED && !back.isOver()) {
            back.tell(end);
        }
        return end;
    }
}
