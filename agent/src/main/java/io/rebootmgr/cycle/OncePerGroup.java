package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A task that one node of the group runs for all in a rollout: the first that gets there. It holds a lock of a session
 * of its own meanwhile, which is free when it dies, and leaves a mark of what came of it. So the task succeeds once,
 * unless the node dies, or loses Consul, between the success and the mark.
 */
final class OncePerGroup implements AutoCloseable {
    private static final String DONE = "done";
    private static final String FAILED = "failed";

    private final Ports ports;
    private final Self self;
    private final Keys keys;
    private final InRollout rollout;
    private final Duration ttl;
    private final String mark;
    private final String key;
    private Optional<GroupLock> lock = Optional.empty();
    private Optional<SessionGuard> guard = Optional.empty();

    OncePerGroup(Ports ports, Self self, InRollout rollout, Duration ttl, Task task) {
        this.ports = ports;
        this.self = self;
        this.keys = self.keys();
        this.rollout = rollout;
        this.ttl = ttl;
        String stage = task.stage().label();
        this.mark = keys.rolloutOnce(rollout.id(), self.group(), stage, task.name());
        this.key = keys.rolloutLock(rollout.id(), self.group(), stage, task.name());
    }

    /** Whose it is to run the task. */
    sealed interface Turn {
        /**
         * This node's.
         *
         * @param watch ends the task as well when its lock is lost
         */
        record Ours(Watch watch) implements Turn {}

        /** Nobody's any more: it is done for the group. */
        record Over(String by) implements Turn {}

        /** Another node's, which is at it or has to try it again. */
        record Wait(String why) implements Turn {}

        /** It failed on another node, and so it has here. */
        record Failed(String why) implements Turn {}
    }

    /** What has become of it, for people. */
    private record Mark(String state, String node) {}

    /** Takes the lock where nobody has it and nothing is marked. A Consul that does not answer passes through. */
    Turn take(Watch watch) {
        View view = ports.consul().read(Consistency.CONSISTENT, List.of(mark, key));
        Optional<View.Entry> marked = view.get(mark);
        if (marked.isPresent()) {
            Optional<Turn> known = known(marked.get());
            if (known.isPresent()) {
                return known.get();
            }
        }
        Optional<String> holder = GroupLock.holder(self, ttl, view.get(key));
        if (holder.isPresent()) {
            return new Turn.Wait(holder.get() + " is at it");
        }
        GroupLock own = new GroupLock(ports, self, key, ttl);
        lock = Optional.of(own);
        Operation unchanged = marked.isPresent()
                ? new Operation.RequireIndex(mark, marked.get().modifyIndex())
                : new Operation.RequireAbsent(mark);
        if (!own.isTaken(List.of(unchanged))) {
            return new Turn.Wait("another node was faster");
        }
        SessionGuard kept = own.guard();
        guard = Optional.of(kept);
        return new Turn.Ours(Watch.either(watch, kept));
    }

    /**
     * Empty where it is to be tried once more: by the node that failed, or by whoever comes once that one was retried,
     * was skipped, or is done without it. Who waited for it alone might hold the very slot that it needs.
     */
    private Optional<Turn> known(View.Entry entry) {
        Mark last;
        try {
            Fields fields = Fields.parse(entry.value());
            last = new Mark(fields.text("state"), fields.text("node"));
        } catch (MalformedJson e) {
            return Optional.of(new Turn.Wait(new Unreadable(mark, e.reason()).text()));
        }
        if (last.state().equals(DONE)) {
            return Optional.of(new Turn.Over(last.node()));
        }
        if (last.node().equals(self.node())) {
            return Optional.empty();
        }
        return switch (stateOf(last.node())) {
            case FAILED -> Optional.of(new Turn.Failed("it failed on " + last.node()));
            case OK, WAITING, SKIPPED, LEFT_OUT -> Optional.empty();
            case RUNNING, UNKNOWN ->
                Optional.of(new Turn.Wait("it failed on " + last.node() + ", which is at it again"));
        };
    }

    private ResultState stateOf(String node) {
        String key = keys.rolloutNode(node);
        try {
            View view = ports.consul().read(Consistency.CONSISTENT, List.of(key, keys.rollouts()));
            Optional<View.Entry> entry = view.get(key);
            // Of a rollout that is over nobody is waited for, nor one that has gone to another.
            if (entry.isEmpty() || Rollouts.in(view, keys).of(rollout.id()).isEmpty()) {
                return ResultState.SKIPPED;
            }
            NodeResult result = NodeResult.parse(entry.get().value());
            return result.id().equals(rollout.id()) ? result.state() : ResultState.SKIPPED;
        } catch (MalformedJson e) {
            return ResultState.UNKNOWN;
        }
    }

    /** Why the task was ended, where that is for its lock; another node may be at it by now. */
    Optional<String> lost() {
        return guard.flatMap(SessionGuard::broken).map(Outcome::text);
    }

    /**
     * It is over: marks it, with the lock held. One that asks for another time, or was ended, leaves no mark.
     *
     * @return whether the mark stands
     */
    boolean marked(boolean succeeded) {
        ObjectNode json = Json.object()
                .put("state", succeeded ? DONE : FAILED)
                .put("node", self.node())
                .put("at", ports.clock().now().toString());
        GroupLock held = lock.orElseThrow();
        List<Operation> operations = List.of(held.condition(), new Operation.Put(mark, Json.bytes(json)));
        return held.marks(() -> switch (ports.consul().write(operations)) {
            case Written.Applied applied -> Optional.of(true);
            case Written.Refused refused -> Optional.of(false);
            case Written.Unknown unknown -> Optional.empty();
        });
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lock.ifPresent(GroupLock::close);
    }
}
