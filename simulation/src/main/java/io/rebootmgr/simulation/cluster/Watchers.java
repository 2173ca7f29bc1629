package io.rebootmgr.simulation.cluster;

import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.time.Strand;
import java.util.ArrayList;
import java.util.List;

/** Those that wait in a blocking query. */
final class Watchers {
    private final List<Watcher> waiting = new ArrayList<>();

    private record Watcher(String prefix, Strand strand) {}

    /** Rouses the strand at every change below a prefix, until it is told {@link #leave}. */
    void join(String prefix, Strand strand) {
        waiting.add(new Watcher(prefix, strand));
    }

    void leave(Strand strand) {
        waiting.removeIf(watcher -> watcher.strand == strand);
    }

    void changed(List<Change> changes) {
        for (Watcher watcher : waiting) {
            if (changes.stream().anyMatch(change -> change.key().startsWith(watcher.prefix))) {
                watcher.strand.rouse();
            }
        }
    }
}
