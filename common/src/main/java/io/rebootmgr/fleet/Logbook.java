package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The newest entries of logbooks.
 *
 * @param entries newest first
 * @param unreadable logbooks that hold garbage, 100 at most, among those looked at
 */
public record Logbook(List<Entry> entries, List<Unreadable> unreadable) {
    public Logbook {
        entries = List.copyOf(entries);
        unreadable = List.copyOf(unreadable);
    }

    /** One node's, in one request. */
    public static Logbook ofNode(Consul consul, Keys keys, String node, int most) {
        Newest newest = new Newest(most);
        consul.read(Consistency.DEFAULT, List.of(keys.history(node)))
                .get(keys.history(node))
                .ifPresent(newest::add);
        return newest.logbook();
    }

    /**
     * All nodes', merged. Every logbook is fetched, 64 a request, and the {@code most} that were written last are kept:
     * what ended last is in those.
     */
    public static Logbook ofFleet(Consul consul, Keys keys, int most) {
        List<String> books = consul.keys(Consistency.DEFAULT, keys.nodes()).stream()
                .filter(name -> Place.of(keys, name) instanceof Place.History)
                .toList();
        Newest newest = new Newest(most);
        for (int from = 0; from < books.size(); from += Operation.MOST) {
            Survey.values(consul, books.subList(from, Math.min(books.size(), from + Operation.MOST)))
                    .forEach(newest::add);
        }
        return newest.logbook();
    }

    /** The logbooks that were written last; the others are not even parsed. */
    private static final class Newest {
        private static final int MOST_UNREADABLE = 100;

        private final int most;
        private final NavigableMap<Long, History> books = new TreeMap<>();
        private final List<Unreadable> unreadable = new ArrayList<>();

        Newest(int most) {
            this.most = most;
        }

        void add(View.Entry book) {
            // Equal ones were written by one transaction.
            if (books.size() >= most && book.modifyIndex() < books.firstKey()) {
                return;
            }
            try {
                History history = History.parse(book.value());
                books.merge(book.modifyIndex(), history, Newest::both);
                if (books.size() > most) {
                    books.pollFirstEntry();
                }
            } catch (MalformedJson e) {
                if (unreadable.size() < MOST_UNREADABLE) {
                    unreadable.add(new Unreadable(book.key(), e.reason()));
                }
            }
        }

        private static History both(History one, History other) {
            List<Entry> entries = new ArrayList<>(one.entries());
            entries.addAll(other.entries());
            return new History(entries);
        }

        Logbook logbook() {
            List<Entry> newest = books.values().stream()
                    .flatMap(history -> history.entries().stream())
                    .sorted(Comparator.comparing(Entry::started).reversed())
                    .limit(most)
                    .toList();
            return new Logbook(newest, unreadable);
        }
    }
}
