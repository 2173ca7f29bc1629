package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Counts;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Identity;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a name is one that Consul or the fleet has heard of: what an operator types for a node that is not there is a
 * slip. A known name costs one request, an unknown one those that show which name was meant.
 */
sealed interface KnownName {

    /** This node, or one of Consul's members, or there are keys of it. */
    record Yes() implements KnownName {}

    /** Nobody knows it; {@code text} says so, and what was meant perhaps. */
    record No(String text) implements KnownName {}

    /** It cannot be told: the token may not see all, or Consul did not answer this. */
    record Undecided(String text) implements KnownName {}

    /** Which of Consul's keys show that there is a node or a group of this name. */
    enum Witness {
        /** Any: what was written by a slip has to be seen, and taken back. */
        ANY_KEY,
        /** Not a stop, a pause or a request: whoever mistyped a name once would find it known the second time. */
        NO_ORDER
    }

    static KnownName of(Workplace workplace, Scope scope, Witness witness) {
        return switch (scope) {
            case Scope.Fleet fleet -> new Yes();
            case Scope.Group(String name) -> group(workplace, name, witness);
            case Scope.Node(String name) -> node(workplace, name, witness);
        };
    }

    /**
     * This node's name, for a command that names none. Where its Consul agent has another name, that may be another
     * machine's: a {@link CommandFailure}, and so is one that does not tell its name.
     */
    static String thisNode(Workplace workplace) {
        Self self = workplace.self();
        Optional<Outcome> stranger = Identity.mismatch(workplace.consul(), self);
        if (stranger.isPresent()) {
            throw new CommandFailure(
                    stranger.get().code(),
                    stranger.get().text() + "; nothing was done. Which node is meant can be said, too");
        }
        return self.node();
    }

    static KnownName node(Workplace workplace, String node, Witness witness) {
        Keys keys = workplace.keys();
        String what = "whether there is a node " + node;
        try {
            if (node.equals(workplace.settings().node().name())
                    && Identity.mismatch(workplace.consul(), workplace.self()).isEmpty()) {
                return new Yes();
            }
            View view = workplace
                    .consul()
                    .read(
                            Consistency.DEFAULT,
                            List.of(keys.node(node), keys.pythonRebootRequired(node), keys.groups()));
            boolean hasKeys = view.under("").stream()
                            .map(View.Entry::key)
                            .filter(key -> !key.startsWith(keys.groups()))
                            .anyMatch(key -> witness == Witness.ANY_KEY || !isOrder(key))
                    || !FleetClaims.of(view, keys).ofNode(node).isEmpty();
            return hasKeys ? new Yes() : byMembers(workplace, node);
        } catch (ConsulException e) {
            return undecided(what, e);
        }
    }

    private static KnownName byMembers(Workplace workplace, String node) {
        Set<String> names = members(workplace);
        if (names.contains(node)) {
            return new Yes();
        }
        if (someAreHidden(workplace, names)) {
            return hidden("a node " + node);
        }
        names.addAll(withKeys(workplace, Witness.NO_ORDER));
        return unknown(node, names);
    }

    /**
     * The same of several: those that are not known, or cannot be told. What is asked for does not grow with them,
     * where the token may see what tells of all nodes at once.
     */
    static List<KnownName> nodes(Workplace workplace, List<String> nodes, Witness witness) {
        if (nodes.size() > 1) {
            List<KnownName> strangers = strangers(workplace, nodes, witness);
            if (strangers.stream().noneMatch(Undecided.class::isInstance)) {
                return strangers;
            }
        }
        return nodes.stream()
                .map(node -> node(workplace, node, witness))
                .filter(known -> !(known instanceof Yes))
                .toList();
    }

    /** Those of these that are not known, or cannot be told. An order about a node does not make it known. */
    static List<KnownName> strangers(Workplace workplace, Collection<String> nodes) {
        return strangers(workplace, nodes, Witness.NO_ORDER);
    }

    private static List<KnownName> strangers(Workplace workplace, Collection<String> nodes, Witness witness) {
        Keys keys = workplace.keys();
        try {
            Set<String> names = members(workplace);
            boolean someAreHidden = someAreHidden(workplace, names);
            names.addAll(withKeys(workplace, witness));
            View groups = workplace.consul().read(Consistency.DEFAULT, List.of(keys.groups()));
            FleetClaims.of(groups, keys)
                    .all()
                    .forEach(held -> names.add(held.claim().node()));
            if (Identity.mismatch(workplace.consul(), workplace.self()).isEmpty()) {
                names.add(workplace.settings().node().name());
            }
            List<String> strangers = nodes.stream()
                    .filter(node -> !names.contains(node))
                    .sorted()
                    .toList();
            if (strangers.isEmpty() || !someAreHidden) {
                return strangers.stream().map(node -> unknown(node, names)).toList();
            }
            int more = strangers.size() - 1;
            return List.of(
                    hidden("a node " + strangers.getFirst() + (more > 0 ? ", and " + more + " more of these" : "")));
        } catch (ConsulException e) {
            return List.of(undecided("whether there are all these nodes", e));
        }
    }

