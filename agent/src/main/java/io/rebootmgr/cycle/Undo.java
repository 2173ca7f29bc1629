package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.cycle.SlotWriter.EditEnd;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Gives up a claim of this node whose reboot will not happen: abort tasks, maintenance off, slot back. What cannot be
 * done now is left to the next run, which finds the claim file; where that is the drain the slot stays taken.
 */
final class Undo {
    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration TRAFFIC_PATIENCE = Duration.ofSeconds(5);
    private static final Duration TRAFFIC_POLL = Duration.ofMillis(250);
    private static final Optional<Outcome> NOT_GIVEN_BACK =
            Optional.of(new Outcome(ExitCode.CONSUL, "the slot could not be given back yet"));

    /** What people have to know of a node that nobody undoes now. */
    private static final String STAYS_DRAINED =
            "this node stays drained until a later run undoes that, or `rebootmgr run --undo`";

    private static final String MAY_BE_DRAINED =
            ", so this node may still be drained: once that is mended `rebootmgr run --undo` tries again";

    private final Ports ports;
    private final Self self;
    private final boolean rebooted;
    private final Alone alone;
    /** What failed of the abort tasks, for people; empty where nothing did. */
    private String failed = "";

    /**
     * Of a claim that this run holds, and that has not been committed.
     *
     * @param alone see {@link Claimed#alone}
     */
    Undo(Ports ports, Self self, Alone alone) {
        this(ports, self, false, alone);
    }

    /** @param rebooted whether the node has been out of service: then its slot is given back once it serves again */
    Undo(Ports ports, Self self, boolean rebooted) {
        this(ports, self, rebooted, Alone.NEVER);
    }

    private Undo(Ports ports, Self self, boolean rebooted, Alone alone) {
        this.ports = ports;
        this.self = self;
        this.rebooted = rebooted;
        this.alone = alone;
    }

    /**
     * Gives up because of {@code why}; never throws for a Consul out of reach.
     *
     * @return empty when the claim is gone and its drain undone; why not otherwise: then the claim file stays and this
     *     node must not claim again
     */
    Optional<Outcome> undo(LocalClaim given, Outcome why) {
        // A stop flag stops everything: what a drain began stays written down, and the run after the stop undoes it.
        return undo(
                given, why, local -> why.code() == ExitCode.STOPPED ? Aborted.not(local, why) : untilStopped(local));
    }

    /**
     * The same of a run's own claim.
     *
     * @return how the run ends: so, and with what of it could not be undone
     */
    Outcome ending(LocalClaim given, Outcome why) {
        Optional<Outcome> kept = undo(given, why);
        Outcome end = failed.isEmpty() ? why : why.saying(withFailure(why).text() + MAY_BE_DRAINED);
        return kept.map(not -> not.text().startsWith(why.text()) ? not.text() : end.text() + "; " + not.text())
                .map(why::saying)
                .orElse(end);
    }

    private Outcome withFailure(Outcome end) {
        return failed.isEmpty() ? end : end.saying(end.text() + "; " + failed);
    }

    /**
     * The same for an operator who wants the node back in service now: the abort tasks run though a stop stands, and
     * the drain counts as undone only when all of them have succeeded.
     *
     * @return why it is not undone; empty when it is
     */
    Optional<Outcome> undoThoughStopped(LocalClaim given, Outcome why) {
        List<Outcome> failed = new ArrayList<>();
        Optional<Outcome> kept = undo(given, why, local -> thoughStopped(local, failed));
        if (!failed.isEmpty()) {
            Outcome first = failed.getFirst();
            return Optional.of(new Outcome(
                    first.code(),
                    first.text() + "; the node may still be drained: `rebootmgr run --undo` tries again"));
        }
        return kept.map(end -> new Outcome(
                end.code(),
                end.text() + ": `rebootmgr run --undo` tries again, and so does the first run after a stop"));
    }

