package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.SlotWriter.EditEnd;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.task.Stage;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The steps from the claim to the commit, and from the commit of a reboot to its command; of a change in service, which
 * commits nothing, from the claim to the end of its tasks. A run that ends on the way is undone by {@link Undo}.
 */
final class Preparation implements Claimed {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    private static final Duration GATE_POLL = Duration.ofSeconds(5);
    /** How long a write or a question may take that no session stands behind. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Of what anybody in the group can write. */
    private static final int WHY_MOST = 300;

    private static final String WITHDRAWN = "does not ask for it any more";

    private final Ports ports;
    private final Self self;
    private final RunRequest request;
    private final Optional<SessionGuard> guard;
    /** As this run made it: everybody in the group can write what stands in the list under its id. */
    private final Optional<Claim> made;

    private final GatePrograms programs;

    private LocalClaim local;
    private Policy policy = Policy.DEFAULTS;
    private List<String> services = List.of();
    /** What is left before the reboot; empty until the first task. */
    private Optional<LeadTime> lead;
    /** A look after CLAIM found nothing against it: no pause ends it any more. */
    private boolean begun;
    /** The reboot command was started: from here on the node may be going down, whatever is said. */
    private boolean commanded;
    /** The only command that was ever to be given under this claim could not be started: nothing goes down. */
    private boolean neverStarted;

