package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.text.Unreadable;
import java.util.List;
import java.util.Set;

/** The rollouts that a stop holds, and that go on by themselves behind it. */
final class RolloutsBehind {
    private RolloutsBehind() {}

    /**
     * A sentence for each that reaches this scope. Consul's exceptions pass through.
     *
     * @param how they go on, for people
     */
    static List<String> of(Workplace workplace, Scope scope, String how) {
        View view = workplace
                .consul()
                .read(Consistency.CONSISTENT, List.of(workplace.keys().rollouts()));
        try {
            return Rollouts.in(view, workplace.keys()).all().stream()
                    .filter(rollout -> rollout.state() == RolloutState.RUNNING)
                    .filter(rollout -> reaches(workplace, rollout.order().groups(), scope))
                    .map(rollout -> text(rollout, how))
                    .toList();
        } catch (MalformedJson e) {
            return List.of(new Unreadable(workplace.keys().rollouts(), e.reason()).text());
        }
    }

    private static boolean reaches(Workplace workplace, Set<String> groups, Scope scope) {
        return switch (scope) {
            case Scope.Fleet fleet -> true;
            case Scope.Group(String name) -> groups.contains(name);
            case Scope.Node(String name) ->
                Survey.ofNode(workplace.consul(), workplace.keys(), name)
                        .node(name)
                        .flatMap(node -> node.group())
                        .filter(groups::contains)
                        .isPresent();
        };
    }

    private static String text(Rollout rollout, String how) {
        return "rollout " + rollout.id() + " of version " + rollout.order().version() + how + ": "
                + rollout.command("abort")
                + " ends it, `pause` holds it";
    }
}
