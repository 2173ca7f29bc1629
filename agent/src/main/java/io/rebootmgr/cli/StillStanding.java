package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Origin;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.text.Suggestion;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which stops and pauses reach a scope after one of them was ended: neither ends the other, nor a wider one. */
final class StillStanding {
    private StillStanding() {}

    /** A sentence each. */
    static List<String> of(Workplace workplace, Scope scope) {
        List<String> texts = new ArrayList<>();
        Fleet fleet = reaching(workplace, scope);
        ZoneId zone = workplace.self().zone().get();
        fleet.stops()
                .forEach(stop -> texts.add("still stopped by " + stop.key()
                        + (stop.text(zone).isEmpty() ? "" : ": " + stop.text(zone)) + "; " + stop.resume()
                        + " clears it"));
        Instant now = SystemClock.withoutShutdownHook().now();
        fleet.pauses().stream()
                .filter(pause -> pause.holds(now))
                .forEach(pause -> texts.add("still " + pause.text(zone) + "; " + pause.unpause() + " ends it"));
        if (scope instanceof Scope.Node(String node)) {
            disabled(workplace, node).ifPresent(texts::add);
        }
        return texts;
    }

    /** By somebody's policy: that is taken back where it was set. */
    private static Optional<String> disabled(Workplace workplace, String node) {
        Optional<String> group = groupOf(workplace, node);
        if (group.isEmpty()) {
            return Optional.empty();
        }
        Keys keys = workplace.keys();
        View view = workplace.consul().read(Consistency.CONSISTENT, PolicyState.keys(keys, group.get(), node));
        if (!(PolicyLayers.read(PolicyState.layers(view, keys, group.get(), node))
                        instanceof PolicyResult.Effective(Policy policy, Map<String, Origin> origins))
                || policy.enabled()) {
            return Optional.empty();
        }
        String key = origins.getOrDefault("enabled", Origin.DEFAULT).name();
        Suggestion unset = Suggestion.of("rebootmgr config unset enabled disabled_reason");
        if (key.equals(keys.nodeConfig(node))) {
            unset.option("--node", node);
        } else if (key.equals(keys.groupConfig(group.get()))) {
            unset.option("--group", group.get());
        }
        return Optional.of("still disabled by policy (" + key + "): "
                + policy.disabledReason().orElse("no reason given") + "; " + unset.typed() + " enables it");
    }

    private static Fleet reaching(Workplace workplace, Scope scope) {
        Keys keys = workplace.keys();
        List<String> names = new ArrayList<>(List.of(keys.stop(), keys.pause()));
        switch (scope) {
            case Scope.Fleet fleet -> {
                return Survey.of(workplace.consul(), keys);
            }
            case Scope.Group(String group) -> names.addAll(List.of(keys.groupStop(group), keys.groupPause(group)));
            case Scope.Node(String node) -> {
                names.addAll(List.of(keys.nodeStop(node), keys.nodePause(node)));
                groupOf(workplace, node)
                        .ifPresent(group -> names.addAll(List.of(keys.groupStop(group), keys.groupPause(group))));
            }
        }
        View view = workplace.consul().read(Consistency.CONSISTENT, names);
        // What only begins like one of these keys is none of them.
        return Fleet.of(
                new View(names.stream().flatMap(key -> view.get(key).stream()).toList()), keys);
    }

    private static Optional<String> groupOf(Workplace workplace, String node) {
        var self = workplace.settings().node();
        if (node.equals(self.name())) {
            return Optional.of(self.group());
        }
        String key = workplace.keys().status(node);
        Optional<View.Entry> status =
                workplace.consul().read(Consistency.CONSISTENT, List.of(key)).get(key);
        try {
            return status.isPresent()
                    ? Optional.of(NodeStatus.parse(status.get().value()).group())
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
