package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.GroupContacts;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.notify.Courier;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import java.time.Duration;
import java.util.ArrayList;
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
            courier.bring(event, courier.hasListeners() ? surroundings(workplace, event) : Surroundings.UNKNOWN);
            courier.finish(PATIENCE);
        }
    }

    /** The fleet's name and its contact alone. Without them an event is told all the same. */
    static Surroundings surroundings(Workplace workplace) {
        return surroundings(workplace, Optional.empty());
    }

    /** Whose people want to hear it; empty where it is about more than one group. */
    private static Optional<String> groupOf(Event event) {
        return switch (event) {
            case Event.OfRollout news
            when news.rollout().order().groups().size() == 1 ->
                news.rollout().order().groups().stream().findFirst();
            case Event.StopSet stop when stop.scope().equals("group") -> Optional.of(stop.name());
            case Event.StopCleared stop when stop.scope().equals("group") -> Optional.of(stop.name());
            case Event.PauseSet pause when pause.scope().equals("group") -> Optional.of(pause.name());
            case Event.PauseCleared pause when pause.scope().equals("group") -> Optional.of(pause.name());
            case Event.Released released -> Optional.of(released.group());
            default -> Optional.empty();
        };
    }

    private static Surroundings surroundings(Workplace workplace, Event event) {
        Surroundings surroundings = surroundings(workplace, groupOf(event));
        try {
            return switch (event) {
                case Event.VersionPublished published ->
                    surroundings.to(GroupContacts.ofAll(workplace.consul(), workplace.keys()));
                case Event.OfRollout news
                when news.rollout().order().groups().size() > 1 ->
                    surroundings.to(GroupContacts.of(
                            workplace.consul(),
                            workplace.keys(),
                            news.rollout().order().groups()));
                default -> surroundings;
            };
        } catch (ConsulException e) {
            return surroundings;
        }
    }

    private static Surroundings surroundings(Workplace workplace, Optional<String> group) {
        String fleet = workplace.keys().config();
        List<String> keys = new ArrayList<>(List.of(fleet));
        group.ifPresent(one -> keys.add(workplace.keys().groupConfig(one)));
        try {
            View view = workplace.consul().read(Consistency.DEFAULT, keys);
            List<Layer> layers = keys.stream()
                    .flatMap(key -> view.get(key).stream())
                    .map(entry -> new Layer(
                            entry.key(), entry.key().equals(fleet) ? LayerKind.FLEET : LayerKind.GROUP, entry.value()))
                    .toList();
            return PolicyLayers.read(layers) instanceof PolicyResult.Effective effective
                    ? Surroundings.of(
                            effective.policy().fleetName(), effective.policy().contact())
                    : Surroundings.UNKNOWN;
        } catch (ConsulException e) {
            return Surroundings.UNKNOWN;
        }
    }
}
