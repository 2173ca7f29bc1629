package io.rebootmgr.page;

import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.show.NeedsSomebody;
import java.time.Instant;
import java.util.List;

/**
 * A node that needs somebody.
 *
 * @param typed what somebody types for it
 */
record Trouble(String node, String link, String group, String state, String why, String typed) {
    private static final int MOST = 20;

    /** The first of all that the overview has. */
    static FleetView.Rows<Trouble> of(Overview overview, Instant now) {
        List<Counted> all = overview.census().counted().stream()
                .filter(one -> FleetView.needsSomebody(one.stand()))
                .toList();
        List<Trouble> first = all.stream()
                .limit(MOST)
                .map(one -> of(one, overview.fleet(), now))
                .toList();
        int more = all.size() - first.size();
        return new FleetView.Rows<>(
                first, more == 0 ? "" : "and " + more + " more: all of them stand first in the list of nodes");
    }

    private static Trouble of(Counted one, Fleet fleet, Instant now) {
        String node = one.node().name();
        return new Trouble(
                node,
                NodeView.link(node),
                one.group().orElse(""),
                one.stand().word(),
                NeedsSomebody.why(one, now),
                NeedsSomebody.typed(one, fleet));
    }
}
