package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.ParallelRequests;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.Orders;
import io.rebootmgr.rollout.Orders.Answer;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.StandingOrder;
import io.rebootmgr.rollout.Strangers;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the commands that give a rollout an order have in common: which one, why, and how it is carried out by
 * compare-and-set. Nodes that stand otherwise are written with it; of more than fit one transaction they come first,
 * for none of them begins before the rollout says so, and an order that was broken off can be given again.
 */
final class RolloutOrders {
    /** Beside the rollout, its order and its record. */
    private static final int NODES_AT_ONCE = Operation.MOST - 3;
    /** Of more places that cannot be read it is not told what is wrong with each. */
    private static final int PLACES_MOST = 5;

    @Parameters(index = "0", paramLabel = "ID", converter = NameConverter.class, description = "The rollout.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for everybody who asks, and the logbook.")
    private @Nullable String reason;

    private @Nullable Answer answer;
    /** The rollout as it was when the order was given. */
    private @Nullable Rollout stood;
    /** Why it stands where it does since. */
    private String since = "";

    /** Nodes that were written ahead of the rollout itself, and how they stood before. */
    private SortedMap<String, NodeResult> ahead = new TreeMap<>();

    private SortedMap<String, NodeResult> before = new TreeMap<>();

    /** Nothing that can be read speaks of this id. */
    static CommandFailure unknown(String id, List<Unreadable> unreadable) {
        return unreadable.isEmpty()
                ? unknown(id)
                : new CommandFailure(
                        ExitCode.INVALID,
                        unreadable.stream().map(Unreadable::text).collect(Collectors.joining("\n")));
    }

    private static CommandFailure unknown(String id) {
        return new CommandFailure(
                ExitCode.USAGE, "there is no rollout " + id + "; `rebootmgr rollout list` shows all of them");
    }

    /** Gives the order, and says what came of it. What cannot be done is a {@link CommandFailure}. */
    int carryOut(Workplace workplace, Shell shell, Function<Orders, Answer> order) {
        Consul consul = workplace.consul();
        Keys keys = workplace.keys();
        Instant now = SystemClock.withoutShutdownHook().now();
        String by = Operator.of(shell.env(), workplace.settings().node().name()).name();
        String why = reason == null ? "" : reason;
        KeyWrite.make(
                consul,
                RolloutWrite.prefixesOfOperators(keys, id),
                view -> operations(consul, view, keys, order, by, why, now));
        Answer given = answer;
        if (given == null) {
            throw new IllegalStateException("no answer");
        }
        switch (given) {
            case Answer.Obeyed obeyed -> {
                shell.say(
                        "rollout " + id + " of version " + obeyed.next().order().version() + ": " + obeyed.what());
                if (!obeyed.next().state().hasEnded()) {
                    shell.say("it is " + obeyed.next().state().label()
                            + (since.isEmpty() ? "" : ": " + since) + "; "
                            + Suggestion.of("rebootmgr rollout status")
                                    .argument(id)
                                    .typed()
                            + " shows it");
                }
                news(stood, obeyed.next())
                        .ifPresent(news -> Announcement.tell(workplace, new Event.OfRollout(news, obeyed.next(), by)));
            }
            case Answer.Already already -> shell.say("rollout " + id + ": " + already.text());
            case Answer.Refused(String text) ->
                throw new CommandFailure(ExitCode.USAGE, "nothing was changed: rollout " + id + ": " + text);
            case Answer.Unreadable unread -> throw new IllegalStateException("told before");
        }
        return ExitCode.DONE.number();
    }

    /** What people are told of: that one goes on again they see by its next wave. */
    private static Optional<RolloutNews> news(@Nullable Rollout before, Rollout now) {
        boolean isOther = before == null || before.state() != now.state();
        return switch (now.state()) {
            case PAUSED -> isOther ? Optional.of(RolloutNews.ROLLOUT_PAUSED) : Optional.empty();
            case ABORTED -> isOther ? Optional.of(RolloutNews.ROLLOUT_ABORTED) : Optional.empty();
            // An operator passes by a wave that nobody is left in.
            case RUNNING ->
                before != null && before.progress().wave() < now.progress().wave()
                        ? Optional.of(RolloutNews.WAVE_OPENED)
                        : Optional.empty();
            case FAILED, DONE, UNKNOWN -> Optional.empty();
        };
    }

