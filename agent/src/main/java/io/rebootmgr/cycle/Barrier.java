package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.StepBarrier;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * How a node keeps step with the others of its wave. Before the first task of a step it writes down that it has come to
 * it, which says that all before are done, and goes on where all others have come to it too. Else it gives its slot
 * back, and goes on with what it has not done the next time. After a boot, or where its tasks have become others
 * meanwhile, it may come to a lower step than it had, and says so.
 */
final class Barrier {
    private final Ports ports;
    private final Self self;
    private final InRollout rollout;
    private final StepsDone done;
    /** The step that was last begun by this claim. */
    private Optional<Integer> begun = Optional.empty();

    Barrier(Ports ports, Self self, InRollout rollout) {
        this.ports = ports;
        this.self = self;
        this.rollout = rollout;
        this.done = StepsDone.in(ports.host(), rollout.id());
    }

    /** What a task's step is to this node. */
    sealed interface Turn {
        /** It may begin. */
        record Now() implements Turn {}

        /** It was done under an earlier claim. */
        record Over() implements Turn {}

        /** Not yet. */
        record Later(Outcome why) implements Turn {}
    }

    /** Asks once for each step, with a confirmed look. */
    Turn at(Task task) {
        if (done.has(task.name())) {
            return new Turn.Over();
        }
        int step = task.header().step();
        if (begun.filter(last -> last == step).isPresent()) {
            return new Turn.Now();
        }
        try {
            return ask(step);
        } catch (ConsulException e) {
            return later(step, e.reason());
        } catch (MalformedJson e) {
            return later(step, "the rollout cannot be read: " + e.reason());
        }
    }

    /** It has succeeded, and is not done again. */
    void done(Task task) {
        done.add(task.name());
    }

    /** All of them have: another claim begins anew. */
    void over() {
        done.forget();
    }

    private Turn ask(int step) throws MalformedJson {
        Keys keys = self.keys();
        View view = ports.consul()
                .read(Consistency.CONSISTENT, List.of(keys.rollouts(), keys.rolloutOrders(), keys.rolloutNodes()));
        String key = keys.rolloutNode(self.node());
        Optional<View.Entry> entry = view.get(key);
        Optional<Rollout> said = Rollouts.in(view, keys).of(rollout.id());
        if (entry.isEmpty() || said.isEmpty()) {
            return later(step, "the rollout has ended, or does not know this node any more");
        }
        // Only an operator can want that nodes keep step, so there is an order.
        Belief belief = Belief.of(view, keys, said.get());
        if (belief instanceof Belief.Doubted(String why)) {
            return later(step, why);
        }
        Optional<Rollout> under = belief instanceof Belief.Ordered its ? Optional.of(its.rollout()) : said;
        boolean goesOn =
                under.get().state() == RolloutState.RUNNING || under.get().state() == RolloutState.PAUSED;
        if (!goesOn) {
            return later(step, "the rollout has failed: " + under.get().why());
        }
        NodeResult own = NodeResult.parse(entry.get().value());
        if (!own.id().equals(rollout.id())) {
            return later(step, "this node is in another rollout by now");
        }
        if (!own.step().equals(Optional.of(step))) {
            Written written = ports.consul()
                    .write(List.of(new Operation.PutIf(
                            key, own.at(step).bytes(), entry.get().modifyIndex())));
            // The look comes behind the word: of two that come to it at once, one at least sees both there.
            return written instanceof Written.Applied
                    ? ask(step)
                    : later(step, "that this node has come to it could not be written down");
        }
        Optional<String> holds =
                new StepBarrier(ports.consul(), view, keys, under.get()).holds(own.wave(), self.node(), step);
        if (holds.isPresent()) {
            return new Turn.Later(new Outcome(ExitCode.TASK_LATER, holds.get()));
        }
        begun = Optional.of(step);
        return new Turn.Now();
    }

    private static Turn later(int step, String why) {
        return new Turn.Later(new Outcome(ExitCode.TASK_LATER, "waits before step " + step + ": " + why));
    }
}
