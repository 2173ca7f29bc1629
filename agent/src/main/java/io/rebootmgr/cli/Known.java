package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Counts;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a name is one that Consul or the fleet has heard of: what an operator types for a node that is not there is a slip. A
 * known name costs one request, an unknown one those that show which name was meant.
 */
sealed interface Known {

    /** This node, or one of Consul's members, or there are keys of it. */
    record Yes() implements Known {}

    /** Nobody knows it; {@code text} says so, and what was meant perhaps. */
    record No(String text) implements Known {}

    /** It cannot be told: the token may not see all, or Consul did not answer this. */
    record Undecided(String text) implements Known {}

    static Known of(Workplace workplace, Scope scope) {
        return switch (scope) {
            case Scope.Fleet fleet -> new Yes();
            case Scope.Group(String name) -> group(workplace, name);
            case Scope.Node(String name) -> node(workplace, name);
        };
    }

    static Known node(Workplace workplace, String node) {
        Keys keys = workplace.keys();
        if (node.equals(workplace.settings().node().name())) {
            return new Yes();
        }
        String what = "whether there is a node " + node;
        try {
            View view = workplace
                    .consul()
                    .read(
                            Consistency.DEFAULT,
                            List.of(keys.node(node), keys.pythonRebootRequired(node), keys.groups()));
            boolean hasKeys = !view.under(keys.node(node)).isEmpty()
                    || view.get(keys.pythonRebootRequired(node)).isPresent()
                    || !FleetClaims.of(view, keys).ofNode(node).isEmpty();
            return hasKeys ? new Yes() : byMembers(workplace, node);
        } catch (ConsulException e) {
            return undecided(what, e);
        }
    }

    private static Known byMembers(Workplace workplace, String node) {
        Keys keys = workplace.keys();
        Set<String> names = new TreeSet<>();
        workplace.consul().members().stream().map(Member::name).forEach(names::add);
        if (names.contains(node)) {
            return new Yes();
        }
        // Members that a token may not see are left out without a word.
        Optional<Counts> counts = workplace.consul().counts();
        if (counts.isEmpty() || counts.get().members() > names.size()) {
            return new Undecided("not known whether there is a node " + node
                    + ": Consul may hide some from this token; it needs node:read");
        }
        for (String key : workplace.consul().keys(Consistency.DEFAULT, keys.nodes())) {
            String below = key.substring(keys.nodes().length());
            int end = below.indexOf('/');
            if (end > 0) {
                names.add(below.substring(0, end));
            }
        }
        return new No("Consul knows no node " + node + ", and there are no keys of it" + meant(node, names));
    }

    static Known group(Workplace workplace, String group) {
        Keys keys = workplace.keys();
        if (group.equals(workplace.settings().node().group())) {
            return new Yes();
        }
        try {
            View own = workplace.consul().read(Consistency.DEFAULT, List.of(keys.group(group)));
            if (!own.under(keys.group(group)).isEmpty()) {
                return new Yes();
            }
            // Its nodes may only ever have been idle: then they alone say that they are in it.
            return group(
                    workplace,
                    group,
                    Survey.of(workplace.consul(), keys).groups().stream()
                            .map(Group::name)
                            .toList());
        } catch (ConsulException e) {
            return undecided("whether there is a group " + group, e);
        }
    }

    /** Of a group whose fleet was read already. */
    static Known group(Workplace workplace, String group, List<String> groups) {
        List<String> names = new ArrayList<>(groups);
        names.add(workplace.settings().node().group());
        return names.contains(group)
                ? new Yes()
                : new No(
                        "no node of the fleet is in a group " + group + ", and it has no policy" + meant(group, names));
    }

    private static String meant(String typed, Collection<String> names) {
        return Nearest.of(typed, names)
                .map(name -> ": did you mean " + name + "?")
                .orElse(": check the name");
    }

    /** Without Consul nothing else can be done either, and that is told as it always is. */
    private static Known undecided(String what, ConsulException e) {
        return switch (e.kind()) {
            case UNREACHABLE, NO_LEADER -> throw e;
            case FORBIDDEN, NONSENSE, TOO_LARGE -> new Undecided("not known " + what + ": " + e.reason());
        };
    }
}
