package io.rebootmgr.rollout;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.ParallelRequests;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Starts a rollout: first the place of each node, in transactions of 64 operations, four at a time; last, in one
 * transaction, the rollout itself, with which all of it begins to count. Who dies before that has begun nothing.
 *
 * <p>Of two who start in the same group one wins, and what the other wrote is not seen: each write is tied to
 * {@link Starts}.
 */
public final class Starting {
    private static final int ATTEMPTS_MOST = 20;
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** One operation of each transaction is the condition. */
    private static final int NODES_AT_ONCE = Operation.MOST - 1;

    /** What came of it. */
    public sealed interface Result {
        /** It is under way. */
        record Started(Rollout rollout) implements Result {}

        /** Another one is under way in one of its groups. */
        record Refused(Rollout other) implements Result {}

        /** Somebody else began to start one in one of its groups, and this one was given up. */
        record Overtaken() implements Result {}

        /** What stands in the key is left as it is, so nothing was started. */
        record Unreadable(String what) implements Result {}

        /** It may have been started or not. */
        record Uncertain(String cause) implements Result {}
    }

    private final Consul consul;
    private final Keys keys;
    private final Consumer<Duration> sleep;
    private final Order order;
    /** Which has to succeed with the one write that starts it. */
    private final Optional<Operation> tied;

    private final IntConsumer progress;
    private int placed;

    /** By which writes are tied to {@link Starts}: of a read in which this start stood there for all its groups. */
    private final AtomicLong turn = new AtomicLong();

    private Starting(
            Consul consul,
            Keys keys,
            Consumer<Duration> sleep,
            Order order,
            Optional<Operation> tied,
            IntConsumer progress) {
        this.consul = consul;
        this.keys = keys;
        this.sleep = sleep;
        this.order = order;
        this.tied = tied;
        this.progress = progress;
    }

    /**
     * Starts it. Consul's exceptions pass through: after one nothing was started.
     *
     * @param nodes every node of its groups, those that are left out too
     * @param sleep how to wait a moment
     * @param progress is told how many nodes have their places by now: all of them only before the rollout itself is
     *     written, which is not done after it has thrown something
     */
    public static Result start(
            Consul consul,
            Keys keys,
            Order order,
            SortedMap<String, NodeResult> nodes,
            Consumer<Duration> sleep,
            IntConsumer progress) {
        return new Starting(consul, keys, sleep, order, Optional.empty(), progress).start(nodes);
    }

    /** The same where it begins only if another write succeeds with it. */
    public static Result start(
            Consul consul,
            Keys keys,
            Order order,
            SortedMap<String, NodeResult> nodes,
            Consumer<Duration> sleep,
            Operation tied) {
        return new Starting(consul, keys, sleep, order, Optional.of(tied), many -> {}).start(nodes);
    }

    /** Why none may be started in these groups, by what stands there; empty where one may. */
    public static Optional<Result> obstacle(View view, Keys keys, Iterable<String> groups) {
        try {
            Rollouts all = Rollouts.in(view, keys);
            if (!all.broken().isEmpty()) {
                return Optional.of(new Result.Unreadable("the key " + keys.rollouts() + " holds a rollout "
                        + Foreign.name(all.broken().getFirst().id()) + " that cannot be read: it "
                        + all.broken().getFirst().why()));
            }
            for (String group : groups) {
                Optional<Rollout> other = all.ofGroup(group);
                if (other.isPresent()) {
                    return Optional.of(new Result.Refused(other.get()));
                }
            }
            return Optional.empty();
        } catch (MalformedJson e) {
            return Optional.of(new Result.Unreadable("the key " + keys.rollouts() + " " + e.reason()));
        }
    }

    private Result start(SortedMap<String, NodeResult> nodes) {
        Optional<Result> lost = announce().or(this::takeTurn);
        if (lost.isPresent()) {
            return lost.get();
        }
        List<Map.Entry<String, NodeResult>> all = new ArrayList<>(nodes.entrySet());
        List<Callable<List<Result>>> writes = new ArrayList<>();
        for (int from = 0; from < all.size(); from += NODES_AT_ONCE) {
            List<Map.Entry<String, NodeResult>> some = all.subList(from, Math.min(all.size(), from + NODES_AT_ONCE));
            writes.add(() -> place(some).map(List::of).orElse(List.of()));
        }
        List<Result> failures = ParallelRequests.all(consul, writes);
        return failures.isEmpty() ? begin() : failures.getFirst();
    }

    private View read() {
        return consul.read(
                Consistency.CONSISTENT,
                List.of(keys.rollouts(), keys.rolloutOrders(), keys.rolloutStarts(), keys.rolloutRecord(order.id())));
    }

