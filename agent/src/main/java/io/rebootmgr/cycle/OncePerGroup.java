package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
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
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.text.Unreadable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that one node of the group runs for all in a rollout: the first that gets there. It holds a lock of a session
 * of its own meanwhile, which is free when it dies, and leaves a mark of what came of it. So the task succeeds once,
 * unless the node dies, or loses Consul, between the success and the mark.
 */
final class OncePerGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OncePerGroup.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MARKING_MOST = Duration.ofMinutes(10);

    private static final String DONE = "done";
    private static final String FAILED = "failed";

    private final Ports ports;
    private final Self self;
    private final Keys keys;
    private final InRollout rollout;
    private final Duration ttl;
    private final String mark;
    private final String lock;
    private Optional<String> session = Optional.empty();
    private Optional<SessionGuard> guard = Optional.empty();

    OncePerGroup(Ports ports, Self self, InRollout rollout, Duration ttl, Task task) {
        this.ports = ports;
        this.self = self;
        this.keys = self.keys();
        this.rollout = rollout;
        this.ttl = ttl;
        String stage = task.stage().label();
        this.mark = keys.rolloutOnce(rollout.id(), self.group(), stage, task.name());
        this.lock = keys.rolloutLock(rollout.id(), self.group(), stage, task.name());
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
        View view = ports.consul().read(Consistency.CONSISTENT, List.of(mark, lock));
        Optional<View.Entry> marked = view.get(mark);
        if (marked.isPresent()) {
            Optional<Turn> known = known(marked.get());
            if (known.isPresent()) {
                return known.get();
            }
        }
        Optional<View.Entry> held = view.get(lock);
        if (held.isPresent()) {
            return new Turn.Wait(held.get().text() + " is at it");
        }
        String opened = ports.consul().createSession("rebootmgr " + self.node(), ttl);
        session = Optional.of(opened);
        Operation unchanged = marked.isPresent()
                ? new Operation.RequireIndex(mark, marked.get().modifyIndex())
                : new Operation.RequireAbsent(mark);
        Written written = ports.consul()
                .write(List.of(
                        unchanged, new Operation.Lock(lock, self.node().getBytes(StandardCharsets.UTF_8), opened)));
        if (!(written instanceof Written.Applied)) {
            return new Turn.Wait("another node was faster");
        }
        SessionGuard kept = SessionGuard.ofLock(ports, self, opened, lock, ttl);
        guard = Optional.of(kept);
        return new Turn.Ours(() -> watch.look().or(kept::look));
    }

    /**
     * Empty where it is to be tried once more: by the node that failed, or by another when nobody waits for that one.
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
            case SKIPPED, LEFT_OUT -> Optional.empty();
            case OK, WAITING, RUNNING, UNKNOWN ->
                Optional.of(new Turn.Wait("it failed on " + last.node() + ", which tries it again"));
        };
    }

    private ResultState stateOf(String node) {
        String key = keys.rolloutNode(node);
        try {
            Optional<View.Entry> entry =
                    ports.consul().read(Consistency.CONSISTENT, List.of(key)).get(key);
            NodeResult result = entry.isPresent() ? NodeResult.parse(entry.get().value()) : null;
            // One that has gone to another rollout is not waited for.
            return result != null && result.id().equals(rollout.id()) ? result.state() : ResultState.SKIPPED;
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
        byte[] value = Json.bytes(json);
        Duration begun = ports.clock().elapsed();
        while (ports.clock().elapsed().minus(begun).compareTo(MARKING_MOST) < 0) {
            try {
                Written written = ports.consul()
                        .write(List.of(
                                new Operation.RequireSession(lock, session.orElseThrow()),
                                new Operation.Put(mark, value)));
                if (written instanceof Written.Applied) {
                    return true;
                }
                if (written instanceof Written.Refused) {
                    return false;
                }
            } catch (ConsulException e) {
                LOG.info("not marked yet: {}", e.reason());
            }
            ports.clock().sleep(PAUSE);
        }
        return false;
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            session.ifPresent(ports.consul()::destroySession);
        } catch (ConsulException e) {
            LOG.info("the session of a task for the group is left to its TTL: {}", e.reason());
        }
    }
}
