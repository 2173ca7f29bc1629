package io.rebootmgr.simulation.consul;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What there is to know of the servers' log: how long it is, and how long it was when. */
final class RaftLog {
    private final NavigableMap<Duration, Long> lengths = new TreeMap<>();
    private Duration remembered = Duration.ZERO;
    private long index;
    private long forgotten;

    /** One more entry; returns its index. */
    long append(Duration now) {
        if (!lengths.isEmpty() && now.compareTo(lengths.lastKey()) < 0) {
            throw new IllegalArgumentException(now + " is before " + lengths.lastKey());
        }
        index++;
        lengths.put(now, index);
        return index;
    }

    long index() {
        return index;
    }

    /** The last entry at or before this moment; 0 when there was none yet. */
    long index(Duration then) {
        if (then.compareTo(remembered) < 0) {
            throw new IllegalArgumentException(then + " is forgotten, all before " + remembered + " is");
        }
        Map.Entry<Duration, Long> last = lengths.floorEntry(then);
        return last == null ? 0 : last.getValue();
    }

    /** Nobody will ask about an earlier moment; returns how long the log was at this one. */
    long forget(Duration before) {
        long then = index(before);
        Duration last = lengths.floorKey(before);
        if (last != null) {
            // The last one before it still tells how long the log was.
            lengths.headMap(last, false).clear();
        }
        remembered = before;
        forgotten = then;
        return then;
    }

    /** Up to this entry the past is forgotten: the state that it led to is the oldest that can be read. */
    long forgotten() {
        return forgotten;
    }
}
