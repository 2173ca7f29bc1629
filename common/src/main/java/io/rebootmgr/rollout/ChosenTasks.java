package io.rebootmgr.rollout;

import io.rebootmgr.change.ChangeKind;
import java.util.List;

/**
 * Which tasks of its nodes a rollout runs, and how they keep step.
 *
 * @param tags of tasks that carry tags only those run that carry one of these; none: all
 * @param barrier whether no node of a wave begins a step of its hot tasks before all of the wave have done those before
 */
public record ChosenTasks(List<String> tags, boolean barrier) {
    /** All of them, each node at its own pace. */
    public static final ChosenTasks ALL = new ChosenTasks(List.of(), false);

    public ChosenTasks {
        tags = List.copyOf(tags);
    }

    /** Whether such a change may run less than all tasks of its node under one claim. */
    public boolean areSome(ChangeKind change) {
        return !tags.isEmpty() || (barrier && change == ChangeKind.HOT);
    }
}
