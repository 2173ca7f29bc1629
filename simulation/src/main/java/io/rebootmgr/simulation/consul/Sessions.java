package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The sessions. Nobody here looks at a clock: the model tells which may have expired ({@link #expirable}), and whoever
 * drives it picks the moment ({@link #expire}), at the latest {@link Session#mustEnd}.
 */
public final class Sessions {
    private final RaftLog log;
    private final KeyStore keys;
    private final Predicate<String> registered;
    private final SortedMap<String, Session> live = new TreeMap<>();

    Sessions(RaftLog log, KeyStore keys, Predicate<String> registered) {
        this.log = log;
        this.keys = keys;
        this.registered = registered;
    }

    /**
     * A new one with behaviour {@code delete} and no health checks; refused for a node that is not in the catalog.
     *
     * @param id never used before: Consul's are random, the caller's come from its seed
     */
    public Written create(String id, String node, Duration ttl, Duration lockDelay, Duration now) {
        log.append(now);
        if (!registered.test(node)) {
            return new Written.Refused(List.of("Missing node registration"));
        }
        live.put(id, new Session(id, node, ttl, lockDelay, now));
        return new Written.Applied();
    }

    /** Begins its time anew, without Raft; false when there is none such. */
    public boolean renew(String id, Duration now) {
        return live.computeIfPresent(id, (key, session) -> session.renewedAt(now)) != null;
    }

    /** Ends it and deletes what it holds; of one that is gone it is a Raft entry that does nothing. */
    public void destroy(String id, Duration now) {
        long index = log.append(now);
        Session session = live.remove(id);
        if (session != null) {
            keys.unlock(List.of(session), index, now);
        }
    }

    /**
     * Its time is over: as {@link #destroy}.
     *
     * @throws IllegalStateException before {@link Session#mayEnd}, or when there is none such
     */
    public void expire(String id, Duration now) {
        Session session = live.get(id);
        if (session == null || now.compareTo(session.mayEnd()) < 0) {
            throw new IllegalStateException("cannot expire at " + now + ": " + id);
        }
        destroy(id, now);
    }

    /** Those that may end now, sorted by id. */
    public List<Session> expirable(Duration now) {
        return live.values().stream()
                .filter(session -> session.mayEnd().compareTo(now) <= 0)
                .toList();
    }

    /** The first moment at which one may end, if none is renewed. */
    public Optional<Duration> nextMayEnd() {
        return live.values().stream().map(Session::mayEnd).min(Duration::compareTo);
    }

    /** All that there are, sorted by id. */
    public List<Session> all() {
        return List.copyOf(live.values());
    }

    public Optional<Session> get(String id) {
        return Optional.ofNullable(live.get(id));
    }

    boolean isLive(String id) {
        return live.containsKey(id);
    }

    /** A new leader does not know for how long they have not been renewed. */
    void countAnew(Duration now) {
        live.replaceAll((id, session) -> session.renewedAt(now));
    }

    /** The sessions of a node that is deregistered end with it, in the same Raft entry. */
    void endOf(String node, long index, Duration now) {
        List<Session> ended = new ArrayList<>();
        live.values().removeIf(session -> session.node().equals(node) && ended.add(session));
        keys.unlock(ended, index, now);
    }
}
