package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.fleet.Node;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.text.Few;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The nodes that an operator names: names, ranges, groups. */
final class NamedNodes {
    private static final int MOST = 10_000;
    private static final int MOST_NAMED = 20;

    private NamedNodes() {}

    /** Their names, in order, each once. What is no list, or names nobody, is a {@link CommandFailure}. */
    static List<String> of(Workplace workplace, List<String> typed) {
        NodeList list = switch (NodeList.read(typed)) {
            case NodeList.Reading.Wrong(String what) -> throw wrong(typed, what);
            case NodeList.Reading.Read(NodeList read) -> read;
        };
        List<Node> known = list.groups().isEmpty()
                ? List.of()
                : Survey.of(workplace.consul(), workplace.keys()).nodes();
        return switch (list.writeOut(group -> members(known, group), MOST)) {
            case NodeList.Written.TooMany(String what) -> throw wrong(typed, what);
            case NodeList.Written.Names(Set<String> names) -> {
                if (names.isEmpty()) {
                    throw wrong(typed, "names no node: no node of the fleet is in such a group");
                }
                yield List.copyOf(names);
            }
        };
    }

    /**
     * Changes keys of these nodes, so many at once. Where the token may not change those of all of them it is done one
     * by one as far as it may, and the exception that ends it names the others.
     */
    static void inBatches(List<String> names, int most, Consumer<List<String>> change) {
        List<String> denied = new ArrayList<>();
        @Nullable ConsulException why = null;
        for (int from = 0; from < names.size(); from += most) {
            List<String> some = names.subList(from, Math.min(names.size(), from + most));
            try {
                change.accept(some);
            } catch (ConsulException e) {
                requireDenied(e);
                why = e;
                denied.addAll(some.size() == 1 ? some : deniedOf(some, change));
            }
        }
        if (why == null || denied.isEmpty()) {
            return;
        }
        throw denied.size() == names.size()
                ? why
                : new ConsulException(
                        ConsulException.Kind.FORBIDDEN,
                        why.reason() + "; not done for " + Few.of(denied, MOST_NAMED) + " (" + denied.size() + " of "
                                + names.size() + " nodes), done for the others");
    }

    /** One by one; the names of those whose keys the token may not change. */
    private static List<String> deniedOf(List<String> names, Consumer<List<String>> change) {
        List<String> denied = new ArrayList<>();
        for (String name : names) {
            try {
                change.accept(List.of(name));
            } catch (ConsulException e) {
                requireDenied(e);
                denied.add(name);
            }
        }
        return denied;
    }

    private static void requireDenied(ConsulException e) {
        if (e.kind() != ConsulException.Kind.FORBIDDEN) {
            throw e;
        }
    }

    private static List<String> members(List<Node> known, String group) {
        return known.stream()
                .filter(node -> node.group().equals(Optional.of(group)))
                .map(Node::name)
                .toList();
    }

    private static CommandFailure wrong(List<String> typed, String what) {
        return new CommandFailure(ExitCode.USAGE, "'" + String.join(" ", typed) + "': " + what);
    }
}
