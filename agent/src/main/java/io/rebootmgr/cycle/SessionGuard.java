package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a run has to keep while it works: the stop flags unset, nobody else with the node's lease and, before its
 * commit, its session alive and its lock held. Consul out of reach for half a session TTL counts as lost, for after a
 * whole one others may take the slot. Where the agent does not run nothing more begins much sooner: if it has left,
 * others may take the slot by now. What is under way goes on, for it may be what restarts the agent.
 */
final class SessionGuard implements Watch {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** What an agent has to start again in that was killed and has not left; its sessions live on then. */
    static final Duration RESTART = Duration.ofSeconds(15);

    private final Ports ports;
    private final Self self;
    private final Optional<String> session;
    /** Which that session holds. */
    private final String lock;

    private final Duration ttl;
    private final boolean heedsStop;
    /** How long something begins without Consul's word; empty where it needs none. */
    private final Optional<Alone> alone;

    private Duration renewed;
    private Duration answered;
    /** How long programs have run that kept looking at this. */
    private Duration worked = Duration.ZERO;

    /** Whether the agent refuses every connection. */
    private boolean noAgent;

    /** Consul has said that the lock is held no more, or that somebody else has the node. */
    private boolean gone;

    /** Why the last look had no answer; empty where it had one. */
    private Optional<String> silence = Optional.empty();

    private Optional<Outcome> broken = Optional.empty();

    private SessionGuard(
            Ports ports,
            Self self,
            Optional<String> session,
            String lock,
            Duration ttl,
            boolean heedsStop,
            Optional<Alone> alone) {
        this.ports = ports;
        this.self = self;
        this.session = session;
        this.lock = lock;
        this.ttl = ttl;
        this.heedsStop = heedsStop;
        this.alone = alone;
        this.renewed = ports.clock().elapsed();
        this.answered = alone.map(Alone::answered).orElse(renewed);
    }

    /** Before the commit: session, lock and stop flags. */
    static SessionGuard ofSession(Ports ports, Self self, String session, Duration ttl) {
        return ofLock(ports, self, session, self.keys().preparing(self.group(), self.node()), ttl);
    }

    /** The same with another lock than that of a claim. */
    static SessionGuard ofLock(Ports ports, Self self, String session, String lock, Duration ttl) {
        return new SessionGuard(ports, self, Optional.of(session), lock, ttl, true, Optional.empty());
    }

    /** After the commit, when the slot is ours whatever happens: the stop flags only. */
    static SessionGuard ofStopFlags(Ports ports, Self self) {
        return withoutSession(ports, self, true, Optional.empty());
    }

    /**
     * Of what undoes a drain: when {@code alone} is over it may be somebody else's node, and nothing more begins there
     * before Consul has said that it is not.
     */
    static SessionGuard ofUndoing(Ports ports, Self self, Alone alone) {
        return withoutSession(ports, self, true, Optional.of(alone));
    }

    /** Of what an operator wants done under a stop: only whoever has the node in his hands ends it. */
    static SessionGuard ofLease(Ports ports, Self self) {
        return withoutSession(ports, self, false, Optional.empty());
    }

    private static SessionGuard withoutSession(Ports ports, Self self, boolean heedsStop, Optional<Alone> alone) {
        return new SessionGuard(
                ports,
                self,
                Optional.empty(),
                self.keys().preparing(self.group(), self.node()),
                Duration.ZERO,
                heedsStop,
                alone);
    }

    /** Why the run must end, once {@link #look} has found something. */
    Optional<Outcome> broken() {
        return broken;
    }

    @Override
    public Optional<String> look() {
        if (broken.isEmpty()) {
            ports.clock().checkTerminated();
            // An answer tells of the moment of its question: this process may stand still behind it.
            Duration asked = ports.clock().elapsed();
            try {
                broken = judge();
                answered = asked;
                noAgent = false;
                silence = Optional.empty();
            } catch (ConsulException e) {
                silence = Optional.of(e.reason());
                noAgent = e.kind() == ConsulException.Kind.NO_AGENT;
                broken = tooLong(ports.clock().elapsed().minus(answered), e);
            }
        }
        return broken.map(Outcome::text);
    }

    @Override
    public Optional<String> lookBeforeStart() {
        look();
        if (broken.isEmpty() && silence.isPresent()) {
            Duration now = ports.clock().elapsed();
            if (session.isPresent() && mayHaveLeft(now)) {
                broken = lost("no Consul agent runs here, nor has one answered for "
                        + Durations.brief(now.minus(answered)) + ", and one that is stopped ends the session");
            } else if (alone.filter(sure -> now.compareTo(sure.until()) >= 0 || mayHaveLeft(now))
                    .isPresent()) {
                broken = lost("whether somebody else has this node by now only Consul knows: " + silence.get());
            }
        }
        return broken.map(Outcome::text);
    }

