package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.text.Unreadable;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys read in bulk. An answer that is too large is asked for in halves, down to the keys that nobody can read, so that
 * one node's garbage does not hide the fleet.
 *
 * @param tooLarge the keys that could not be read for their size, or were not kept for it
 */
record Bulk(List<View.Entry> entries, List<Unreadable> tooLarge) {
    /** What a key of this program holds fits well; that of thousands of nodes has to be kept at once. */
    private static final int MOST_BYTES = 256 * 1024;

    /** What one request gave. */
    sealed interface Part {
        record Read(Bulk bulk) implements Part {}

        /** The answer was too large. */
        record Refused(List<String> prefixes) implements Part {}
    }

    /** Everything below these prefixes, 64 at most. */
    static Bulk read(Consul consul, List<String> prefixes) {
        return together(consul, List.of(tried(consul, prefixes)));
    }

    /** One request. */
    static Part tried(Consul consul, List<String> prefixes) {
        try {
            return new Part.Read(kept(consul.read(Consistency.DEFAULT, prefixes).under("")));
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.TOO_LARGE) {
                return new Part.Refused(prefixes);
            }
            throw e;
        }
    }

    /** All of them, after those that were refused have been asked for in pieces. */
    static Bulk together(Consul consul, List<Part> parts) {
        List<View.Entry> entries = new ArrayList<>();
        List<Unreadable> tooLarge = new ArrayList<>();
        for (Part part : parts) {
            Bulk more = switch (part) {
                case Part.Read(Bulk bulk) -> bulk;
                case Part.Refused(List<String> prefixes) -> inPieces(consul, prefixes);
            };
            entries.addAll(more.entries);
            tooLarge.addAll(more.tooLarge);
        }
        return new Bulk(entries, tooLarge);
    }

    /** This one, with the other behind it. */
    Bulk and(Bulk other) {
        List<View.Entry> more = new ArrayList<>(entries);
        more.addAll(other.entries);
        List<Unreadable> unread = new ArrayList<>(tooLarge);
        unread.addAll(other.tooLarge);
        return new Bulk(more, unread);
    }

    private static Bulk inPieces(Consul consul, List<String> prefixes) {
        if (prefixes.size() == 1) {
            return below(consul, prefixes.getFirst());
        }
        int half = prefixes.size() / 2;
        return read(consul, prefixes.subList(0, half)).and(read(consul, prefixes.subList(half, prefixes.size())));
    }

    /**
     * The keys that begin with this one, which together are too large: their names are longer, so this comes to an end.
     */
    private static Bulk below(Consul consul, String prefix) {
        List<String> names = consul.keys(Consistency.DEFAULT, prefix);
        List<String> longer =
                names.stream().filter(name -> !name.equals(prefix)).toList();
        Bulk all = new Bulk(List.of(), names.contains(prefix) ? List.of(tooLarge(prefix)) : List.of());
        for (int from = 0; from < longer.size(); from += Operation.MOST) {
            all = all.and(read(consul, longer.subList(from, Math.min(longer.size(), from + Operation.MOST))));
        }
        return all;
    }

    private static Bulk kept(List<View.Entry> read) {
        return new Bulk(
                read.stream()
                        .filter(entry -> entry.value().length <= MOST_BYTES)
                        .toList(),
                read.stream()
                        .filter(entry -> entry.value().length > MOST_BYTES)
                        .map(entry -> tooLarge(entry.key()))
                        .toList());
    }

    private static Unreadable tooLarge(String key) {
        return new Unreadable(key, "is larger than anything that rebootmgr keeps there");
    }
}
