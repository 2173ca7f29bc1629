package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.time.Instant;

/** A node's two clocks: that of its boot, and one on the wall that may jump. */
final class NodeClocks {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    /** How long it was up before the simulation begins. */
    private static final Duration AGE = Duration.ofDays(30);

    private final Timeline timeline;
    private Duration bootedAt = AGE.negated();
    private Duration skew = Duration.ZERO;

    NodeClocks(Timeline timeline) {
        this.timeline = timeline;
    }

    void boot() {
        bootedAt = timeline.now();
    }

    void turn(Duration by) {
        skew = skew.plus(by);
    }

    Duration uptime() {
        return timeline.now().minus(bootedAt);
    }

    Instant wall() {
        return EPOCH.plus(timeline.now()).plus(skew);
    }

    /** As the modification time of a file tells it. */
    long wallNanos() {
        return Duration.between(Instant.EPOCH, wall()).toNanos();
    }
}
