package io.rebootmgr.leasing;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FailedClaim;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.host.Clock;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Typed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the lease of a node, if nobody has it, no claim of the node stands, and it runs nothing for its group: all in
 * one transaction. That none of that comes in between is told by the node's status, which every CLAIM writes and who
 * takes the lock for its group's last tasks; and they and the COMMIT make it a condition that there is no lease.
 */
public final class Acquisition {
    private static final Logger LOG = LoggerFactory.getLogger(Acquisition.class);

    /**
     * Others change the same keys rarely. What refuses for longer is the lock-delay of a session that has just ended,
     * which is 15 s where its tool did not say otherwise.
     */
    private static final int ATTEMPTS_MAX = 80;

    private static final Duration PAUSE = Duration.ofMillis(250);
    /** An election takes seconds. */
    private static final Duration SILENT_MAX = Duration.ofSeconds(45);
    /** How often it is looked whether a node that is taken is free. */
    private static final Duration POLL = Duration.ofSeconds(2);

    private final Consul consul;
    private final Keys keys;
    private final Clock clock;
    private final LeaseOrder order;
    private final String id;
    private Optional<String> session = Optional.empty();
    private Duration sessionSince = Duration.ZERO;
    /** The token may write the lease and nothing else of the node. */
    private boolean leaseOnly;
    /** A write was sent whose outcome is not known yet. */
    private Optional<String> unsure = Optional.empty();
    /** It was sent without a condition that keeps out a claim that comes in the same moment. */
    private boolean blind;

    private Acquisition(Consul consul, Keys keys, Clock clock, LeaseOrder order, String id) {
        this.consul = consul;
        this.keys = keys;
        this.clock = clock;
        this.order = order;
        this.id = id;
    }

    /** Is told what is waited for. */
    @FunctionalInterface
    public interface Waiting {
        /** Again and again: it goes on waiting for this, for so long yet at most. */
        void waits(String what, Duration most);

        /** Once, and again when it waits for Consul instead, or no longer for Consul. */
        default void begins(String what) {}

        /** Once: what it waits for does not end by itself. */
        default void lasts(String what) {}
    }

    /** What became of it. */
    public sealed interface Result {
        /**
         * It is ours.
         *
         * @param session whose lock it hangs on; empty for one that stands until it is released
         * @param since when that was asked for, by {@link Clock#elapsed}: it lives for its TTL from then on at least
         * @param node what the node's keys said before
         */
        record Acquired(Lease lease, Optional<String> session, Duration since, View node) implements Result {}

        /**
         * Somebody else has the node: who, what for, since when.
         *
         * @param endless why that does not end by itself and what ends it; empty where it may
         */
        record Taken(String by, Optional<String> endless) implements Result {}

        /** It cannot be told whether the node has a claim; nothing was taken. */
        record Unreadable(String text) implements Result {}

        /** Consul did not say whether it was done: it may stand there under this id. */
        record Uncertain(String id, String cause) implements Result {}
    }

    /**
     * Takes it, or says who has it. A Consul that does not answer at first passes through as its exception, and
     * {@link io.rebootmgr.host.Terminated} does at any time: then nothing is left behind that lasts, but for a write
     * whose answer was lost.
     *
     * @param id a new one, never used before
     * @param wait how long to wait for whoever has it, and for a Consul that does not answer
     */
    public static Result acquire(Consul consul, Keys keys, Clock clock, LeaseOrder order, String id, Duration wait) {
        return acquire(consul, keys, clock, order, id, wait, (what, most) -> {});
    }

    /** The same, and somebody is told what it waits for. */
    public static Result acquire(
            Consul consul, Keys keys, Clock clock, LeaseOrder order, String id, Duration wait, Waiting waiting) {
        Acquisition acquisition = new Acquisition(consul, keys, clock, order, id);
        boolean acquired = false;
        try {
            Result result = acquisition.patiently(clock.elapsed().plus(wait), waiting);
            acquired = result instanceof Result.Acquired;
            return result;
        } finally {
            if (!acquired) {
                acquisition.endSession();
            }
        }
    }

