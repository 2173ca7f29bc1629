package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.notify.Courier;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells what an operator did, on the machine where it was done: who did it and why is known there, at once, and it is
 * told once. Every node would find out for itself, too, and a stopped node writes nothing, so they could not agree on
 * one of them.
 */
final class Announcement {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Announcement() {}

    /** Returns when everybody was told, or did not want to hear it for a minute. */
    static void tell(Workplace workplace, Event event) {
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Courier courier = workplace.courier(clock);
            courier.bring(event, courier.hasListeners() ? surroundings(workplace) : Surroundings.UNKNOWN);
            courier.finish(PATIENCE);
        }
    }

    /** The fleet's name alone. Without it the event is told all the same. */
    static Surroundings surroundings(Workplace workplace) {
        String key = workplace.keys().config();
        try {
            Optional<View.Entry> policy =
                    workplace.consul().read(Consistency.DEFAULT, List.of(key)).get(key);
            return policy.isPresent()
                            && PolicyLayers.read(List.of(new Layer(
                                            key, LayerKind.FLEET, policy.get().value())))
                                    instanceof PolicyResult.Effective effective
                    ? Surroundings.ofFleet(effective.policy().fleetName())
                    : Surroundings.UNKNOWN;
        } catch (ConsulException e) {
            return Surroundings.UNKNOWN;
        }
    }
}
