package io.rebootmgr.consul;

import io.rebootmgr.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A part of Consul's keys as of one moment. */
public final class View {
    private static final int MOST_READ = 64 * 1024;

    /** In order of the names, each once. Consul answers in this order, so that nothing has to be sorted. */
    private final List<Entry> entries;

    /** Without a lambda: what an idle run needs. */
    private static final class ByKey implements Comparator<Entry> {
        @Override
        public int compare(Entry one, Entry other) {
            return one.key().compareTo(other.key());
        }
    }

    /** Of those with the same name the last one counts. */
    public View(Collection<Entry> entries) {
        Entry[] sorted = entries.toArray(new Entry[0]);
        Arrays.sort(sorted, new ByKey());
        int count = 0;
        for (Entry entry : sorted) {
            if (count > 0 && sorted[count - 1].key().equals(entry.key())) {
                count--;
            }
            sorted[count] = entry;
            count++;
        }
        this.entries = List.of(Arrays.copyOf(sorted, count));
    }

    /** Where the first key is that is not before this one. */
    private int from(String key) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The key of exactly this name. */
    public Optional<Entry> get(String key) {
        int at = from(key);
        return at < entries.size() && entries.get(at).key().equals(key)
                ? Optional.of(entries.get(at))
                : Optional.empty();
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
        int from = from(prefix);
        int to = from;
        while (to < entries.size() && entries.get(to).key().startsWith(prefix)) {
            to++;
        }
        return entries.subList(from, to);
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
