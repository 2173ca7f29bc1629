package io.rebootmgr.consul;

import io.rebootmgr.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A part of Consul's keys as of one moment. */
public final class View {
    private static final int MOST_READ = 64 * 1024;

    private final NavigableMap<String, Entry> entries = new TreeMap<>();

    public View(Collection<Entry> entries) {
        entries.forEach(entry -> this.entries.put(entry.key(), entry));
    }

    /** The key of exactly this name. */
    public Optional<Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The index for a compare-and-set of this key: its ModifyIndex, 0 where there is none. */
    public long index(String key) {
        return get(key).map(Entry::modifyIndex).orElse(0L);
    }

    /** Whether this session holds the lock on the key. */
    public boolean lockedBy(String key, String session) {
        return get(key).flatMap(Entry::session).filter(session::equals).isPresent();
    }

    /** Every key that begins with {@code prefix}, in order of the names. */
    public List<Entry> under(String prefix) {
        return entries.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether any key begins with {@code prefix}. */
    public boolean holdsUnder(String prefix) {
        String first = entries.ceilingKey(prefix);
        return first != null && first.startsWith(prefix);
    }

    /**
     * A key.
     *
     * @param modifyIndex the Raft index of its last change
     * @param createIndex that of its first: it stays, however often the key is written, until it is deleted
     * @param session that holds its lock
     */
    public record Entry(String key, byte[] value, long modifyIndex, long createIndex, Optional<String> session) {

        /** One that was never changed. */
        public Entry(String key, byte[] value, long modifyIndex, Optional<String> session) {
            this(key, value, modifyIndex, modifyIndex, session);
        }

        /** The value as text, for reasons: printable, on one line, at most 200 characters. */
        public String text() {
            return PrintableText.excerpt(
                    new String(value, 0, Math.min(value.length, MOST_READ), StandardCharsets.UTF_8), 200);
        }

        /**
         * The write of a value that follows from this entry alone, however old the read: its index confirms it, for
         * Consul takes it only while the key stands as it does here. What was read beside it is confirmed by nothing.
         */
        public Operation rewrittenAs(byte[] next) {
            return new Operation.PutIf(key, next, modifyIndex);
        }
    }
}