    /** This process may have stood still ever since the last answer. */
    private boolean mayHaveLeft(Duration now) {
        return noAgent && now.minus(answered).compareTo(RESTART) >= 0;
    }

    /** How long the session lives for sure, if Consul is not heard of again. */
    Alone alone() {
        return session.isEmpty() || gone || noAgent ? Alone.NEVER : new Alone(renewed.plus(ttl), answered);
    }

    /** Waits and keeps looking; ends early when broken. */
    void keep(Duration duration) {
        Duration end = ports.clock().elapsed().plus(duration);
        while (lookBeforeStart().isEmpty()) {
            Duration left = end.minus(ports.clock().elapsed());
            if (!left.isPositive()) {
                return;
            }
            ports.clock().sleep(left.compareTo(PAUSE) < 0 ? left : PAUSE);
        }
    }

    /**
     * The answer to a question to Consul, asked until there is one; empty when broken meanwhile. A question that alone
     * stays unanswered, while the keys can be read, breaks the guard after half a session TTL as well; what programs
     * take that are asked on the way is not Consul's silence.
     */
    <T> Optional<T> persist(Supplier<T> question) {
        Duration asked = ports.clock().elapsed().minus(worked);
        while (lookBeforeStart().isEmpty()) {
            try {
                return Optional.of(question.get());
            } catch (ConsulException e) {
                if (broken.isPresent()) {
                    return Optional.empty();
                }
                if (!e.kind().mayPass()) {
                    broken = Optional.of(new Outcome(ExitCode.CONSUL, e.reason()));
                    return Optional.empty();
                }
                broken = tooLong(ports.clock().elapsed().minus(worked).minus(asked), e);
                if (broken.isEmpty()) {
                    ports.clock().sleep(PAUSE);
                }
            }
        }
        return Optional.empty();
    }

    /** A program has run for so long, and kept looking at this. */
    void workedFor(Duration took) {
        worked = worked.plus(took);
    }

    /** How long a write may be tried before the guard counts as lost. */
    Duration patience() {
        return ttl.dividedBy(2).minus(ports.clock().elapsed().minus(answered));
    }

    private Optional<Outcome> judge() {
        List<String> keys = new ArrayList<>(Facts.stopKeys(self));
        keys.add(lock);
        keys.add(self.keys().lease(self.node()));
        // Where no session tells by its end what a leader of old does not know.
        View view = ports.consul().read(alone.isPresent() ? Consistency.CONSISTENT : Consistency.DEFAULT, keys);
        StaleFacts now = new StaleFacts(self, view, List.of());
        Optional<Facts.Stop> stop = now.stop();
        if (heedsStop && stop.isPresent()) {
            return Optional.of(new Outcome(ExitCode.STOPPED, stop.get().text()));
        }
        if (!now.lease().isFree()) {
            gone = true;
            return Optional.of(new Outcome(
                    ExitCode.LEASED,
                    "leased by " + now.lease().holder(self.zone()).orElse("")));
        }
        if (session.isEmpty()) {
            return Optional.empty();
        }
        // A leader elected a moment ago may not know yet what was written before: nothing is given up on its first
        // word.
        boolean held = (view.lockedBy(lock, session.get()) && renewWhenDue(session.get()))
                || ports.consul().read(Consistency.CONSISTENT, List.of(lock)).lockedBy(lock, session.get());
        gone = !held;
        return held ? Optional.empty() : Optional.of(new Outcome(ExitCode.CLAIM_LOST, "lost the lock " + lock));
    }

    /** False when Consul does not know the session. */
    private boolean renewWhenDue(String id) {
        Duration now = ports.clock().elapsed();
        if (now.minus(renewed).compareTo(ttl.dividedBy(4)) < 0) {
            return true;
        }
        if (!ports.consul().renewSession(id)) {
            return false;
        }
        renewed = now;
        return true;
    }

    private Optional<Outcome> tooLong(Duration silent, ConsulException e) {
        return session.isEmpty() || silent.compareTo(ttl.dividedBy(2)) < 0
                ? Optional.empty()
                : lost("no answer from Consul for half a session TTL: " + e.reason());
    }

    private static Optional<Outcome> lost(String why) {
        return Optional.of(new Outcome(ExitCode.CLAIM_LOST, why));
    }
}