    /** From here on whoever has begun before fails. */
    private Optional<Result> announce() {
        String trouble = "";
        for (int attempt = 0; attempt < ATTEMPTS_MOST; attempt++) {
            View view = read();
            Optional<Result> obstacle = obstacle(view, keys, order.groups());
            if (obstacle.isPresent()) {
                return obstacle;
            }
            byte[] value =
                    Starts.in(view, keys).with(order.id(), order.groups()).bytes();
            Written written =
                    write(List.of(new Operation.PutIf(keys.rolloutStarts(), value, view.index(keys.rolloutStarts()))));
            if (written instanceof Written.Applied) {
                return Optional.empty();
            }
            trouble = trouble(written);
            sleep.accept(PAUSE);
        }
        throw givenUp(trouble);
    }

    /** Looks again at what the writes are tied to; gives what is in the way, if anything is. */
    private Optional<Result> takeTurn() {
        View view = read();
        if (!Starts.in(view, keys).are(order.id(), order.groups())) {
            return Optional.of(new Result.Overtaken());
        }
        turn.set(view.index(keys.rolloutStarts()));
        return Optional.empty();
    }

    /** Writes the places of some nodes; gives what is in the way, if anything is. */
    private Optional<Result> place(List<Map.Entry<String, NodeResult>> some) {
        String trouble = "";
        for (int attempt = 0; attempt < ATTEMPTS_MOST; attempt++) {
            List<Operation> operations = new ArrayList<>();
            operations.add(new Operation.RequireIndex(keys.rolloutStarts(), turn.get()));
            some.forEach(one -> operations.add(new Operation.Put(
                    keys.rolloutNode(one.getKey()), one.getValue().bytes())));
            Written written = write(operations);
            if (written instanceof Written.Applied) {
                placed(some.size());
                return Optional.empty();
            }
            trouble = trouble(written);
            sleep.accept(PAUSE);
            Optional<Result> lost = takeTurn();
            if (lost.isPresent()) {
                return lost;
            }
        }
        throw givenUp(trouble);
    }

    private synchronized void placed(int more) {
        progress.accept(placed + more);
        placed += more;
    }

    /** The one write that starts it. */
    private Result begin() {
        Rollout rollout = Rollout.started(order);
        String trouble = "";
        boolean isCertain = true;
        for (int attempt = 0; attempt < ATTEMPTS_MOST; attempt++) {
            try {
                View view = read();
                Optional<Rollout> ours = started(view);
                if (ours.isPresent()) {
                    return new Result.Started(ours.get());
                }
                Optional<Result> obstacle = obstacle(view, keys, order.groups());
                if (obstacle.isPresent()) {
                    return obstacle.get();
                }
                Starts starts = Starts.in(view, keys);
                if (!starts.are(order.id(), order.groups())) {
                    return new Result.Overtaken();
                }
                Written written = write(operations(view, rollout, starts));
                if (written instanceof Written.Applied) {
                    return new Result.Started(rollout);
                }
                isCertain &= !(written instanceof Written.Unknown);
                trouble = trouble(written);
            } catch (ConsulException e) {
                if (isCertain) {
                    throw e;
                }
                // It may have started, and whoever is told that nothing did starts another.
                trouble = e.reason();
            }
            sleep.accept(PAUSE);
        }
        return isCertain ? failed(trouble) : new Result.Uncertain(trouble);
    }

    private static Result failed(String trouble) {
        throw givenUp(trouble);
    }

    private Optional<Rollout> started(View view) {
        try {
            return Rollouts.in(view, keys).of(order.id());
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private List<Operation> operations(View view, Rollout rollout, Starts starts) {
        try {
            String record = keys.rolloutRecord(order.id());
            List<Operation> operations = new ArrayList<>(List.of(
                    new Operation.PutIf(
                            keys.rollouts(),
                            Rollouts.in(view, keys).with(rollout).bytes(),
                            view.index(keys.rollouts())),
                    new Operation.PutIf(
                            keys.rolloutStarts(),
                            starts.without(order.groups()).bytes(),
                            view.index(keys.rolloutStarts())),
                    new Operation.PutIf(record, RolloutRecord.begun(rollout).bytes(), view.index(record))));
            if (tied.isPresent()) {
                // A node begins with what its group follows: it may write no order, and none is asked for.
                operations.add(tied.get());
            } else {
                String ordered = keys.rolloutOrder(order.id());
                operations.add(
                        new Operation.PutIf(ordered, StandingOrder.begun(order).bytes(), view.index(ordered)));
                operations.addAll(RolloutWrite.ordersOfOver(view, keys));
            }
            return operations;
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }

    /** A leader that is lost at this very moment may be another in seconds, and nothing was written. */
    private Written write(List<Operation> operations) {
        try {
            return consul.write(operations);
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.NO_LEADER) {
                return new Written.Refused(List.of(e.reason()));
            }
            throw e;
        }
    }

    private static String trouble(Written written) {
        return switch (written) {
            case Written.Applied applied -> "";
            case Written.Refused(List<String> reasons) -> String.join("; ", reasons);
            case Written.Unknown(String cause) -> cause;
        };
    }

    private static ConsulException givenUp(String trouble) {
        return new ConsulException(ConsulException.Kind.UNREACHABLE, "given up, no rollout was started: " + trouble);
    }
}
