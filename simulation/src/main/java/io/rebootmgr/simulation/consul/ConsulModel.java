package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.List;

/**
 * Consul's servers as one state machine. Deterministic: the same calls give the same answers. Time is what the caller
 * says it is, as long as it never goes back.
 *
 * <p>Compared with a real Consul by {@code ModelAgainstRealityIT}. Not claimed: ACLs, flags, sessions with behaviour
 * {@code release} or health checks, {@code unlock}, who leads and who can reach whom. Gossip's members are not here
 * either.
 */
public final class ConsulModel {
    private final RaftLog log = new RaftLog();
    private final KeyStore keys = new KeyStore();
    private final Catalog catalog = new Catalog(log, keys);

    /** From now on this one is told, after those before it. */
    public void observe(Observer observer) {
        keys.observe(observer);
    }

    /**
     * All of {@code operations}, or none. A refusal is a Raft entry as well, unless it is for a lock-delay; conditions
     * alone are none, for Consul takes them for a read.
     *
     * @return {@link Written.Applied} or {@link Written.Refused}, with the reasons that the adapter gives
     */
    public Written write(List<Operation> operations, Duration now) {
        if (operations.isEmpty() || operations.size() > Operation.MOST) {
            throw new IllegalArgumentException(operations.size() + " operations, expected 1 to " + Operation.MOST);
        }
        List<String> delayed = keys.delayedLocks(operations, now);
        if (!delayed.isEmpty()) {
            return new Written.Refused(delayed);
        }
        boolean changes = operations.stream().anyMatch(ConsulModel::isChange);
        long index = changes ? log.append(now) : log.index();
        return keys.write(operations, sessions()::isLive, index, now);
    }

    private static boolean isChange(Operation operation) {
        return switch (operation) {
            case Operation.RequireSession condition -> false;
            case Operation.RequireAbsent condition -> false;
            case Operation.RequireIndex condition -> false;
            case Operation.Put change -> true;
            case Operation.PutIf change -> true;
            case Operation.Delete change -> true;
            case Operation.DeleteIf change -> true;
            case Operation.Lock change -> true;
        };
    }

    public Sessions sessions() {
        return catalog.sessions();
    }

    public Catalog catalog() {
        return catalog;
    }

    /** Another server leads: an entry in the log, and every session has its whole time again. */
    public void newLeader(Duration now) {
        log.append(now);
        sessions().countAnew(now);
    }

    /** The last Raft entry. From one call to the next it grows by the Raft writes that the first one cost. */
    public long index() {
        return log.index();
    }

    /** The index of the last Raft entry at or before a moment: how far a server is that lags since then. */
    public long index(Duration then) {
        return log.index(then);
    }

    /** A server that has applied everything. */
    public Replica latest() {
        return asOf(log.index());
    }

    /** A server that has applied everything up to {@code index}, which must not be forgotten. */
    public Replica asOf(long index) {
        if (index < log.forgotten() || index > log.index()) {
            throw new IllegalArgumentException(index + " is not of " + log.forgotten() + " to " + log.index());
        }
        return new Replica(index, keys, catalog);
    }

    /** No server will lag behind this moment any more: what only such a one would see is forgotten. */
    public void forget(Duration before) {
        long index = log.forget(before);
        keys.forget(index);
        catalog.forget(index);
    }
}
