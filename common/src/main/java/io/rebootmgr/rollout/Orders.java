package io.rebootmgr.rollout;

import io.rebootmgr.text.Few;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What operators may order of a rollout, and what comes of it. Pure; whoever calls writes it by compare-and-set. */
public final class Orders {

    /** What came of an order. */
    public sealed interface Answer {
        /**
         * To be written.
         *
         * @param next the rollout as it is then
         * @param nodes the nodes that stand otherwise then
         * @param what for the record
         */
        record Obeyed(Rollout next, SortedMap<String, NodeResult> nodes, String what) implements Answer {
            /** Why it stands where it does then, of nodes that stood like this before. */
            public String why(Results before) {
                SortedMap<String, NodeResult> then = new TreeMap<>(before.nodes());
                then.putAll(nodes);
                return next.why(new Results(before.order(), then, before.unreadable(), before.marked()));
            }
        }

        /** It is so already. */
        record Already(String text) implements Answer {}

        /** It cannot be done as things stand. */
        record Refused(String text) implements Answer {}

        /** It cannot be done while nobody knows how these nodes stand: what is wrong with the place of each. */
        record Unreadable(SortedMap<String, String> places) implements Answer {}
    }

    private final Rollout rollout;
    private final Results results;
    private final String by;
    private final String why;
    private final Instant now;

    /**
     * Orders about one rollout.
     *
     * @param by who gives them
     * @param why in their words; may be empty
     */
    public Orders(Rollout rollout, Results results, String by, String why, Instant now) {
        this.rollout = rollout;
        this.results = results;
        this.by = by;
        this.why = why;
        this.now = now;
    }

    /** Nothing new begins. */
    public Answer pause() {
        return switch (rollout.state()) {
            case RUNNING -> obeyed(rollout.to(RolloutState.PAUSED, said("paused")), "paused");
            case PAUSED -> new Answer.Already("it is paused already: " + Foreign.sentence(rollout.why()));
            case FAILED ->
                new Answer.Refused("it has failed, so nothing new begins anyway: " + Foreign.sentence(rollout.why()));
            case DONE, ABORTED, UNKNOWN -> notOurs();
        };
    }

    /** It goes on behind a pause. */
    public Answer resume() {
        return switch (rollout.state()) {
            case PAUSED -> obeyed(rollout.to(RolloutState.RUNNING, ""), "resumed");
            case RUNNING -> new Answer.Already("it is running already");
            case FAILED ->
                !rollout.paused().isEmpty()
                        ? obeyed(rollout.unpaused(), "resumed, behind its failure")
                        : new Answer.Refused("it has failed and is not paused (" + Foreign.sentence(rollout.why())
                                + "): " + rollout.command("retry") + " sets it running");
            case DONE, ABORTED, UNKNOWN -> notOurs();
        };
    }

    /** A soak ends now, and is judged by the next run; a wave that has nobody left gives way to the next one. */
    public Answer advance() {
        if (rollout.state() != RolloutState.RUNNING) {
            return switch (rollout.state()) {
                case PAUSED -> new Answer.Refused("it is paused: resume it first");
                case FAILED ->
                    new Answer.Refused(rollout.mended(results)
                            .map(how -> "it has failed, and " + how)
                            .orElse("it has failed: retry or skip what failed first"));
                default -> notOurs();
            };
        }
        RolloutProgress progress = rollout.progress();
        Optional<Wave> wave = rollout.wave();
        if (wave.isEmpty()) {
            return new Answer.Refused("all its waves have soaked");
        }
        String name = Foreign.name(wave.get().name());
        if (progress.soaking().isPresent()) {
            return progress.ended()
                    ? new Answer.Already("the soak of wave " + name + " is ended already: the next run judges it")
                    : obeyed(rollout.at(progress.soakEnded()), "ended the soak of wave " + name);
        }
        List<String> open = results.open(progress.wave());
        if (!open.isEmpty()) {
            return new Answer.Refused("wave " + name + " does not soak yet, it waits for " + Moves.names(open) + ": "
                    + rollout.command("skip", "NODE") + " lets it close without a node");
        }
        if (!results.unreadable().isEmpty()) {
            return new Answer.Unreadable(results.unreadable());
        }
        boolean hasBeenMade = !results.in(ResultState.OK, progress.wave()).isEmpty()
                || !results.in(ResultState.FAILED, progress.wave()).isEmpty();
        if (hasBeenMade) {
            // Through, and not closed by any run yet: without a soak, and judged all the same.
            return obeyed(rollout.at(progress.soakingSince(now).soakEnded()), "ended the soak of wave " + name);
        }
        return rollout.isInLastWave()
                ? new Answer.Refused("there is no wave behind " + name)
                : obeyed(rollout.at(RolloutProgress.opened(progress.wave() + 1, now)), "passed by wave " + name);
    }