    private Optional<Outcome> undo(LocalClaim given, Outcome why, Function<LocalClaim, Aborted> abortTasks) {
        MDC.put("claim", given.id());
        boolean begunBefore = given.entry().end().isPresent();
        LocalClaim local = given.at(LocalClaim.Step.GIVING_UP);
        if (!begunBefore) {
            local = local.with(ended(given, why));
        }
        Outcome first = begunBefore ? first(local.entry(), why) : why;
        LOG.info("{}: {}", begunBefore ? "undoing what an earlier run left" : "giving up", first.text());
        local.saveOrForget(ports.host());
        Optional<Outcome> drained = Optional.empty();
        if (local.draining()) {
            Aborted aborted = unlessEnded(local, abortTasks);
            local = aborted.local();
            drained = aborted.unfinished();
        }
        if (local.draining()) {
            LOG.warn("{}: {}", STAYS_DRAINED, drained.map(Outcome::text).orElse(""));
            local = local.with(local.entry().leftDrained());
        } else if (begunBefore) {
            local = local.with(local.entry().undone(ports.clock().now()));
        }
        if (given.draining() && !local.draining()) {
            // What follows may take a while, and who dies in it has not to do this again.
            local.saveIfPossible(ports.host());
        }
        Optional<Outcome> away = rebooted ? away(ports, self, policy(), local) : Optional.empty();
        if (away.isPresent()) {
            return staysOut(local, away.get());
        }
        try {
            if (given.draining()) {
                LeaseState lease =
                        ConfirmedFacts.read(ports.consul(), ports.host(), self).lease();
                if (!lease.isFree()) {
                    local.saveIfPossible(ports.host());
                    Outcome leased = new Outcome(
                            ExitCode.LEASED,
                            "not undone: leased by " + lease.holder(self.zone()).orElse(""));
                    LOG.warn("{}", leased.text());
                    new Journal(ports, self).tell(leased, State.HELD, local);
                    return Optional.of(leased);
                }
            }
            Maintenance.end(ports.consul(), local.id());
            Verdict traffic =
                    given.isOfCommit() ? trafficComes() : new Verdict.Proceed("it has never been in maintenance mode");
            if (traffic.holds()) {
                return staysOut(
                        local, new Outcome(traffic.code(), "given up, and the slot stays taken: " + traffic.text()));
            }
            Self making = self.making(local.change());
            EditEnd change = new SlotWriter(ports, making, local.group())
                    .make(
                            new GivingUp(
                                    ports, making, local, withFailure(first), given.step() != LocalClaim.Step.CLAIMING),
                            PATIENCE);
            if (!(change instanceof EditEnd.Done)) {
                LOG.warn(
                        "the slot could not be given back, the next run tries again: {}",
                        change.end("giving it back", ExitCode.CONSUL, Optional.empty())
                                .map(Outcome::text)
                                .orElse("the claims have changed meanwhile"));
                local.saveIfPossible(ports.host());
                return NOT_GIVEN_BACK;
            }
            if (!local.session().isEmpty()) {
                ports.consul().destroySession(local.session());
            }
        } catch (ConsulException e) {
            LOG.warn("the slot could not be given back, the next run tries again: {}", e.reason());
            local.saveIfPossible(ports.host());
            return NOT_GIVEN_BACK;
        }
        if (local.draining()) {
            local.saveIfPossible(ports.host());
        } else {
            ports.host().deleteClaim();
        }
        return drained.map(end -> new Outcome(end.code(), end.text() + ": " + STAYS_DRAINED));
    }

    /** A signal ends the run, and the drain stands. */
    private static Aborted unlessEnded(LocalClaim local, Function<LocalClaim, Aborted> abortTasks) {
        try {
            return abortTasks.apply(local);
        } catch (Terminated e) {
            return Aborted.not(local, Outcome.endedBy(e));
        }
    }

    /** Out of service still: the slot stays taken, and the next run tries again. */
    private Optional<Outcome> staysOut(LocalClaim local, Outcome why) {
        LOG.warn("{}", why.text());
        local.saveIfPossible(ports.host());
        new Journal(ports, self).tell(why, State.RETURNING, local);
        return Optional.of(why);
    }

    /** Consul's servers hear within milliseconds that the maintenance mode is over, where they do. */
    private Verdict trafficComes() {
        Duration begun = ports.clock().elapsed();
        while (true) {
            Verdict traffic = ReturnHealth.traffic(ports, self);
            boolean isLate = ports.clock().elapsed().minus(begun).compareTo(TRAFFIC_PATIENCE) >= 0;
            if (!traffic.holds() || isLate) {
                return traffic;
            }
            ports.clock().sleep(TRAFFIC_POLL);
        }
    }

