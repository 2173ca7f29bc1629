package io.rebootmgr.rollout;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.Follow;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PlannedWave;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.RolloutDefaults;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rollout that a node began because its group follows the published versions. No operator ordered it, so it is
 * believed as far as what operators alone may write says the same: the version is published, the group's policy follows
 * it, and the rollout is what that policy says, of this group alone.
 */
final class FollowedVersion {
    private FollowedVersion() {}

    /** What has to be read for that, beside the rollout. */
    static List<String> prefixes(Keys keys, String group) {
        return List.of(keys.versions(), keys.config(), keys.groupConfig(group));
    }

    /** Why it is no such rollout; empty where it is. */
    static Optional<String> doubt(View view, Keys keys, Order order) {
        if (order.groups().size() != 1) {
            return Optional.of("nobody has ordered it");
        }
        String group = order.groups().iterator().next();
        return switch (layers(view, keys, group)) {
            case PolicyResult.Effective effective -> doubt(view, keys, order, group, effective.policy());
            case PolicyResult.Invalid invalid
            when invalid.contradictory().isPresent() ->
                doubt(view, keys, order, group, invalid.contradictory().get());
            case PolicyResult.Invalid invalid ->
                Optional.of("nobody has ordered it, and what its group follows cannot be read: "
                        + Foreign.sentence(invalid.problems().getFirst().text()) + "; once that is mended it goes on");
        };
    }

    private static Optional<String> doubt(View view, Keys keys, Order order, String group, Policy policy) {
        if (policy.follow() == Follow.NONE) {
            return Optional.of("nobody has ordered it, and its group follows no version; if the policy's `follow` was"
                    + " changed since it began, put it back and it goes on");
        }
        if (!isAsSaid(order, policy)) {
            return Optional.of("nobody has ordered it, and it is not what the policy's `rollout` and `canaries` of its"
                    + " group say; if they were changed since it began, put them back and it goes on");
        }
        return isPublished(view, keys, order, group, policy.follow());
    }

    /** Who looks first at what this group follows, by its policy; empty where nobody in particular does. */
    static NodeList canaries(View view, Keys keys, Order order) {
        return switch (layers(view, keys, order.groups().iterator().next())) {
            case PolicyResult.Effective effective -> effective.policy().canaries();
            case PolicyResult.Invalid invalid ->
                invalid.contradictory().map(Policy::canaries).orElse(NodeList.NONE);
        };
    }

    /** A glance has no room for all versions: that there are such is enough for it, for it is no reason to act. */
    private static Optional<String> isPublished(View view, Keys keys, Order order, String group, Follow follow) {
        if (view.get(keys.versions()).isEmpty() && view.get(keys.published()).isPresent()) {
            return Optional.empty();
        }
        try {
            Optional<PublishedVersion> published = Versions.in(view, keys)
                    .named(order.version())
                    .filter(one -> follow == Follow.ALL || one.kind() == PublishedVersion.Kind.MINOR);
            if (published.isEmpty()) {
                return Optional.of("nobody has ordered it, and its group follows no published version "
                        + Foreign.name(order.version())
                        + "; if the policy's `follow` was changed, or the version retracted, since it began, put that back"
                        + " and it goes on");
            }
            return published.get().aborted().contains(group)
                    ? Optional.of("nobody has ordered it, and version " + Foreign.name(order.version())
                            + " was aborted in its group")
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.of(new Unreadable(keys.versions(), e.reason()).text());
        }
    }

    private static PolicyResult layers(View view, Keys keys, String group) {
        List<Layer> layers = new ArrayList<>();
        view.get(keys.config()).ifPresent(e -> layers.add(new Layer(e.key(), LayerKind.FLEET, e.value())));
        view.get(keys.groupConfig(group)).ifPresent(e -> layers.add(new Layer(e.key(), LayerKind.GROUP, e.value())));
        return PolicyLayers.read(layers);
    }

    private static boolean isAsSaid(Order order, Policy policy) {
        RolloutDefaults said = policy.rollout()
                .orElse(new RolloutDefaults(Optional.empty(), List.of(), Optional.empty(), Optional.empty()));
        Optional<RolloutChange> change = said.change();
        return change.equals(Optional.of(order.change()))
                && order.tasks().equals(ChosenTasks.ALL)
                && order.maxFailed() == said.maxFailed().orElse(0)
                && areWaves(order.waves(), policy, said);
    }

    /** Waves that come out empty are dropped, but for the first: who is in it cannot be known from here. */
    private static boolean areWaves(List<Wave> waves, Policy policy, RolloutDefaults said) {
        Duration soak = said.soak().orElse(RolloutDefaults.SOAK);
        List<String> names = new ArrayList<>();
        if (!policy.canaries().isEmpty()) {
            names.add(Wave.CANARIES);
        }
        said.waves().forEach(percent -> names.add(PlannedWave.of(percent).name()));
        names.add(Wave.REST);
        if (!waves.getFirst().name().equals(names.getFirst())) {
            return false;
        }
        int at = -1;
        for (Wave wave : waves) {
            int its = names.indexOf(wave.name());
            if (its <= at || !wave.soak().equals(soak) || wave.limit().isPresent()) {
                return false;
            }
            at = its;
        }
        return true;
    }

    /**
     * Which version this node has by its own status where that is as new as the one that it would get: a version that
     * is followed only ever leads on. Empty where it is not, or nobody knows.
     */
    static Optional<String> has(View view, Keys keys, String node, String version) {
        Optional<View.Entry> status = view.get(keys.status(node));
        if (status.isEmpty() || view.get(keys.versions()).isEmpty()) {
            return Optional.empty();
        }
        try {
            String its = Fields.parse(status.get().value()).text("version", "");
            List<String> newestFirst = Versions.in(view, keys).all().stream()
                    .map(PublishedVersion::name)
                    .toList();
            int own = newestFirst.indexOf(its);
            return own >= 0 && own <= newestFirst.indexOf(version) ? Optional.of(its) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