    private Result patiently(Duration deadline, Waiting waiting) {
        boolean silent = false;
        boolean told = false;
        boolean toldThatItLasts = false;
        while (true) {
            boolean wasSilent = silent;
            String cause;
            try {
                Result result = now();
                boolean isSettled = result instanceof Result.Acquired || result instanceof Result.Unreadable;
                if (isSettled || isOver(deadline)) {
                    return result;
                }
                silent = result instanceof Result.Uncertain;
                if (!toldThatItLasts && result instanceof Result.Taken(String by, Optional<String> endless)) {
                    endless.ifPresent(why ->
                            waiting.lasts("waiting for " + order.node() + ", which is taken: " + by + "; " + why));
                    toldThatItLasts = endless.isPresent();
                    told |= toldThatItLasts;
                }
                cause = result instanceof Result.Taken(String by, var endless)
                        ? "which is taken: " + by
                        : "for Consul has not said yet what became of the lease";
                if (result instanceof Result.Taken) {
                    forgetUnsure();
                }
            } catch (ConsulException e) {
                if (!e.kind().mayPass() || isOver(deadline)) {
                    throw e;
                }
                silent = true;
                cause = "for Consul does not answer: " + e.reason();
            }
            String what = "waiting for " + order.node() + ", " + cause;
            if (!told || silent != wasSilent) {
                waiting.begins(what);
                told = true;
            }
            Duration left = deadline.minus(clock.elapsed());
            waiting.waits(what, left);
            clock.sleep(left.compareTo(POLL) < 0 ? left : POLL);
        }
    }

    /**
     * Somebody else has the node: what was sent before cannot take effect any more once its session is gone, and nobody
     * keeps that alive until the node is free.
     */
    private void forgetUnsure() {
        if (unsure.isPresent() && session.isPresent()) {
            try {
                consul.destroySession(session.get());
                session = Optional.empty();
                unsure = Optional.empty();
            } catch (ConsulException e) {
                LOG.info("the session is left to its TTL: {}", e.reason());
            }
        }
    }

    private boolean isOver(Duration deadline) {
        return clock.elapsed().compareTo(deadline) >= 0;
    }

    private Result now() {
        Duration until = clock.elapsed().plus(SILENT_MAX);
        Optional<ConsulException> last = Optional.empty();
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            if (attempt > 0) {
                clock.sleep(PAUSE);
            }
            try {
                Optional<Result> result = attempt();
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (ConsulException e) {
                boolean isLong = isOver(until);
                if (unsure.isPresent() && (isLong || !e.kind().mayPass())) {
                    return new Result.Uncertain(id, unsure.get() + "; then " + e.reason());
                }
                if (unsure.isEmpty() && (isLong || e.kind() != ConsulException.Kind.NO_LEADER)) {
                    throw e;
                }
                LOG.info("trying again: {}", e.reason());
                last = Optional.of(e);
            }
        }
        if (unsure.isEmpty() && last.isPresent()) {
            throw last.get();
        }
        return unsure.<Result>map(cause -> new Result.Uncertain(id, cause))
                .orElseGet(() -> new Result.Unreadable("Consul refused the lease " + ATTEMPTS_MAX
                        + " times, though nobody has it and " + order.node() + " has no claim"));
    }

    /**
     * Waiting may last longer than a session that was made before it. Where that has ended nothing that was sent with
     * it can take effect any more.
     */
    private void keepSession() {
        Duration now = clock.elapsed();
        boolean isYoung = order.ttl().isEmpty()
                || now.minus(sessionSince).compareTo(order.ttl().get().dividedBy(4)) < 0;
        if (session.isEmpty() || isYoung) {
            return;
        }
        if (consul.renewSession(session.get())) {
            sessionSince = now;
        } else {
            session = Optional.empty();
            unsure = Optional.empty();
        }
    }

