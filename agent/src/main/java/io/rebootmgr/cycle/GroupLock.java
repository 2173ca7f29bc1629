package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.Self;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock under which this node does something for its whole group, by a session of its own: free when the node dies,
 * and given back at the end.
 */
final class GroupLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLock.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MARKING_MOST = Duration.ofMinutes(10);

    private final Ports ports;
    private final Self self;
    private final String key;
    private final Duration ttl;
    private final String session;

    /** Opens the session; the lock is not taken yet. A Consul that does not answer passes through. */
    GroupLock(Ports ports, Self self, String key, Duration ttl) {
        this.ports = ports;
        this.self = self;
        this.key = key;
        this.ttl = ttl;
        this.session = ports.consul().createSession("rebootmgr " + self.node(), ttl);
    }

    /**
     * Who has the lock of this key, for people, as the beginning of a sentence; empty where nobody has, for a key that
     * no session holds is one that somebody wrote, or brought back. Of an earlier run of this node, which is dead, it
     * is left to end by itself: anybody who may write the key can name this node there, beside a session that is
     * another's.
     */
    static Optional<String> holder(Self self, Duration ttl, Optional<View.Entry> key) {
        return key.filter(entry -> entry.session().isPresent())
                .map(View.Entry::text)
                .map(node -> node.equals(self.node())
                        ? "an earlier run of this node, whose lock ends by itself within "
                                + ttl.multipliedBy(2).toSeconds() + " s,"
                        : node);
    }

    /**
     * Takes it, where these hold, and writes what is among them.
     *
     * @return false where they do not, another node has the lock, or nobody knows
     */
    boolean isTaken(List<Operation> conditions) {
        byte[] value = self.node().getBytes(StandardCharsets.UTF_8);
        List<Operation> all = new ArrayList<>(conditions);
        all.add(new Operation.Lock(key, value, session));
        return ports.consul().write(all) instanceof Written.Applied;
    }

    /** Keeps it while something runs under it. */
    SessionGuard guard() {
        return SessionGuard.ofLock(ports, self, session, key, ttl);
    }

    /** What has to hold of a write that marks what was done: nobody else has begun meanwhile. */
    Operation condition() {
        return new Operation.RequireSession(key, session);
    }

    /**
     * Marks what was done, however long that takes: what has succeeded must not be forgotten because others write the
     * same key, or Consul is away for a while. Up to ten minutes, and only while the lock is held. A stop is no reason
     * not to.
     *
     * @param attempt says whether it stands; empty where that is to be tried again
     */
    boolean marks(Supplier<Optional<Boolean>> attempt) {
        Duration begun = ports.clock().elapsed();
        while (true) {
            try {
                Optional<Boolean> marked = attempt.get();
                if (marked.isPresent()) {
                    return marked.get();
                }
            } catch (ConsulException e) {
                LOG.info("what was done for the group is not marked yet: {}", e.reason());
            }
            boolean isTooLong = ports.clock().elapsed().minus(begun).compareTo(MARKING_MOST) > 0;
            if (isTooLong || !isHeldStill()) {
                return false;
            }
        }
    }

    private boolean isHeldStill() {
        ports.clock().sleep(PAUSE);
        try {
            return ports.consul().renewSession(session);
        } catch (ConsulException e) {
            return true;
        }
    }

    /** Gives it back. */
    @Override
    public void close() {
        try {
            ports.consul().destroySession(session);
        } catch (ConsulException e) {
            LOG.info("the session of what is done for the group is left to its TTL: {}", e.reason());
        }
    }
}
