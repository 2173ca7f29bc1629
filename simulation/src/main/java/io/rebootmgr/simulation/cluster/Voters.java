package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes that are Consul servers, and which of them vote, as autopilot sees to it: one that joins votes only after
 * it was stable for a while. Whether there is a leader does not hang on them: that is the business of {@link Servers}.
 */
public final class Voters {
    /** {@code server_stabilization_time}. */
    private static final Duration STABLE = Duration.ofSeconds(10);
    /** Autopilot promotes servers so often. */
    private static final Duration ROUND = Duration.ofSeconds(10);
    /** What autopilot tells of the servers is so old at most. */
    private static final Duration LOOKS = Duration.ofSeconds(2);

    private final Timeline timeline;
    private final Witness witness;
    private final SortedMap<String, Peer> peers = new TreeMap<>();
    private Autopilot told = new Autopilot(0, List.of());

    private record Peer(boolean voter, boolean healthy, long start) {}

    private long starts;

    Voters(Timeline timeline, Witness witness) {
        this.timeline = timeline;
        this.witness = witness;
    }

    /** A server's agent starts. It votes at once where it never left, or where the cluster begins with it. */
    void started(String node) {
        long start = ++starts;
        boolean first = timeline.now().isZero();
        Peer old = peers.get(node);
        set(node, new Peer(first || (old != null && old.voter), true, start), false);
        Duration stable = timeline.now().plus(STABLE);
        Duration round = Duration.ofMillis(ROUND.toMillis() - stable.toMillis() % ROUND.toMillis());
        timeline.after(STABLE.plus(round), () -> {
            Peer now = peers.get(node);
            if (now != null && now.start == start && now.healthy && !now.voter) {
                set(node, new Peer(true, true, start), false);
            }
        });
    }

    /** It leaves: the others are fewer, and their quorum may be as well. */
    void left(String node, boolean byAccident) {
        peers.remove(node);
        changed(node, byAccident);
    }

    /** It is gone without a word. Autopilot removes one of many, and leaves one of a few where it is. */
    void failed(String node, boolean byAccident) {
        Peer peer = peers.get(node);
        if (peer == null) {
            return;
        }
        long gone = 1 + peers.values().stream().filter(other -> !other.healthy).count();
        if (gone < voters() / 2) {
            left(node, byAccident);
        } else {
            set(node, new Peer(peer.voter, false, peer.start), byAccident);
        }
    }

    private void set(String node, Peer peer, boolean byAccident) {
        peers.put(node, peer);
        changed(node, byAccident);
    }

    private void changed(String node, boolean byAccident) {
        witness.saw(timeline.now(), new Happening.Voting(node, votes(), voters(), byAccident));
        if (timeline.now().isZero()) {
            look();
        } else {
            timeline.after(LOOKS, this::look);
        }
    }

    private long voters() {
        return peers.values().stream().filter(Peer::voter).count();
    }

    private long votes() {
        return peers.values().stream()
                .filter(peer -> peer.voter && peer.healthy)
                .count();
    }

    private void look() {
        int spare = (int) (votes() - (voters() / 2 + 1));
        told = new Autopilot(
                Math.max(0, spare),
                peers.entrySet().stream()
                        .map(peer ->
                                new Autopilot.Server(peer.getKey(), peer.getValue().voter, peer.getValue().healthy))
                        .toList());
    }

    /** What autopilot tells. */
    Autopilot told() {
        return told;
    }
}
