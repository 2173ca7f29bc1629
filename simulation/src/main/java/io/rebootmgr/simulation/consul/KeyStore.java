package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The keys, who holds their locks, and what may not be locked for a while. */
final class KeyStore {
    private final Versioned<Entry> entries = new Versioned<>();
    private final NavigableSet<Long> changes = new TreeSet<>();
    private final SortedMap<String, NavigableSet<String>> held = new TreeMap<>();
    private final SortedMap<String, Duration> delayed = new TreeMap<>();
    private final List<Observer> observers = new ArrayList<>();

    void observe(Observer observer) {
        observers.add(observer);
    }

    /** The locks that may not be taken yet. The leader says so before it asks Raft. */
    List<String> delayedLocks(List<Operation> operations, Duration now) {
        delayed.values().removeIf(until -> until.compareTo(now) <= 0);
        return operations.stream()
                .filter(operation -> operation instanceof Operation.Lock && delayed.containsKey(operation.key()))
                .map(operation -> Refusals.lockDelayed(operation.key()))
                .toList();
    }

    /** Carries out a transaction as the Raft entry of this index. */
    Written write(List<Operation> operations, Predicate<String> sessions, long index, Duration now) {
        Transaction transaction = new Transaction(key -> get(key, index), sessions, index);
        List<String> reasons = transaction.carryOut(operations);
        if (reasons.isEmpty()) {
            commit(transaction.written(), index, now);
            return new Written.Applied();
        }
        observers.forEach(observer -> observer.refused(index, now, operations, reasons));
        return new Written.Refused(reasons);
    }

    /** Deletes what these sessions hold, all at once: they have ended. */
    void unlock(List<Session> ended, long index, Duration now) {
        SortedMap<String, Optional<Entry>> deleted = new TreeMap<>();
        for (Session session : ended) {
            for (String key : held.getOrDefault(session.id(), new TreeSet<>())) {
                deleted.put(key, Optional.empty());
                if (session.lockDelay().isPositive()) {
                    delayed.put(key, now.plus(session.lockDelay()));
                }
            }
        }
        commit(deleted, index, now);
    }

    private void commit(SortedMap<String, Optional<Entry>> written, long index, Duration now) {
        List<Change> made = new ArrayList<>(written.size());
        written.forEach((key, after) -> {
            Optional<Entry> before = get(key, index);
            before.flatMap(Entry::session).ifPresent(session -> unhold(session, key));
            after.flatMap(Entry::session)
                    .ifPresent(session ->
                            held.computeIfAbsent(session, id -> new TreeSet<>()).add(key));
            entries.set(key, after, index);
            made.add(new Change(key, before, after));
        });
        if (!made.isEmpty()) {
            changes.add(index);
            observers.forEach(observer -> observer.applied(index, now, made));
        }
    }

    private void unhold(String session, String key) {
        held.computeIfPresent(session, (id, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
    }

    Optional<Entry> get(String key, long index) {
        return entries.get(key, index);
    }

    List<Entry> under(String prefix, long index) {
        return entries.under(prefix, index);
    }

    /**
     * The index of a blocking query: the last change below the prefix, of any key where there was never one, at least
     * 1.
     */
    long watchIndex(String prefix, long index) {
        long last = entries.lastChange(prefix, index);
        if (last > 0) {
            return last;
        }
        Long anywhere = changes.floor(index);
        return anywhere == null ? 1 : anywhere;
    }

    void forget(long before) {
        entries.forget(before);
        Long last = changes.floor(before);
        if (last != null) {
            changes.headSet(last, false).clear();
        }
    }
}