    private List<Operation> operations(
            Consul consul, View view, Keys keys, Function<Orders, Answer> order, String by, String why, Instant now) {
        if (isWritten(view, keys, by, now)) {
            return List.of();
        }
        try {
            Optional<Rollouts.Broken> broken = RolloutDoubt.broken(Rollouts.in(view, keys), id);
            Rollout said = broken.isPresent() ? asBegun(view, keys, broken.get()) : rollout(view, keys);
            Belief belief = Belief.of(view, keys, said);
            Results results = asBefore(Strangers.without(consul, Consistency.DEFAULT, view, keys, said));
            Optional<Belief.Ordered> believed =
                    belief instanceof Belief.Ordered ordered ? Optional.of(ordered.atLast(results)) : Optional.empty();
            Rollout rollout = believed.map(Belief.Ordered::rollout).orElse(said);
            Answer given = order.apply(new Orders(rollout, results, by, why, now));
            Optional<String> doubt =
                    said.state().hasEnded() ? Optional.empty() : RolloutDoubt.of(view, keys, id, belief);
            if (doubt.isPresent() && !isEnding(given)) {
                throw new CommandFailure(ExitCode.INVALID, "nothing was changed: " + doubt.get());
            }
            if (given instanceof Answer.Unreadable(SortedMap<String, String> places)) {
                throw new CommandFailure(ExitCode.INVALID, "nothing was changed: " + unreadable(keys, places));
            }
            answer = given;
            stood = rollout;
            if (!(given instanceof Answer.Obeyed obeyed)) {
                return rollout.state().hasEnded() ? leftOver(view, keys) : List.of();
            }
            since = obeyed.why(results);
            List<Operation> operations = new ArrayList<>(
                    RolloutWrite.of(view, keys, obeyed.next(), results, new Note(now, by, obeyed.what(), why)));
            operations.addAll(RolloutWrite.ordered(
                    view,
                    keys,
                    believed.orElseGet(() -> new Belief.Ordered(said, Optional.empty(), NodeList.NONE)),
                    obeyed.next(),
                    believed.map(its -> its.passed(results, obeyed.nodes(), now))
                            .orElse(Set.of())));
            if (obeyed.next().state() == RolloutState.ABORTED && believed.isPresent()) {
                operations.addAll(RolloutWrite.aborted(view, keys, obeyed.next().order()));
            }
            if (obeyed.next().state().hasEnded()) {
                operations.addAll(RolloutWrite.swept(consul, keys, Rollouts.in(view, keys), id, now, Optional.empty()));
            }
            if (obeyed.nodes().size() <= NODES_AT_ONCE) {
                operations.addAll(RolloutWrite.of(view, keys, obeyed.nodes()));
            } else {
                writeAhead(consul, view, keys, obeyed.nodes(), results);
            }
            return operations;
        } catch (MalformedJson e) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "nothing was changed: the key " + keys.rollouts() + " " + e.reason() + "; it is left as it is: see "
                            + Suggestion.key("get", keys.rollouts()) + ", then fix or delete it");
        }
    }

    private Rollout rollout(View view, Keys keys) throws MalformedJson {
        Rollouts all = Rollouts.in(view, keys);
        Optional<Rollout> found = all.of(id);
        if (found.isPresent()) {
            return found.get();
        }
        Optional<Rollout> recorded = RolloutWrite.record(view, keys, id).map(RolloutRecord::rollout);
        Optional<Rollout> over = recorded.filter(old -> old.state().hasEnded());
        if (over.isPresent()) {
            return over.get();
        }
        // Every node can take it out of that key, and while it is ordered every node can put it back.
        // One that a group began by itself has no order: its record is all that is left to be ended.
        return ordered(view, keys, recorded.isPresent()).or(() -> recorded).orElseThrow(() -> unknown(id));
    }

    /** What cannot be read is as good as new: all that can be done with it is to end it. */
    private Rollout asBegun(View view, Keys keys, Rollouts.Broken broken) throws MalformedJson {
        Optional<Order> recorded = RolloutWrite.record(view, keys, id)
                .map(record -> record.rollout().order());
        return ordered(view, keys, recorded.isPresent())
                .or(() -> recorded.map(Rollout::started))
                .orElseThrow(
                        () -> new MalformedJson("holds a rollout " + id + " that cannot be read: it " + broken.why()));
    }

    /** What stands in the places of nodes, and what can be done: of which rollout that is nobody can say. */
    private String unreadable(Keys keys, SortedMap<String, String> places) {
        return places.entrySet().stream()
                        .limit(PLACES_MOST)
                        .map(one -> new Unreadable(keys.rolloutNode(one.getKey()), one.getValue()).text() + ", or "
                                + Suggestion.of("rebootmgr rollout skip")
                                        .argument(id)
                                        .argument(one.getKey())
                                        .typed()
                                + " goes on without " + one.getKey())
                        .collect(Collectors.joining("\n"))
                + (places.size() > PLACES_MOST ? "\nand " + (places.size() - PLACES_MOST) + " more" : "");
    }

    private static boolean isEnding(Answer given) {
        return given instanceof Answer.Obeyed obeyed && obeyed.next().state().hasEnded();
    }

    /** As it was ordered; of one that a record is left of, an order that cannot be read is withdrawn by that. */
    private Optional<Rollout> ordered(View view, Keys keys, boolean isRecorded) {
        try {
            return StandingOrder.in(view, keys, id).map(StandingOrder::order).map(Rollout::started);
        } catch (MalformedJson e) {
            if (isRecorded) {
                return Optional.empty();
            }
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "nothing was changed: " + new Unreadable(keys.rolloutOrder(id), e.reason()).text());
        }
    }

    /**
     * What was ordered of one that is over by its record, which every node can write: no node may begin it again.
     * Nothing else is left of it to be withdrawn.
     */
    private List<Operation> leftOver(View view, Keys keys) throws MalformedJson {
        return isGone(view, keys)
                ? view.get(keys.rolloutOrder(id))
                        .<Operation>map(entry -> new Operation.DeleteIf(entry.key(), entry.modifyIndex()))
                        .map(List::of)
                        .orElse(List.of())
                : List.of();
    }

    private boolean isGone(View view, Keys keys) throws MalformedJson {
        return Rollouts.in(view, keys).of(id).isEmpty();
    }

    /** Whether an attempt of ours was done after all, though nobody said so. */
    private boolean isWritten(View view, Keys keys, String by, Instant now) {
        return answer != null
                && RolloutWrite.record(view, keys, id)
                        .filter(record -> record.notes().stream()
                                .anyMatch(note ->
                                        note.at().equals(now) && note.by().equals(by)))
                        .isPresent();
    }

    /** Of nodes that an attempt of ours has written ahead it counts how they stood before. */
    private Results asBefore(Results now) {
        SortedMap<String, NodeResult> nodes = new TreeMap<>(now.nodes());
        ahead.forEach((node, result) -> {
            NodeResult old = before.get(node);
            if (old != null && result.equals(nodes.get(node))) {
                nodes.put(node, old);
            }
        });
        return new Results(now.order(), nodes, now.unreadable(), now.marked());
    }

    /** A node that has changed meanwhile stays as it is then. */
    private void writeAhead(Consul consul, View seen, Keys keys, SortedMap<String, NodeResult> nodes, Results results) {
        ahead = nodes;
        before = results.nodes();
        List<String> names = List.copyOf(nodes.keySet());
        List<Callable<List<View>>> writes = new ArrayList<>();
        for (int from = 0; from < names.size(); from += NODES_AT_ONCE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + NODES_AT_ONCE));
            List<String> prefixes = some.stream().map(keys::rolloutNode).toList();
            writes.add(() -> List.of(KeyWrite.make(consul, prefixes, view -> {
                SortedMap<String, NodeResult> same = new TreeMap<>();
                for (String node : some) {
                    String key = keys.rolloutNode(node);
                    NodeResult result = nodes.get(node);
                    if (result != null && view.index(key) == seen.index(key)) {
                        same.put(node, result);
                    }
                }
                return RolloutWrite.of(view, keys, same);
            })));
        }
        ParallelRequests.all(consul, writes);
    }
}