    private static Set<String> members(Workplace workplace) {
        Set<String> names = new TreeSet<>();
        workplace.consul().members().stream().map(Member::name).forEach(names::add);
        return names;
    }

    /** Members that a token may not see are left out without a word. */
    private static boolean someAreHidden(Workplace workplace, Set<String> members) {
        Optional<Counts> counts = workplace.consul().counts();
        return counts.isEmpty() || counts.get().members() > members.size();
    }

    private static Set<String> withKeys(Workplace workplace, Witness witness) {
        Keys keys = workplace.keys();
        boolean any = witness == Witness.ANY_KEY;
        String root = keys.prefix() + "/";
        Set<String> names = new TreeSet<>();
        // The other spelling of a request stands beside the nodes' own keys.
        for (String key : workplace.consul().keys(Consistency.DEFAULT, any ? root : keys.nodes())) {
            if (key.startsWith(keys.nodes())) {
                if (any || !isOrder(key)) {
                    names.add(nameIn(key, keys.nodes()));
                }
            } else if (key.equals(keys.pythonRebootRequired(nameIn(key, root)))) {
                names.add(nameIn(key, root));
            }
        }
        return names;
    }

    private static KnownName hidden(String what) {
        return new Undecided(
                "not known whether there is " + what + ": Consul may hide some from this token; it needs node:read");
    }

    private static KnownName unknown(String node, Set<String> names) {
        return new No("Consul knows no node " + node + ", and there are no keys of it" + meant(node, names));
    }

    /** What an operator wrote for a node or a group, whether or not there is one. */
    private static boolean isOrder(String key) {
        return key.endsWith("/stop")
                || key.endsWith("/pause")
                || key.endsWith("/reboot_required")
                || key.endsWith("/change_required");
    }

    /** The name of a node or a group in one of the keys below {@code above}; empty where there is none. */
    private static String nameIn(String key, String above) {
        String below = key.substring(above.length());
        int end = below.indexOf('/');
        return end > 0 ? below.substring(0, end) : "";
    }

    static KnownName group(Workplace workplace, String group, Witness witness) {
        Keys keys = workplace.keys();
        if (group.equals(workplace.settings().node().group())) {
            return new Yes();
        }
        try {
            View own = workplace.consul().read(Consistency.DEFAULT, List.of(keys.group(group)));
            if (own.under(keys.group(group)).stream()
                    .anyMatch(entry -> witness == Witness.ANY_KEY || !isOrder(entry.key()))) {
                return new Yes();
            }
            return group(workplace, group, groups(workplace));
        } catch (ConsulException e) {
            return undecided("whether there is a group " + group, e);
        }
    }

    /** Those of these groups that are not known, or cannot be told. What is asked for does not grow with them. */
    static List<KnownName> strangeGroups(Workplace workplace, Collection<String> groups) {
        try {
            Set<String> names = groups(workplace);
            return groups.stream()
                    .sorted()
                    .map(group -> group(workplace, group, names))
                    .filter(known -> !(known instanceof Yes))
                    .toList();
        } catch (ConsulException e) {
            return List.of(undecided("whether there are all these groups", e));
        }
    }

    private static Set<String> groups(Workplace workplace) {
        Keys keys = workplace.keys();
        Set<String> names = new TreeSet<>();
        for (String key : workplace.consul().keys(Consistency.DEFAULT, keys.groups())) {
            if (!isOrder(key)) {
                names.add(nameIn(key, keys.groups()));
            }
        }
        // A group's nodes may only ever have been idle: then they alone say that they are in it.
        Survey.of(workplace.consul(), keys).nodes().forEach(node -> node.group().ifPresent(names::add));
        return names;
    }

    /** Of a group whose fleet was read already. */
    static KnownName group(Workplace workplace, String group, Collection<String> groups) {
        List<String> names = new ArrayList<>(groups);
        names.add(workplace.settings().node().group());
        return names.contains(group)
                ? new Yes()
                : new No(
                        "no node of the fleet is in a group " + group + ", and it has no policy" + meant(group, names));
    }

    private static String meant(String typed, Collection<String> names) {
        return MeantName.of(typed, names)
                .map(name -> ": did you mean " + name + "?")
                .orElse(": check the name");
    }

    /** Without Consul nothing else can be done either, and that is told as it always is. */
    private static KnownName undecided(String what, ConsulException e) {
        return switch (e.kind()) {
            case NO_AGENT, UNREACHABLE, NO_LEADER -> throw e;
            case FORBIDDEN, NONSENSE, TOO_LARGE -> new Undecided("not known " + what + ": " + e.reason());
        };
    }
}
