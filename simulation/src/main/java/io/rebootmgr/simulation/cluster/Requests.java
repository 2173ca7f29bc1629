package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.function.Supplier;

/** How a request of one run gets to Consul and its answer back, and what can become of both. */
final class Requests {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** So long Consul itself waits for a leader before it says that there is none. */
    private static final Duration LEADER_HOLD = Duration.ofSeconds(7);

    private static final Duration LEADER_POLL = Duration.ofMillis(500);
    /** A request that arrives when nobody waits for it any more. */
    private static final Duration MOST_LATENESS = Duration.ofSeconds(20);

    private final Caller caller;
    private final NodeAgent agent;
    private final Servers servers;

    /** Who has to answer. */
    enum Reach {
        /** The node's own agent. */
        AGENT,
        /** Any server. */
        ANY,
        /** One that takes itself for the leader. */
        BELIEVED,
        /** The leader. */
        LEADER
    }

    /** It is not known whether Consul did it. */
    static final class Lost extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Lost(String why) {
            super(why, null, false, false);
        }
    }

    Requests(Caller caller, NodeAgent agent) {
        this.caller = caller;
        this.agent = agent;
        this.servers = agent.servers();
    }

    /** A request whose outcome need not be known: a lost answer is a Consul out of reach. */
    <T> T ask(Effect effect, Reach reach, Supplier<T> onConsul) {
        try {
            return send(effect, reach, onConsul);
        } catch (Lost e) {
            throw new ConsulException(Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    <T> T send(Effect effect, Reach reach, Supplier<T> onConsul) throws Lost {
        try {
            return deliver(effect, reach, onConsul);
        } catch (Lost | ConsulException e) {
            caller.told(new Happening.Unanswered(agent.node()));
            throw e;
        }
    }

    private <T> T deliver(Effect effect, Reach reach, Supplier<T> onConsul) throws Lost {
        Mishap mishap = caller.before(effect);
        requireAgent();
        boolean asksLeader = reach == Reach.LEADER || reach == Reach.BELIEVED;
        servers.traffic().request(servers.timeline().now(), reach == Reach.ANY, asksLeader);
        caller.strand().sleep(servers.network().latency());
        requireAgent();
        switch (mishap) {
            case FORBIDDEN ->
                throw new ConsulException(Kind.FORBIDDEN, "Consul forbids it: the token is not valid just now");
            case REQUEST_LOST -> throw lost();
            case LATE -> {
                Duration late = servers.network().dice().between(Duration.ofMillis(1), MOST_LATENESS);
                servers.timeline().after(late, () -> servers.whenLed(() -> unheard(onConsul)));
                throw lost();
            }
            case LEADER_LOST -> throw leaderLost(onConsul);
            default -> awaitLeader(reach);
        }
        T answer = onConsul.get();
        if (mishap == Mishap.TWICE) {
            answer = onConsul.get();
        }
        caller.after(mishap);
        caller.strand().sleep(servers.network().latency());
        if (mishap == Mishap.ANSWER_LOST) {
            throw lost();
        }
        return answer;
    }

    private Lost lost() {
        caller.strand().sleep(TIMEOUT);
        return new Lost("no answer within 10 s");
    }

    /** What the old leader had in its log the new one does first, or never. */
    private Lost leaderLost(Supplier<?> onConsul) {
        servers.loseLeader();
        if (servers.network().dice().chance(0.5)) {
            servers.whenLed(() -> unheard(onConsul));
        }
        return new Lost("leadership lost while committing log");
    }

    private static void unheard(Supplier<?> onConsul) {
        Object unused = onConsul.get();
    }

    private void requireAgent() {
        if (!agent.isUp()) {
            throw new ConsulException(Kind.NO_AGENT, "Consul does not answer: connection refused");
        }
    }

    private void awaitLeader(Reach reach) {
        Duration until = servers.timeline().now().plus(LEADER_HOLD);
        while (!reaches(reach)) {
            if (servers.timeline().now().compareTo(until) >= 0) {
                throw new ConsulException(Kind.NO_LEADER, "Consul has no leader");
            }
            caller.strand().sleep(LEADER_POLL);
            requireAgent();
        }
    }

    private boolean reaches(Reach reach) {
        return switch (reach) {
            case AGENT, ANY -> true;
            case BELIEVED -> agent.cutOffSince().isEmpty() && servers.seemsLed();
            case LEADER -> agent.cutOffSince().isEmpty() && servers.hasLeader();
        };
    }
}
