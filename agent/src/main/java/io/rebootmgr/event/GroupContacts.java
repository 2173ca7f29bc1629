package io.rebootmgr.event;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who looks after groups, by their policies as they stand. Not kept where a rollout stands: a node may write there, and
 * must not have us send messages to strangers.
 */
public final class GroupContacts {
    /** One request takes 64 keys. */
    private static final int AT_ONCE = 63;

    private GroupContacts() {}

    /** The contacts of these groups, each once, with commas between; empty where no policy that can be read has one. */
    public static Optional<String> of(Consul consul, Keys keys, Collection<String> groups) {
        Set<String> contacts = new LinkedHashSet<>();
        collect(consul, keys, List.copyOf(groups), contacts);
        return joined(contacts);
    }

    /** Those of all groups that have a policy of their own, and the fleet's. */
    public static Optional<String> ofAll(Consul consul, Keys keys) {
        Set<String> contacts = new LinkedHashSet<>();
        View fleet = consul.read(Consistency.DEFAULT, List.of(keys.config()));
        contact(fleet, keys, Optional.empty()).ifPresent(contacts::add);
        List<String> groups = new ArrayList<>();
        for (String key : consul.keys(Consistency.DEFAULT, keys.groups())) {
            String group = key.substring(keys.groups().length()).split("/", 2)[0];
            if (key.equals(keys.groupConfig(group))) {
                groups.add(group);
            }
        }
        collect(consul, keys, groups, contacts);
        return joined(contacts);
    }

    private static void collect(Consul consul, Keys keys, List<String> groups, Set<String> contacts) {
        for (int from = 0; from < groups.size(); from += AT_ONCE) {
            List<String> some = groups.subList(from, Math.min(groups.size(), from + AT_ONCE));
            List<String> configs = new ArrayList<>(List.of(keys.config()));
            some.forEach(group -> configs.add(keys.groupConfig(group)));
            View view = consul.read(Consistency.DEFAULT, configs);
            some.forEach(group -> contact(view, keys, Optional.of(group)).ifPresent(contacts::add));
        }
    }

    private static Optional<String> joined(Set<String> contacts) {
        return contacts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", contacts));
    }

    private static Optional<String> contact(View view, Keys keys, Optional<String> group) {
        List<Layer> layers = new ArrayList<>();
        view.get(keys.config()).ifPresent(entry -> layers.add(new Layer(entry.key(), LayerKind.FLEET, entry.value())));
        group.flatMap(name -> view.get(keys.groupConfig(name)))
                .ifPresent(entry -> layers.add(new Layer(entry.key(), LayerKind.GROUP, entry.value())));
        return PolicyLayers.read(layers) instanceof PolicyResult.Effective effective
                ? effective.policy().contact()
                : Optional.empty();
    }
}
