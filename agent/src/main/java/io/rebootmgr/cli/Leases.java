package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Listener;
import io.rebootmgr.event.Event;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.leasing.Acquisition;
import io.rebootmgr.leasing.Acquisition.Result;
import io.rebootmgr.leasing.LastStatus;
import io.rebootmgr.leasing.LeaseOrder;
import io.rebootmgr.leasing.LeaseRelease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What the commands that take a lease have in common. */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Leases() {}

    /**
     * Asks Consul first, again and again while somebody waits for the node anyway.
     *
     * @return what is left of the time to wait
     */
    static Duration whenConsulAnswers(Shell shell, Clock clock, Duration wait, boolean quiet, Runnable question) {
        Duration deadline = clock.elapsed().plus(wait);
        boolean told = false;
        while (true) {
            try {
                question.run();
                Duration left = deadline.minus(clock.elapsed());
                return left.isNegative() ? Duration.ZERO : left;
            } catch (ConsulException e) {
                if (!e.kind().mayPass() || clock.elapsed().compareTo(deadline) >= 0) {
                    throw e;
                }
                if (!told) {
                    log(quiet, "waiting for Consul: " + e.reason());
                    told = true;
                }
                try {
                    clock.sleep(PAUSE);
                } catch (Terminated ended) {
                    throw notLeased(shell, ended);
                }
            }
        }
    }

    /** Takes it, and tells what the node wants meanwhile. All else is a failure. */
    static Result.Acquired acquire(
            Shell shell, Workplace workplace, Clock clock, LeaseOrder order, Duration wait, boolean quiet) {
        String id = workplace.ports(clock).ids().get();
        // Who does not wait has nothing to watch.
        Result result;
        try {
            result = Runs.narrated(
                    quiet || wait.isZero(),
                    shell,
                    watching -> Acquisition.acquire(
                            workplace.consul(), workplace.keys(), clock, order, id, wait, new Told(watching, quiet)));
        } catch (Terminated e) {
            throw notLeased(shell, e);
        }
        return switch (result) {
            case Result.Acquired acquired -> {
                warn(shell, workplace.keys(), order.node(), acquired.node());
                yield acquired;
            }
            case Result.Taken(String by, Optional<String> endless) ->
                throw new CommandFailure(
                        ExitCode.LEASED,
                        "not leased: " + order.node() + " is taken: " + by
                                + endless.map(why -> "\n" + why).orElseGet(() -> waysOut(order)));
            case Result.Unreadable(String text) ->
                throw new CommandFailure(
                        ExitCode.INVALID, "not leased: whether " + order.node() + " is free cannot be told\n" + text);
            case Result.Uncertain(String unsure, String cause) ->
                throw new CommandFailure(
                        ExitCode.CONSUL,
                        "not known whether " + order.node() + " is leased: " + cause + "\nif it is, "
                                + Suggestion.of("rebootmgr lease release")
                                        .argument(order.node())
                                        .option("--id", unsure)
                                        .typed()
                                + " gives it back");
        };
    }

    /**
     * Told to end before it has the lease: whoever waited is to know that nothing was begun. Said at once, for the JVM
     * ends as soon as the clock is closed.
     */
    private static Terminated notLeased(Shell shell, Terminated ended) {
        shell.warn("not leased, and nothing was started: " + ended.code().meaning());
        return ended;
    }

    /** For whom it waits, where somebody watches line by line as well as where the log alone is left of it. */
    private record Told(List<Listener> watching, boolean quiet) implements Acquisition.Waiting {
        @Override
        public void waits(String what, Duration most) {
            watching.forEach(listener -> listener.does(what, Optional.of(most)));
        }

        @Override
        public void begins(String what) {
            log(quiet, what);
        }

        /** Something is wrong, which whoever wants it quiet wants to hear all the same. */
        @Override
        public void lasts(String what) {
            log(false, what);
        }
    }

    /** A wait may last, so it is told; but who wants it quiet has asked for it, and nothing is wrong. */
    private static void log(boolean quiet, String waiting) {
        LOG.atLevel(quiet ? Level.INFO : Level.WARN).log(waiting);
    }

    /** Tells whoever is to be told, which may take a minute: a lease with a TTL has to be kept meanwhile. */
    static void announce(Workplace workplace, LeaseOrder order, Result.Acquired acquired) {
        Announcement.tell(workplace, new Event.Leased(order.node(), acquired.lease()));
    }

    /** The rollout under way in its group, where that waits for the node, or may do so once its turn comes. */
    private static Optional<Rollout> rollout(View before, Keys keys, String group, String node) {
        try {
            return Rollouts.in(before, keys)
                    .ofGroup(group)
                    .filter(rollout ->
                            waits(Results.of(rollout, before, keys).nodes().get(node), group));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** Who has no place, or none that can be read, gets one. Who is done may still do what comes once at the end. */
    private static boolean waits(@Nullable NodeResult place, String group) {
        return place == null
                || place.state().isOpen()
                || (place.state() == ResultState.OK && place.came().finalizes().equals(group));
    }

    /** The node's last change, where its claim was released: how far it had come Consul does not tell. */
    private static Optional<Entry> released(View before, String key) {
        try {
            Optional<View.Entry> history = before.get(key);
            List<Entry> entries =
                    history.isPresent() ? History.parse(history.get().value()).entries() : List.of();
            return entries.isEmpty()
                    ? Optional.empty()
                    : Optional.of(entries.getLast()).filter(entry -> entry.result() == Entry.Result.RELEASED);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static String waysOut(LeaseOrder order) {
        return "\n"
                + Suggestion.of("rebootmgr lease check").argument(order.node()).typed()
                + " shows it again, `--wait 30m` waits for it";
    }

    /** What whoever takes the node should know of it. */
    private static void warn(Shell shell, Keys keys, String node, View before) {
        List<String> orders = Stream.of(
                        keys.rebootRequired(node), keys.changeRequired(node), keys.pythonRebootRequired(node))
                .filter(key -> before.get(key)
                        .filter(wanted -> LastStatus.of(before, keys, node).stream()
                                .flatMap(status -> status.parked().stream())
                                .noneMatch(new NodeStatus.Parked(key, Long.toString(wanted.modifyIndex()))::equals))
                        .isPresent())
                .toList();
        Optional<Entry> released = released(before, keys.history(node));
        for (String key : orders) {
            before.get(key)
                    .ifPresent(wanted -> shell.warn(released.filter(
                                            entry -> entry.by().contains(key))
                                    .map(entry -> node + " may have gone down for that already by claim "
                                            + Typed.id(entry.claim()) + ", which was released; else it")
                                    .orElse(node)
                            + (key.equals(keys.changeRequired(node)) ? " is to be changed" : " is to reboot")
                            + " as soon as the lease has ended (" + key + ": "
                            + Requested.text(wanted) + "); "
                            + Suggestion.of("rebootmgr cancel").argument(node).typed() + " takes that back"));
        }
        LastStatus.of(before, keys, node).ifPresent(status -> {
            rollout(before, keys, status.group(), node)
                    .ifPresent(rollout ->
                            shell.warn("a rollout is under way in group " + status.group() + ", and waits for " + node
                                    + " if its turn comes meanwhile: version "
                                    + rollout.order().version() + "; "
                                    + Suggestion.of("rebootmgr rollout status")
                                            .argument(rollout.id())
                                            .typed()));
            if (status.state() == NodeStatus.State.HELD && orders.isEmpty()) {
                shell.warn(node + " wants a reboot, and goes on with that when the lease has ended");
            }
            if (status.speaks() < NodeStatus.SPEAKS) {
                shell.warn("the agent on " + node + ", rebootmgr " + status.agentVersion()
                        + ", does not know leases: it may reboot the node all the same. "
                        + Suggestion.of("rebootmgr stop").option("--node", node).typed() + " keeps it from that");
            }
        });
    }

    /** A signal, which the clock tells once, leaves a minute for giving the lease back. */
    static LeaseRelease.Result patiently(Supplier<LeaseRelease.Result> release) {
        try {
            return release.get();
        } catch (Terminated e) {
            return release.get();
        }
    }
}