    Preparation(Ports ports, Self self, RunRequest request, LocalClaim local, SessionGuard guard, Claim made) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.local = local;
        this.guard = Optional.of(guard);
        this.made = Optional.of(made);
        this.lead = Optional.empty();
        this.programs = new GatePrograms(ports, request, this::toKeep);
    }

    /** For a claim that is committed already: its change is made, or the reboot itself has to be tried again. */
    Preparation(Ports ports, Self self, RunRequest request, LocalClaim local) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.local = local;
        this.guard = Optional.empty();
        this.made = Optional.empty();
        this.lead = Optional.of(LeadTime.NONE);
        this.programs = new GatePrograms(ports, request, this::toKeep);
        MDC.put("claim", local.id());
    }

    @Override
    public LocalClaim local() {
        return local;
    }

    /**
     * Whether the slot may be given back in this run: not once a reboot command was started, in this run or an earlier
     * one; and of a claim that was committed before this run only where its command could not be started.
     */
    @Override
    public boolean canBeUndone() {
        return neverStarted || (guard.isPresent() && !commanded);
    }

    @Override
    public Alone alone() {
        return guard.map(SessionGuard::alone).orElse(Alone.NEVER);
    }

    /** Nothing is against it, by a fresh and confirmed look, gate programs too; and somebody still wants it. */
    Optional<Outcome> gatesAreStillOpen() {
        programs.askAnew();
        return gatesAreOpen();
    }

    /** The same, by what gate programs said within the last minute. */
    private Optional<Outcome> gatesAreOpen() {
        if (isCommitted()) {
            return against(judge());
        }
        SessionGuard kept = sessionGuard();
        Optional<Judgement> judgement = kept.persist(this::judge);
        // A gate program may have been ended for it, and holds then.
        return kept.broken().isPresent() ? kept.broken() : judgement.flatMap(this::against);
    }

    /** What this look found against the reboot. */
    private Optional<Outcome> against(Judgement judgement) {
        policy = judgement.policy();
        if (judgement.end().isPresent()) {
            return judgement.end();
        }
        begun = true;
        // Who asks for more than this change is served by the next one.
        List<Trigger> asking = judgement.triggers().stream()
                .filter(trigger -> local.serves(trigger))
                .toList();
        // Who asks for less is no reason for as much as this.
        boolean wanted = request.operator()
                || guard.isEmpty()
                || asking.stream().anyMatch(trigger -> trigger.change() == local.change());
        if (!wanted) {
            return Optional.of(Outcome.done("given up: " + gone()));
        }
        // Whoever asks after the commit asks again, though the command may be given later still.
        if (!isCommitted()) {
            local = local.obeying(obeyed(judgement.facts(), asking));
        }
        return Optional.empty();
    }

    /**
     * Those, and what else this change serves: where the policy lets no file and no detector act by itself, they get
     * what they ask for all the same by what somebody has ordered.
     */
    private List<Trigger> obeyed(Facts facts, List<Trigger> asking) {
        try {
            Stream<Trigger> others = facts.fresh().stream().filter(local::serves);
            return Stream.concat(asking.stream(), others).distinct().toList();
        } catch (MalformedJson e) {
            return asking;
        }
    }

    /** Why nobody wants it any more; of a rollout its record says who ended it, where it can be had. */
    private String gone() {
        Optional<String> id = local.triggers().stream()
                .filter(trigger -> trigger.kind() == Trigger.Kind.ROLLOUT)
                .map(trigger -> trigger.name().substring(Trigger.ROLLOUT.length()))
                .findFirst();
        if (id.isEmpty()) {
            return "the trigger has gone";
        }
        String what = "rollout " + id.get() + " ";
        try {
            View view =
                    ports.consul().read(Consistency.DEFAULT, List.of(self.keys().rolloutRecord(id.get())));
            return what
                    + RolloutWrite.record(view, self.keys(), id.get())
                            .map(RolloutRecord::rollout)
                            .filter(rollout -> rollout.state() == RolloutState.ABORTED)
                            .map(rollout -> "was " + PrintableText.excerpt(rollout.why(), WHY_MOST))
                            .orElse(WITHDRAWN);
        } catch (ConsulException e) {
            return what + WITHDRAWN;
        }
    }

    private boolean isCommitted() {
        return guard.isEmpty() || local.step() == LocalClaim.Step.CHANGING || local.step() == LocalClaim.Step.REBOOTING;
    }

    /** Whether tasks run on the drained node, before its reboot or in its place. */
    boolean isChanging() {
        return local.step() == LocalClaim.Step.CHANGING;
    }

    /** The policy that was last judged by. */
    Policy policy() {
        return policy;
    }

    private SessionGuard sessionGuard() {
        return guard.orElseThrow();
    }

    /** COMMIT gives up the lock: after it the stop flags alone. */
    private SessionGuard toKeep() {
        return isCommitted() ? SessionGuard.ofStopFlags(ports, self) : sessionGuard();
    }

    private Judgement judge() {
        ClaimProgress progress =
                isCommitted() ? ClaimProgress.COMMITTED : begun ? ClaimProgress.BEGUN : ClaimProgress.NOT_BEGUN;
        Judgement.Own own = new Judgement.Own(local.id(), local.change(), progress, lead);
        return Judgement.now(ports, self, request, Optional.of(own), programs);
    }

    /** The operator's drain: from here on giving up means to undo. */
    Optional<Outcome> runPreBootTasks() {
        ports.doing("running pre_boot tasks under claim " + local.id());
        local = local.drainingIs(true);
        local.save(ports.host());
        Duration begun = ports.clock().elapsed();
        SessionGuard kept = toKeep();
        Stages stages = Stages.of(ports, self, local, policy);
        Optional<Outcome> end = stages.run(Stage.PRE_BOOT, kept, this::ran, this::disable);
        took("pre_boot_tasks", begun);
        return kept.broken().isPresent() ? kept.broken() : end;
    }

    /**
     * Before a reboot that is tried again: of a node that lost its file nobody knows whether its drain stands, or was
     * undone by a run that gave the reboot up.
     */
    Optional<Outcome> drainAgain() {
        if (!local.adopted()) {
            return Optional.empty();
        }
        LOG.info("draining this node again: its claim file was lost, and nobody knows whether its drain stands");
        Optional<Outcome> end = Stages.obstacle(ports.tasks(), Stage.PRE_BOOT).or(this::runPreBootTasks);
        if (end.isEmpty()) {
            local = local.drainedAgain();
            local.save(ports.host());
        }
        return end;
    }

    /** The change of a node that serves meanwhile; what has run of it is not undone by anything. */
    Optional<Outcome> runHotTasks() {
        ports.doing("changing this node in service under claim " + local.id());
        ports.listener().happened(new Event.Changing(local.id(), local.reason()));
        Duration begun = ports.clock().elapsed();
        SessionGuard kept = sessionGuard();
        Optional<Outcome> end = Stages.of(ports, self, local, policy).run(Stage.HOT, kept, this::ran, this::disable);
        took("hot_tasks", begun);
        return kept.broken().or(() -> end);
    }

    /** What follows the tasks of a node that was changed in service, under the same session. */
    Return inService() {
        return new Return(ports, self, policy, local, sessionGuard());
    }

    /** Waits until every health check has run again, and leaves at once when a gate closes. */
    Optional<Outcome> settle() {
        ports.doing("waiting until health checks have settled under claim " + local.id(), policy.settle());
        Duration begun = ports.clock().elapsed();
        SessionGuard kept = sessionGuard();
        while (true) {
            Duration left = remaining(policy.settle(), begun);
            if (left.isZero()) {
                lead = Optional.of(LeadTime.NONE);
                took("settle", begun);
                return Optional.empty();
            }
            kept.keep(left.compareTo(GATE_POLL) < 0 ? left : GATE_POLL);
            lead = Optional.of(new LeadTime(remaining(policy.settle(), begun), Duration.ZERO));
            Optional<Outcome> end = kept.broken().isPresent() ? kept.broken() : gatesAreOpen();
            if (end.isPresent()) {
                took("settle", begun);
                return end;
            }
        }
    }

    private Duration remaining(Duration of, Duration begun) {
        Duration left = of.minus(ports.clock().elapsed().minus(begun));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * The services that this node has now are missed, and waited for, as well: they may have come since it claimed.
     * Those that the drain took away stay.
     */
    Optional<Outcome> noteServices() {
        Optional<Had> now =
                guard.isPresent() ? guard.get().persist(() -> Had.now(ports, self)) : Optional.of(Had.now(ports, self));
        if (now.isEmpty()) {
            return guard.flatMap(SessionGuard::broken);
        }
        services = now.get().services();
        local = local.awaiting(local.awaited().and(now.get().awaited()));
        local.save(ports.host());
        return Optional.empty();
    }

    /** COMMIT: from here on no session and no timeout gives the slot to another. */
    Optional<Outcome> commit() {
        boolean changes =
                guard.isPresent() && (local.change() == ChangeKind.DRAIN || Stages.has(ports.tasks(), Stage.DRAINED));
        ports.doing("about to " + (changes ? "change" : "reboot") + " this node under claim " + local.id());
        Duration patience = guard.map(SessionGuard::patience).orElse(PATIENCE);
        LocalClaim.Commit fresh = LocalClaim.Commit.now(ports.host());
        // Of a reboot that is tried again a command was given before, and may take the node down yet.
        LocalClaim.Commit now = guard.isEmpty() && local.commit().commanded() ? fresh.giving() : fresh;
        // A claim that is committed already stays so, whatever becomes of the second try.
        if (guard.isPresent()) {
            local = local.at(LocalClaim.Step.COMMITTING).committed(now);
            local.save(ports.host());
        }
        Committing edit = new Committing(
                ports,
                self,
                local,
                now,
                made.map(this::first),
                services,
                changes ? ClaimState.CHANGING : ClaimState.REBOOTING);
        EditEnd change = new SlotWriter(ports, self, local.group()).make(edit, patience);
        Optional<Outcome> end = change.end(
                "the commit",
                ExitCode.CLAIM_LOST,
                Optional.of(new Outcome(
                        ExitCode.CLAIM_LOST,
                        "the claim is not in its place any more, or the policy has just changed")));
        if (end.isEmpty()) {
            local = local.at(changes ? LocalClaim.Step.CHANGING : LocalClaim.Step.REBOOTING)
                    .committed(now);
            local.save(ports.host());
            LOG.info("committed: this node is going to {}", changes ? "change" : "reboot");
        }
        return end;
    }

    /**
     * The last look before the node goes, at everything: that no stop flag is set and no policy layer is new cannot be
     * conditions of COMMIT, for Consul wants the right to write those keys for it. So no reboot command is given after
     * a stop that was set before this look. And between the last gates and COMMIT this process may have stood still,
     * and whoever can write the list of claims may have hidden ours from nodes of other groups. Of two nodes that have
     * committed, the later one sees the other here, whatever the lists say.
     *
     * <p>Gate programs were asked right before COMMIT, and are not asked again: one that is slow would keep a committed
     * node waiting, which a crash meanwhile leaves committed for its whole grace period, and what it looks at does not
     * change by our commit. Only where their answer is older than a minute, for this process stood still or COMMIT took
     * so long, it counts no more, and they are asked once more; one that holds then takes the commit back.
     */
    Optional<Outcome> confirm() {
        Policy judgedBy = policy;
        Judgement last = patientlyJudged();
        Optional<Outcome> held = against(last);
        if (held.isPresent() || guard.isEmpty() || policy.equals(judgedBy)) {
            return held;
        }
        try {
            // A limit that was lowered in the moment of the commit keeps everybody who is not among the first.
            return first(made.orElseThrow()).overtaken(last.facts().slots(local.group()));
        } catch (MalformedJson e) {
            return Optional.of(
                    new Outcome(ExitCode.INVALID, Facts.malformed(self.keys().slots(local.group()), e)));
        }
    }

    private Committing.First first(Claim claim) {
        return new Committing.First(claim, policy, request.limits(self.limits(policy)));
    }

    private Judgement patientlyJudged() {
        Optional<Duration> silentSince = Optional.empty();
        while (true) {
            try {
                return judge();
            } catch (ConsulException e) {
                Duration now = ports.clock().elapsed();
                silentSince = silentSince.or(() -> Optional.of(now));
                if (now.minus(silentSince.get()).compareTo(PATIENCE) >= 0) {
                    throw e;
                }
                ports.clock().sleep(PAUSE);
            }
        }
    }

    /** Consul maintenance, and the reboot command. */
    Optional<Outcome> reboot() {
        try {
            Maintenance.begin(ports.consul(), local.id(), local.reason());
        } catch (ConsulException e) {
            // The slot is ours and the node is drained: going on is safe, staying is not better.
            LOG.warn("rebooting without maintenance mode: {}", e.reason());
        }
        LOG.info("reboot: {}", local.reason());
        ports.listener().happened(new Event.Rebooting(local.id(), local.reason()));
        LocalClaim.Commit before = local.commit();
        // Minutes may have gone by since the commit, if this process stood still.
        local = local.committed(LocalClaim.Commit.now(ports.host()).giving());
        local.save(ports.host());
        commanded = true;
        return switch (ports.host().reboot()) {
            case Rebooted.Issued issued -> Optional.empty();
            case Rebooted.Failed(String cause) -> {
                Outcome failed = new Outcome(
                        ExitCode.REBOOT_FAILED,
                        "the reboot command failed: " + cause + "; a node may go down all the same, so the slot stays"
                                + " taken until it is still up after reboot.grace");
                keepThatCommandFailed(failed, before);
                yield Optional.of(failed);
            }
            case Rebooted.NotStarted(String cause) -> {
                keepThatNothingWasStarted(before);
                yield Optional.of(
                        new Outcome(ExitCode.REBOOT_FAILED, "the reboot command could not be started: " + cause));
            }
        };
    }

    /**
     * The grace period begins with this answer: this process may have stood still since the claim was saved, and the
     * command may have been slow. An earlier command of this claim did not fail, and may take the node down yet: then
     * nothing is known by this one.
     *
     * @param before the commit before this command
     */
    private void keepThatCommandFailed(Outcome failed, LocalClaim.Commit before) {
        local = local.setBack(failed, ports.clock().now())
                .committed(LocalClaim.Commit.now(ports.host()).giving());
        if (!before.commanded()) {
            local = local.commandFailed();
        }
        local.saveIfPossible(ports.host());
    }

    /**
     * There is nothing to wait for: where no earlier command of this claim may take the node down yet, it is undone.
     */
    private void keepThatNothingWasStarted(LocalClaim.Commit before) {
        commanded = false;
        neverStarted = !before.commanded();
        local = local.committed(before);
        local.saveIfPossible(ports.host());
    }

    private void ran(Entry.TaskRun task) {
        local = local.with(local.entry().task(task));
        local.saveIfPossible(ports.host());
    }

    private void took(String phase, Duration begun) {
        local = local.with(local.entry().phase(phase, ports.clock().elapsed().minus(begun)));
        local.save(ports.host());
    }

    private void disable(String why) {
        NodeSwitch.disable(ports, self, why);
    }
}