    /** What is missing of a node that had gone: the next run looks again. */
    static Optional<Outcome> away(Ports ports, Self self, Policy policy, LocalClaim local) {
        Verdict verdict = ReturnHealth.afterTasks(ports, self, policy, local);
        return verdict.holds()
                ? Optional.of(new Outcome(
                        verdict.code(),
                        "given up before a boot, and the slot stays taken until this node serves again: "
                                + verdict.text()))
                : Optional.empty();
    }

    /** Why the attempt ended: an earlier run knew that, and perhaps could not say it. */
    private static Outcome first(Entry entry, Outcome otherwise) {
        return entry.end()
                .flatMap(end -> ExitCode.of(end.code()).map(code -> new Outcome(code, end.why())))
                .orElse(otherwise);
    }

    /** The end, of which later runs only add what they undo. */
    private Entry ended(LocalClaim given, Outcome why) {
        Instant now = ports.clock().now();
        // Told and counted when it happened; only now it is known that the node stays up.
        return given.entry()
                .setback()
                .filter(failed -> given.commit().commandFailed())
                .map(failed -> given.entry().ended(failed.code(), failed.why(), now))
                .orElseGet(() -> given.entry().ended(why.code().number(), why.text(), now));
    }

    /**
     * Up to a stop, or a signal: then a later run begins the undoing again. A task that fails leaves no more to be
     * done.
     */
    private Aborted untilStopped(LocalClaim given) {
        SessionGuard guard = SessionGuard.ofUndoing(ports, self, alone);
        // Who stood still and lost the claim may not be the one who has the node by now.
        guard.lookBeforeStart();
        if (guard.broken().isPresent()) {
            return Aborted.not(given, guard.broken().get());
        }
        LOG.info("abort tasks undo the drain");
        Aborted aborted = runAbortTasks(given, guard);
        if (guard.broken().isPresent()) {
            return Aborted.not(aborted.local(), guard.broken().get());
        }
        if (aborted.unfinished().filter(end -> end.code().isOfSignal()).isPresent()) {
            return aborted;
        }
        aborted.unfinished().ifPresent(outcome -> {
            failed = outcome.text();
            LOG.error("the slot is given back all the same: {}{}", failed, MAY_BE_DRAINED);
        });
        return Aborted.whole(aborted.local());
    }

    /** Whoever asked for it is there to see what failed, and asks again. */
    private Aborted thoughStopped(LocalClaim given, List<Outcome> failed) {
        Aborted aborted = runAbortTasks(given, SessionGuard.ofLease(ports, self));
        aborted.unfinished().ifPresent(failed::add);
        return aborted.unfinished().isPresent() ? aborted : Aborted.whole(aborted.local());
    }

    /**
     * What the abort tasks came to.
     *
     * @param unfinished why not all of them have run, and succeeded
     */
    private record Aborted(LocalClaim local, Optional<Outcome> unfinished) {
        /** The drain stands. */
        static Aborted not(LocalClaim local, Outcome why) {
            return new Aborted(local, Optional.of(why));
        }

        /** The drain is undone, as far as it can be. */
        static Aborted whole(LocalClaim local) {
            return new Aborted(local.drainingIs(false), Optional.empty());
        }
    }

    private Aborted runAbortTasks(LocalClaim given, Watch watch) {
        if (ports.tasks().list(Stage.ABORT) instanceof Listing.Missing) {
            return new Aborted(given, Optional.empty());
        }
        ports.doing("undoing the drain of claim " + given.id());
        Watch keeping = KeepingSlot.begin(ports, self, given, watch);
        LocalClaim[] local = {given};
        Stages stages = Stages.of(ports, self, given, policy());
        try {
            Optional<Outcome> end = stages.run(
                    Stage.ABORT,
                    keeping,
                    run -> {
                        local[0] = local[0].with(local[0].entry().task(run));
                        local[0].saveIfPossible(ports.host());
                    },
                    why -> NodeSwitch.disable(ports, self, why));
            return new Aborted(local[0], end);
        } catch (Terminated e) {
            return Aborted.not(local[0], Outcome.endedBy(e));
        }
    }

    private Policy policy() {
        try {
            return ConfirmedFacts.read(ports.consul(), ports.host(), self).policyOnTheWayBack();
        } catch (ConsulException e) {
            return Policy.DEFAULTS;
        }
    }
}