    /**
     * Failed nodes get another try, and a failed rollout goes on; a wave whose nodes go once more soaks anew. One that
     * has come to the end of its change since, because somebody mended what failed, is done.
     *
     * @param nodes failed, skipped or left out; none: all that failed
     */
    public Answer retry(Collection<String> nodes) {
        if (rollout.state().hasEnded() || rollout.state() == RolloutState.UNKNOWN) {
            return notOurs();
        }
        List<String> failed = results.in(ResultState.FAILED);
        Collection<String> again = nodes.isEmpty() ? failed : nodes;
        SortedMap<String, String> unreadable = new TreeMap<>(results.unreadable());
        if (!nodes.isEmpty()) {
            unreadable.keySet().retainAll(nodes);
        }
        // One of them may be what failed.
        if (!unreadable.isEmpty() && (!nodes.isEmpty() || failed.isEmpty())) {
            return new Answer.Unreadable(unreadable);
        }
        SortedMap<String, NodeResult> changed = new TreeMap<>();
        List<String> idle = new ArrayList<>();
        for (String node : again) {
            Optional<NodeResult> result = Optional.ofNullable(results.nodes().get(node));
            switch (result.map(NodeResult::state).orElse(ResultState.UNKNOWN)) {
                case FAILED, SKIPPED -> changed.put(node, again(result.orElseThrow()));
                case LEFT_OUT -> changed.put(node, waiting(result.orElseThrow().in(lastWave())));
                case OK, RUNNING, WAITING, UNKNOWN -> {
                    boolean brokenOff = rollout.state() == RolloutState.FAILED
                            && result.filter(one -> one.state().isOpen()).isPresent();
                    if (!brokenOff) {
                        return new Answer.Refused(stands(node, result) + ", so there is nothing to retry");
                    }
                    idle.add(node);
                }
            }
        }
        if (changed.isEmpty() && rollout.state() != RolloutState.FAILED) {
            return new Answer.Already("no node of it has failed");
        }
        // An order before this one may have been broken off between the places and the rollout.
        Set<String> upright = new TreeSet<>(changed.keySet());
        results.nodes().forEach((node, result) -> {
            if (result.state() == ResultState.WAITING || result.state() == ResultState.RUNNING) {
                upright.add(node);
            }
        });
        Rollout next = without(upright);
        if (rollout.isFinalizing() && !changed.isEmpty()) {
            next = next.at(next.progress().reopenedAt(rollout.order().waves().size() - 1));
        } else if (!next.equals(rollout) || concernsOpenWave(changed)) {
            next = next.at(next.progress().reopened());
        }
        Set<String> left = new TreeSet<>(failed);
        left.removeAll(changed.keySet());
        boolean tooMany = left.size() > rollout.order().maxFailed();
        if (rollout.state() == RolloutState.FAILED) {
            next = tooMany ? next.stillFailed("still failed: " + Moves.names(List.copyOf(left))) : next.retried();
        }
        boolean waits = rollout.state() == RolloutState.FAILED && next.state() == RolloutState.PAUSED;
        String behind = waits ? ", and it stays " + next.why() : "";
        String nothing = idle.isEmpty() ? "" : " (not failed, so nothing to retry: " + Moves.names(idle) + ")";
        return new Answer.Obeyed(
                next, changed, "retried" + (changed.isEmpty() ? "" : " " + list(changed)) + nothing + behind);
    }

    /** A node of a wave that is still to come disturbs no soak. */
    private boolean concernsOpenWave(SortedMap<String, NodeResult> changed) {
        return changed.isEmpty()
                || changed.values().stream()
                        .anyMatch(one -> rollout.order().waveOf(one.wave())
                                <= rollout.progress().wave());
    }

