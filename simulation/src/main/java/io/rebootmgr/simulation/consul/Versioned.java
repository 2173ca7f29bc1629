package io.rebootmgr.simulation.consul;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sorted table whose past can be read: every row keeps its versions, a deleted one its tombstone, until they are
 * {@linkplain #forget forgotten}. Reading the newest version costs no more than in a plain sorted map.
 */
final class Versioned<V> {

    /** Of one row, since one Raft index; newest first. */
    private static final class Version<V> {
        final long index;
        final @Nullable V value;

        @Nullable
        Version<V> older;

        Version(long index, @Nullable V value, @Nullable Version<V> older) {
            this.index = index;
            this.value = value;
            this.older = older;
        }
    }

    /** Since this index there is something of this row to forget. */
    private record Superseded(long index, String key) {}

    private final NavigableMap<String, Version<V>> rows = new TreeMap<>();
    private final Queue<Superseded> past = new ArrayDeque<>();

    /** The row as of an index. */
    Optional<V> get(String key, long index) {
        Version<V> version = asOf(rows.get(key), index);
        return version == null ? Optional.empty() : Optional.ofNullable(version.value);
    }

    /** Every row whose key begins with {@code prefix}, as of an index, in order. */
    List<V> under(String prefix, long index) {
        List<V> found = new ArrayList<>();
        for (var row : rows.tailMap(prefix, true).entrySet()) {
            if (!row.getKey().startsWith(prefix)) {
                break;
            }
            Version<V> version = asOf(row.getValue(), index);
            if (version != null && version.value != null) {
                found.add(version.value);
            }
        }
        return found;
    }

    /** The index of the last change below {@code prefix}, deletions included, as of an index; 0 for none. */
    long lastChange(String prefix, long index) {
        long last = 0;
        for (var row : rows.tailMap(prefix, true).entrySet()) {
            if (!row.getKey().startsWith(prefix)) {
                break;
            }
            Version<V> version = asOf(row.getValue(), index);
            if (version != null) {
                last = Math.max(last, version.index);
            }
        }
        return last;
    }

    /** Sets the row, or with nothing deletes it. Indexes only grow. */
    void set(String key, Optional<V> value, long index) {
        Version<V> before = rows.get(key);
        rows.put(key, new Version<>(index, value.orElse(null), before));
        if (before != null || value.isEmpty()) {
            past.add(new Superseded(index, key));
        }
    }

    /** What only somebody would still see who reads as of an index before this one. Tombstones go too. */
    void forget(long before) {
        for (Superseded next = past.peek(); next != null && next.index() <= before; next = past.peek()) {
            past.remove();
            Version<V> newest = rows.get(next.key());
            Version<V> oldest = asOf(newest, before);
            if (oldest != null) {
                oldest.older = null;
            }
            if (oldest != null && oldest == newest && oldest.value == null) {
                rows.remove(next.key());
            }
        }
    }

    private static <V> @Nullable Version<V> asOf(@Nullable Version<V> newest, long index) {
        Version<V> version = newest;
        while (version != null && version.index > index) {
            version = version.older;
        }
        return version;
    }
}
