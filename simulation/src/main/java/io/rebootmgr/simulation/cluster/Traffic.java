package io.rebootmgr.simulation.cluster;

import java.time.Duration;

/** What the fleet's agents cost Consul. */
public final class Traffic {
    private long requests;
    private long stale;
    private long atLeader;
    private long keysAtLeader;
    private long raftWrites;
    private long second = -1;
    private long inSecond;
    private long peak;

    /** A request was made; {@code leader} when the leader has to answer it. */
    void request(Duration now, boolean staleRead, boolean leader) {
        requests++;
        stale += staleRead ? 1 : 0;
        if (!leader) {
            return;
        }
        atLeader++;
        if (now.toSeconds() != second) {
            second = now.toSeconds();
            inSecond = 0;
        }
        inSecond++;
        peak = Math.max(peak, inSecond);
    }

    /** The leader told so many keys. */
    void told(long keys) {
        keysAtLeader += keys;
    }

    /** Counts from here. */
    public void forget() {
        requests = 0;
        stale = 0;
        atLeader = 0;
        keysAtLeader = 0;
        raftWrites = 0;
        peak = 0;
        inSecond = 0;
    }

    void raft(long entries) {
        raftWrites += entries;
    }

    /** All requests of all agents, those that their own Consul agent answers included. */
    public long requests() {
        return requests;
    }

    /** Stale reads, which any server answers. */
    public long stale() {
        return stale;
    }

    public long atLeader() {
        return atLeader;
    }

    /** Keys that the leader told, with what they hold: how large its answers were. */
    public long keysAtLeader() {
        return keysAtLeader;
    }

    /** Raft entries that the agents caused, refused transactions included; not those of Consul's own. */
    public long raftWrites() {
        return raftWrites;
    }

    /** The most requests of one second that the leader had to answer. */
    public long peakPerSecond() {
        return peak;
    }
}