    /**
     * Nobody waits for these nodes any more, not for what one of them would do once at the end either; what they are at
     * goes on. What cannot be read of one is overwritten.
     */
    public Answer skip(Collection<String> nodes) {
        if (rollout.state().hasEnded() || rollout.state() == RolloutState.UNKNOWN) {
            return notOurs();
        }
        SortedMap<String, NodeResult> changed = new TreeMap<>();
        LostPlaces lost = new LostPlaces(results);
        List<String> done = new ArrayList<>();
        for (String node : nodes) {
            Optional<NodeResult> result = Optional.ofNullable(results.nodes().get(node));
            if (results.unreadable().containsKey(node)) {
                changed.put(
                        node,
                        NodeResult.waiting(rollout.id(), lost.waveOf(node), now)
                                .to(ResultState.SKIPPED, said("skipped"), now));
                continue;
            }
            if (result.isEmpty()) {
                return new Answer.Refused(stands(node, result));
            }
            switch (result.get().state()) {
                case FAILED, RUNNING, WAITING, UNKNOWN ->
                    changed.put(node, result.get().to(ResultState.SKIPPED, said("skipped"), now));
                case SKIPPED -> {
                    // The order before was broken off between the places and the rollout.
                    if (isFallen(node)) {
                        changed.put(node, result.get());
                    }
                }
                case OK -> {
                    if (isToFinalize(node)) {
                        changed.put(node, result.get().to(ResultState.SKIPPED, said("skipped"), now));
                    } else {
                        done.add(node);
                    }
                }
                case LEFT_OUT -> {
                    // Nobody waits for it.
                }
            }
        }
        if (changed.isEmpty()) {
            return new Answer.Already(unskipped(nodes, done)
                    + rollout.mended(results).map(how -> ", and " + how).orElse(""));
        }
        Set<String> failed = new TreeSet<>(results.in(ResultState.FAILED));
        failed.removeAll(changed.keySet());
        String left = done.isEmpty() ? "" : " (done already, and left so: " + Moves.names(done) + ")";
        return new Answer.Obeyed(
                without(changed.keySet()).failedFor(List.copyOf(failed)),
                changed,
                "skipped " + list(changed) + lost.text() + left);
    }

    /** Of nodes that are to be skipped, and that nobody waits for anyway; some of them are done. */
    private static String unskipped(Collection<String> nodes, List<String> done) {
        List<String> others =
                nodes.stream().filter(node -> !done.contains(node)).toList();
        String isDone = done.isEmpty()
                ? ""
                : Moves.names(done) + (done.size() == 1 ? " is" : " are") + " done already; nothing was changed";
        return others.isEmpty()
                ? isDone
                : "nobody waits for " + Moves.names(others) + " any more" + (isDone.isEmpty() ? "" : ", and " + isDone);
    }

    /** Whether its group waits for it, or one of a few, to do what comes once at the end. */
    private boolean isToFinalize(String node) {
        return rollout.isFinalizing()
                && rollout.unfinalized().stream()
                        .anyMatch(group -> rollout.finale().of(group).contains(node));
    }

    /** It is over; what nodes are at goes on. */
    public Answer abort() {
        return rollout.state().hasEnded()
                ? notOurs()
                : obeyed(rollout.to(RolloutState.ABORTED, said("aborted")), "aborted" + atIt());
    }

    private String atIt() {
        List<String> running = results.in(ResultState.RUNNING);
        return running.isEmpty()
                ? ""
                : ", while " + Moves.names(running) + (running.size() == 1 ? " is" : " are") + " still at it";
    }

    private boolean isFallen(String node) {
        return rollout.fallen().stream().anyMatch(one -> one.node().equals(node));
    }

    private NodeResult again(NodeResult result) {
        NodeResult its =
                rollout.order().waveOf(result.wave()) < rollout.progress().wave() ? result.in(openWave()) : result;
        return result.hasComeThrough() ? its.done(result.came(), now) : waiting(its);
    }

    /** Of a wave that was judged a node goes with the one that is open, so that it is judged as well. */
    private String openWave() {
        return rollout.wave().map(Wave::name).orElseGet(this::lastWave);
    }

    private NodeResult waiting(NodeResult result) {
        return result.to(ResultState.WAITING, "", now);
    }

    private String lastWave() {
        return rollout.order().waves().getLast().name();
    }

    private Rollout without(Set<String> nodes) {
        return rollout.having(rollout.fallen().stream()
                .filter(one -> !nodes.contains(one.node()))
                .toList());
    }

    private static Answer obeyed(Rollout next, String what) {
        return new Answer.Obeyed(next, new TreeMap<>(), what);
    }

    private Answer notOurs() {
        return new Answer.Refused(
                rollout.state() == RolloutState.UNKNOWN
                        ? "only a newer version of rebootmgr knows its state"
                        : "it is over (" + rollout.state().label() + ")");
    }

    private String said(String what) {
        return what + " by " + by + (why.isEmpty() ? "" : ": " + why);
    }

    private String stands(String node, Optional<NodeResult> result) {
        return node
                + result.map(one -> " is " + one.state().label().replace('_', ' '))
                        .orElse(" is no node of rollout " + Foreign.name(rollout.id()));
    }

    private static String list(Map<String, NodeResult> nodes) {
        return Few.of(nodes.keySet(), 50);
    }
}
