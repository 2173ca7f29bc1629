package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.host.Clock;
import java.time.Duration;

/**
 * Waits until the fleet is worth another look: the slots have changed, told by a blocking query on the groups' keys, or
 * some seconds have passed. Whatever a reboot does to the fleet changes them, and they are few however many nodes there
 * are.
 */
final class FleetWatcher {
    /** Stop flags and what nodes say that are held stand elsewhere. */
    private static final Duration MOST = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Consul consul;
    private final Keys keys;
    private final Clock clock;
    private long index;

    FleetWatcher(Consul consul, Keys keys, Clock clock) {
        this.consul = consul;
        this.keys = keys;
        this.clock = clock;
    }

    /** Waits, for {@code least} at any rate. */
    void await(Duration least) {
        clock.sleep(least.compareTo(PAUSE) > 0 ? least : PAUSE);
        try {
            index = consul.watch(keys.groups(), index, index == 0 ? Duration.ZERO : MOST)
                    .index();
        } catch (ConsulException e) {
            // The look tells it.
            index = 0;
        }
    }
}