    /** One look and one write; empty where it has to be looked again. */
    private Optional<Result> attempt() {
        keepSession();
        View now = consul.read(
                Consistency.CONSISTENT,
                List.of(
                        keys.node(order.node()),
                        keys.groups(),
                        keys.pythonRebootRequired(order.node()),
                        keys.rollouts(),
                        keys.rolloutNode(order.node()),
                        keys.rolloutLocks()));
        LeaseState state = LeaseState.in(now, keys, order.node());
        if (state instanceof LeaseState.Held(Lease lease) && lease.id().equals(id)) {
            return blind
                    ? afterwards(lease, now, now)
                    : Optional.of(new Result.Acquired(lease, session, sessionSince, now));
        }
        if (!state.isFree()) {
            return Optional.of(new Result.Taken(
                    "leased by " + state.holder(ZoneId::systemDefault).orElse(""), Optional.empty()));
        }
        FleetClaims claims = FleetClaims.ofBothLists(now, keys);
        Optional<Result.Taken> claim = claimOf(claims, now).or(() -> ownWord(now));
        if (claim.isPresent()) {
            return Optional.of(claim.get());
        }
        List<String> complaints = FleetClaims.complaintsAbout(now, keys, order.node());
        if (!complaints.isEmpty()) {
            return Optional.of(new Result.Unreadable(String.join("\n", complaints)));
        }
        if (order.ttl().isPresent() && session.isEmpty()) {
            sessionSince = clock.elapsed();
            session = Optional.of(LeaseSession.create(
                    consul, "rebootmgr lease " + order.node(), order.ttl().get(), id));
        }
        return write(now);
    }

    private Optional<Result> write(View now) {
        Lease lease = order.lease(id, clock.now(), LastStatus.of(now, keys, order.node()));
        blind = leaseOnly && now.index(keys.status(order.node())) == 0;
        try {
            LeaseWrite write = new LeaseWrite(keys, order.node(), lease, session, now);
            return switch (consul.write(leaseOnly ? write.least() : write.all())) {
                case Written.Applied applied -> confirmed(lease, now);
                case Written.Refused refused -> {
                    LOG.debug("refused: {}", refused.reasons());
                    // It may have been for the session, if this process stood still.
                    if (unsure.isEmpty()) {
                        endSession();
                    }
                    yield Optional.empty();
                }
                case Written.Unknown(String cause) -> {
                    unsure = Optional.of(cause);
                    yield Optional.empty();
                }
            };
        } catch (ConsulException e) {
            if (e.kind() != ConsulException.Kind.FORBIDDEN || leaseOnly) {
                throw e;
            }
            leaseOnly = true;
            return Optional.empty();
        }
    }

    /**
     * A token that may write nothing but leases cannot make it a condition that a node has no status: a first claim in
     * the same moment is seen by this look, and wins.
     */
    private Optional<Result> confirmed(Lease lease, View before) {
        if (!blind) {
            return Optional.of(new Result.Acquired(lease, session, sessionSince, before));
        }
        // It stands there from here on, whatever becomes of the look.
        unsure = Optional.of("the lease was taken, and not looked at afterwards");
        return afterwards(
                lease,
                before,
                consul.read(
                        Consistency.CONSISTENT, List.of(keys.node(order.node()), keys.groups(), keys.rolloutLocks())));
    }

    /** By a look behind the write. What cannot be taken back is looked at again. */
    private Optional<Result> afterwards(Lease lease, View before, View after) {
        Optional<Result.Taken> claim =
                claimOf(FleetClaims.ofBothLists(after, keys), after).or(() -> ownWord(after));
        if (claim.isEmpty()) {
            return Optional.of(new Result.Acquired(lease, session, sessionSince, before));
        }
        String key = keys.lease(order.node());
        return consul.write(List.of(new Operation.DeleteIf(key, after.index(key)))) instanceof Written.Applied
                ? Optional.of(claim.get())
                : Optional.empty();
    }

    private Optional<Result.Taken> claimOf(FleetClaims claims, View view) {
        return claims.ofNode(order.node()).stream()
                .filter(ClaimInGroup::counts)
                .findFirst()
                .map(held -> new Result.Taken(
                        "its own claim " + Typed.id(held.claim().id()) + " in group " + held.group() + ", "
                                + held.text() + since(held.claim().since()) + held.because(),
                        FailedClaim.text(held, LastStatus.of(view, keys, order.node()))));
    }

    /** What a lock alone says of a claim names no moment. */
    private static String since(Instant then) {
        return then.equals(Instant.EPOCH)
                ? " for an unknown time"
                : " since " + Moments.alone(then, ZoneId.systemDefault());
    }

    private Optional<Result.Taken> ownWord(View now) {
        return FleetClaims.ownWordOf(now, keys, order.node())
                .map(text -> new Result.Taken("it is " + text, Optional.empty()));
    }

    private void endSession() {
        Optional<String> over = session;
        session = Optional.empty();
        try {
            over.ifPresent(consul::destroySession);
        } catch (ConsulException e) {
            LOG.info("the session is left to its TTL: {}", e.reason());
        }
    }
}
