package io.rebootmgr.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** One of {@code --group} and {@code --node}; neither means the fleet. */
final class ScopeOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Choice choice;

    /** What picocli fills in: exactly one of the two. */
    static final class Choice {
        @Option(
                names = "--group",
                paramLabel = "GROUP",
                converter = NameConverter.class,
                description = "Only this group's nodes.")
        private @Nullable String group;

        @Option(names = "--node", paramLabel = "NODE", converter = NameConverter.class, description = "Only this node.")
        private @Nullable String node;
    }

    Scope scope() {
        if (choice != null && choice.group != null) {
            return new Scope.Group(choice.group);
        }
        if (choice != null && choice.node != null) {
            return new Scope.Node(choice.node);
        }
        return new Scope.Fleet();
    }
}
