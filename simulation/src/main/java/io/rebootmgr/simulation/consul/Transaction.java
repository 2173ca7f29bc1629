package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One transaction while it is carried out: every step sees what those before it did, and a step that fails keeps none
 * of the others from being tried, as Consul does it. Nothing is changed until somebody takes {@link #written}.
 */
final class Transaction {
    private final Function<String, Optional<Entry>> stored;
    private final Predicate<String> sessions;
    private final long index;
    private final SortedMap<String, Optional<Entry>> written = new TreeMap<>();

    /**
     * @param stored the key as it stands
     * @param sessions whether there is this session
     * @param index of the Raft entry that this is
     */
    Transaction(Function<String, Optional<Entry>> stored, Predicate<String> sessions, long index) {
        this.stored = stored;
        this.sessions = sessions;
        this.index = index;
    }

    /** Carries the steps out; what comes back are the reasons why not, in order. Empty: it may be committed. */
    List<String> carryOut(List<Operation> operations) {
        List<String> reasons = new ArrayList<>();
        operations.forEach(operation -> step(operation).ifPresent(reasons::add));
        return reasons;
    }

    /** The keys that are to be changed, those without a value to be deleted. */
    SortedMap<String, Optional<Entry>> written() {
        return Collections.unmodifiableSortedMap(written);
    }

    private Optional<String> step(Operation operation) {
        Optional<Entry> now = get(operation.key());
        return switch (operation) {
            case Operation.RequireSession(String key, String session) -> Refusals.notLockedBy(key, session, now);
            case Operation.RequireAbsent(String key) -> now.map(entry -> Refusals.exists(key));
            case Operation.RequireIndex(String key, long wanted) -> Refusals.notOf(key, wanted, now);
            case Operation.Put(String key, byte[] value) -> put(key, value, now);
            case Operation.PutIf(String key, byte[] value, long wanted) ->
                now.map(Entry::modifyIndex).orElse(0L) == wanted
                        ? put(key, value, now)
                        : Optional.of(Refusals.staleSet(key));
            case Operation.Delete(String key) -> delete(key, now);
            case Operation.DeleteIf(String key, long wanted) ->
                now.isEmpty() || now.get().modifyIndex() == wanted
                        ? delete(key, now)
                        : Optional.of(Refusals.staleDelete(key));
            case Operation.Lock(String key, byte[] value, String session) -> lock(key, value, session, now);
        };
    }

    private Optional<String> put(String key, byte[] value, Optional<Entry> now) {
        return set(new Entry(key, value, index, 0, now.flatMap(Entry::session)), now);
    }

    private Optional<String> lock(String key, byte[] value, String session, Optional<Entry> now) {
        if (session.isEmpty()) {
            return Optional.of(Refusals.noSessionGiven(key));
        }
        if (!sessions.test(session)) {
            return Optional.of(Refusals.noSuchSession(key, session));
        }
        long lockIndex = now.map(Entry::lockIndex).orElse(0L);
        Optional<String> holder = now.flatMap(Entry::session);
        if (holder.isEmpty()) {
            return set(new Entry(key, value, index, lockIndex + 1, Optional.of(session)), now);
        }
        return holder.get().equals(session)
                ? set(new Entry(key, value, index, lockIndex, holder), now)
                : Optional.of(Refusals.lockHeld(key));
    }

    private Optional<String> set(Entry wanted, Optional<Entry> now) {
        if (now.isEmpty() || !now.get().saysTheSameAs(wanted)) {
            Entry kept = now.map(before -> wanted.since(before.createIndex())).orElse(wanted);
            written.put(wanted.key(), Optional.of(kept));
        }
        return Optional.empty();
    }

    private Optional<String> delete(String key, Optional<Entry> now) {
        if (now.isPresent()) {
            written.put(key, Optional.empty());
        }
        return Optional.empty();
    }

    private Optional<Entry> get(String key) {
        Optional<Entry> changed = written.get(key);
        return changed == null ? stored.apply(key) : changed;
    }
}
