package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

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

    /**
     * Which entries are asked for.
     *
     * @param since only those that began then or later
     * @param most so many of the newest
     */
    public record Choice(Optional<Instant> since, Outcome outcome, int most) {

        /** The newest, whatever became of them. */
        public static Choice newest(int most) {
            return new Choice(Optional.empty(), Outcome.ANY, most);
        }

        private boolean isWholeBook() {
            return since.isEmpty() && outcome == Outcome.ANY;
        }

        private boolean has(Entry entry) {
            boolean young = since.filter(from -> entry.started().isBefore(from)).isEmpty();
            return young
                    && switch (outcome) {
                        case ANY -> true;
                        case NO_REBOOT ->
                            entry.end().filter(end -> end.code() != 0).isPresent();
                    };
        }
    }

    /** What became of an attempt. */
    public enum Outcome {
        ANY,
        /** It ended, and not with a reboot. */
        NO_REBOOT
    }

    /** One node's, in one request. */
    public static Logbook ofNode(Consul consul, Keys keys, String node, Choice choice) {
        Newest newest = new Newest(choice);
        Bulk read = Bulk.read(consul, List.of(keys.history(node)));
        new View(read.entries()).get(keys.history(node)).ifPresent(newest::add);
        read.tooLarge().forEach(newest::add);
        return newest.logbook();
    }

    /**
     * All nodes', merged. Every logbook is fetched, 64 a request. Where nothing but the newest is asked for, only as many as
     * that are parsed, those that were written last: what ended last is in them.
     */
    public static Logbook ofFleet(Consul consul, Keys keys, Choice choice) {
        List<String> books = consul.keys(Consistency.DEFAULT, keys.nodes()).stream()
                .filter(name -> Place.of(keys, name) instanceof Place.History)
                .toList();
        Newest newest = new Newest(choice);
        for (int from = 0; from < books.size(); from += Operation.MOST) {
            Bulk read = Survey.values(consul, books.subList(from, Math.min(books.size(), from + Operation.MOST)));
            read.entries().forEach(newest::add);
            read.tooLarge().forEach(newest::add);
        }
        return newest.logbook();
    }

    /** The entries that began last, of the logbooks that may hold them. */
    private static final class Newest {
        private static final int MOST_UNREADABLE = 100;

        private final Choice choice;
        /** Where whole books are asked for: when those were written that have been read, the oldest first. */
        private final PriorityQueue<Long> written = new PriorityQueue<>();

        private final PriorityQueue<Entry> entries = new PriorityQueue<>(Comparator.comparing(Entry::started));
        private final List<Unreadable> unreadable = new ArrayList<>();

        Newest(Choice choice) {
            this.choice = choice;
        }

        void add(View.Entry book) {
            // As many are there that were written later, and what ended last is in those.
            if (choice.isWholeBook() && written.size() >= choice.most() && book.modifyIndex() < written.element()) {
                return;
            }
            try {
                History.parse(book.value()).entries().stream()
                        .filter(choice::has)
                        .forEach(this::keep);
                written.add(book.modifyIndex());
                if (written.size() > choice.most()) {
                    written.remove();
                }
            } catch (MalformedJson e) {
                add(new Unreadable(book.key(), e.reason()));
            }
        }

        void add(Unreadable book) {
            if (unreadable.size() < MOST_UNREADABLE) {
                unreadable.add(book);
            }
        }

        private void keep(Entry entry) {
            entries.add(entry);
            if (entries.size() > choice.most()) {
                entries.remove();
            }
        }

        Logbook logbook() {
            return new Logbook(
                    entries.stream()
                            .sorted(Comparator.comparing(Entry::started).reversed())
                            .toList(),
                    unreadable);
        }
    }
}
