package io.rebootmgr.rollout;

import io.rebootmgr.rollout.Move.Finalize;
import io.rebootmgr.rollout.Move.Judge;
import io.rebootmgr.rollout.Move.Kind;
import io.rebootmgr.rollout.Move.Stay;
import io.rebootmgr.rollout.Move.Write;
import io.rebootmgr.text.Few;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What comes next of a rollout. Pure: any run that reads the key {@code rollouts} and those of its nodes as of one
 * moment, confirmed, comes to the same, and may write it by compare-and-set. Nobody has to remember anything: whoever
 * dies in between leaves what the next one finds.
 *
 * <p>A wave closes when each of its nodes, and each of the waves before it, is done, skipped, or failed within what the
 * rollout bears. Then it soaks, is judged, and the next one opens; the last one too. A node that is to go once more, or
 * is new, opens its wave again.
 */
public final class Moves {
    private static final int NAMED_MOST = 10;

    private Moves() {}

    /**
     * What comes next.
     *
     * @param node whose clock {@code now} is of; empty for somebody who only looks
     */
    public static Move next(Rollout rollout, Results results, String node, Instant now) {
        Order order = rollout.order();
        List<String> failed = results.in(ResultState.FAILED);
        return switch (rollout.state()) {
            case DONE, ABORTED -> new Stay("it is over");
            case UNKNOWN -> new Stay("a newer version of rebootmgr knows its state, this one does not");
            case FAILED ->
                rollout.untold()
                        ? new Write(rollout.told(), Kind.FAILED, "has failed", rollout.why())
                        : new Stay(rollout.why());
            case RUNNING, PAUSED ->
                failed.size() > order.maxFailed()
                        ? failed(rollout, failed)
                        : rollout.state() == RolloutState.PAUSED
                                ? new Stay(rollout.why())
                                : running(rollout, results, node, now);
        };
    }

    private static Move failed(Rollout rollout, List<String> failed) {
        String why = rollout.tooMany(failed);
        return new Write(rollout.failed(why), Kind.FAILED, "failed", why);
    }

    private static Move running(Rollout rollout, Results results, String node, Instant now) {
        if (!results.unreadable().isEmpty()) {
            return new Stay("what stands in the keys of these nodes cannot be read: "
                    + names(List.copyOf(results.unreadable().keySet())) + "; "
                    + rollout.command("skip", "NODE") + " goes on without one");
        }
        if (rollout.isFinalizing()) {
            return finalizing(rollout, results);
        }
        List<String> open = results.open(rollout.progress().wave());
        return rollout.progress().soaking().isPresent()
                ? soaking(rollout, results, open, node, now)
                : open(rollout, results, open, now);
    }

    private static Move open(Rollout rollout, Results results, List<String> open, Instant now) {
        RolloutProgress progress = rollout.progress();
        String name = name(rollout);
        if (!open.isEmpty()) {
            return new Stay("wave " + name + " waits for " + names(open));
        }
        if (isEmptied(rollout, results)) {
            return emptied(rollout);
        }
        Instant from = soakFrom(rollout, results, now);
        return new Write(
                rollout.at(progress.soakingSince(from)), Kind.WAVE_CLOSED, "wave " + name + " closed", "it soaks");
    }

    /** Whether nobody is left in a wave, which then opens the next one by an operator's word only. */
    private static boolean isEmptied(Rollout rollout, Results results) {
        return results.isEmpty(rollout.progress().wave()) && !rollout.isInLastWave();
    }

    private static Stay emptied(Rollout rollout) {
        return new Stay("wave " + name(rollout) + " has no node left that was done: " + rollout.command("advance")
                + " opens the next one");
    }

    /**
     * From when the soak counts: the latest moment that anybody has told, for our clock may be behind. One that is too
     * far ahead of the others' clocks they do not believe, and begin the soak anew, so it takes twice its length at
     * most.
     */
    private static Instant soakFrom(Rollout rollout, Results results, Instant now) {
        List<Instant> known = new ArrayList<>(List.of(rollout.lastMove()));
        results.nodes().values().stream()
                .filter(one -> one.state() == ResultState.OK)
                .map(NodeResult::at)
                .forEach(known::add);
        return known.stream()
                .filter(at -> at.isAfter(now))
                .max(Instant::compareTo)
                .orElse(now);
    }

    private static Move soaking(Rollout rollout, Results results, List<String> open, String node, Instant now) {
        RolloutProgress progress = rollout.progress();
        String name = name(rollout);
        if (!open.isEmpty()) {
            return new Write(
                    rollout.at(progress.reopened()),
                    Kind.WAVE_REOPENED,
                    "wave " + name + " is open again",
                    names(open));
        }
        Duration soak = soak(rollout);
        if (!progress.ended()) {
            if (isEmptied(rollout, results)) {
                return emptied(rollout);
            }
            if (progress.isTooFarAhead(soak, now)) {
                return ahead(rollout, node, now, isAlone(results));
            }
            Optional<Instant> end = progress.soakEnds(soak);
            if (end.filter(now::isBefore).isPresent()) {
                return new Stay("wave " + name + " soaks", end);
            }
            if (!soak.isZero() && !isAlone(results) && !progress.isOverFor(node, soak, now)) {
                return over(rollout, node, now);
            }
        }
        return new Judge(results.in(ResultState.OK, progress.wave()));
    }

    /** Whether there is nobody else who might say what the time is. */
    private static boolean isAlone(Results results) {
        return results.nodes().values().stream()
                        .filter(one -> one.state() != ResultState.SKIPPED
                                && one.state() != ResultState.LEFT_OUT
                                && one.state() != ResultState.FAILED)
                        .count()
                <= 1;
    }

    /** By this node's clock the soak is over. That may be ahead: a second node has to say so too. */
    private static Move over(Rollout rollout, String node, Instant now) {
        Optional<String> first = rollout.progress().over().map(RolloutProgress.Sighting::by);
        String soak = "the soak of wave " + name(rollout);
        return first.isEmpty() && !node.isEmpty()
                ? new Write(
                        rollout.at(rollout.progress().overBy(node, now)),
                        Kind.SOAK_SEEN,
                        soak + " is over by the clock of " + Foreign.name(node),
                        "a second node has to see that too")
                : new Stay(soak + " is over by the clock of "
                        + first.map(Foreign::name).orElse("this machine") + ": the next run of another node judges it");
    }

    /** By this node's clock the soak begins in the future. Either may be wrong: a second node has to say so too. */
    private static Move ahead(Rollout rollout, String node, Instant now, boolean isAlone) {
        RolloutProgress progress = rollout.progress();
        String soak = "the soak of wave " + name(rollout);
        String why =
                "its beginning lies in the future, at " + progress.soaking().orElse(now);
        if (node.isEmpty()) {
            return new Stay(soak + " begins in the future by this clock, at "
                    + progress.soaking().orElse(now)
                    + ": it begins anew once two nodes see that too, and " + rollout.command("advance")
                    + " ends it");
        }
        if (!isAlone && progress.doubt().isEmpty()) {
            return new Write(
                    rollout.at(progress.doubtedBy(node, now)),
                    Kind.SOAK_RESTARTED,
                    soak + " is doubted by " + Foreign.name(node),
                    why);
        }
        if (!isAlone && progress.doubt().orElseThrow().by().equals(node)) {
            return new Stay(soak + " begins anew once a second node sees that " + why);
        }
        // Of the two that see it the one whose clock is ahead is believed, for the other would cut the soak short.
        Instant from = progress.doubt()
                .map(RolloutProgress.Sighting::at)
                .filter(now::isBefore)
                .orElse(now);
        return new Write(rollout.at(progress.soakingSince(from)), Kind.SOAK_RESTARTED, soak + " begins anew", why);
    }

    /**
     * What comes behind a soak that was judged.
     *
     * @param fell the nodes that did not stand well, with what was seen of each
     */
    public static Move judged(Rollout rollout, Results results, SortedMap<String, String> fell, Instant now) {
        List<Fallen> fallen = new ArrayList<>(rollout.fallen());
        int most = rollout.order().maxFailed() + Rollout.FALLEN_SPARE;
        for (Map.Entry<String, String> one : fell.entrySet()) {
            if (fallen.size() < most) {
                fallen.add(new Fallen(one.getKey(), one.getValue(), now));
            }
        }
        Rollout next = rollout.having(fallen);
        Results after = Results.of(next, results.nodes(), results.unreadable());
        List<String> failed = after.in(ResultState.FAILED);
        if (failed.size() > rollout.order().maxFailed()) {
            return failed(next, failed);
        }
        RolloutProgress progress = RolloutProgress.opened(rollout.progress().wave() + 1, now);
        Rollout opened = next.at(progress);
        String closed = "wave " + name(rollout) + " stood well";
        return opened.wave()
                .map(wave ->
                        new Write(opened, Kind.WAVE_OPENED, "wave " + Foreign.name(wave.name()) + " opened", closed))
                .orElseGet(() -> new Write(opened, Kind.FINALIZING, "all waves have soaked", closed));
    }

    private static Move finalizing(Rollout rollout, Results results) {
        int last = rollout.order().waves().size() - 1;
        List<String> open = results.open(last);
        if (!open.isEmpty()) {
            RolloutProgress again = rollout.progress().reopenedAt(last);
            return new Write(
                    rollout.at(again),
                    Kind.WAVE_REOPENED,
                    "wave " + Foreign.name(rollout.order().waves().getLast().name()) + " is open again",
                    names(open));
        }
        List<String> failed = results.in(ResultState.FAILED);
        if (!failed.isEmpty()) {
            return new Stay("all waves are through, but " + names(failed) + " failed: retry or skip "
                    + (failed.size() == 1 ? "it" : "them"));
        }
        List<String> left = List.copyOf(rollout.unfinalized());
        if (left.isEmpty()) {
            return new Write(rollout.to(RolloutState.DONE, ""), Kind.DONE, "done", "");
        }
        boolean isChosen = left.stream()
                .allMatch(group -> rollout.finale().of(group).stream()
                        .anyMatch(node -> results.finalizers(group).contains(node)));
        return isChosen ? new Finalize(left) : choosing(rollout, results, left, List.of());
    }

    /**
     * Who does what comes once at the end: of each group some of the nodes that could. Where no node of a group could,
     * there is nothing to do for it.
     *
     * @param without nodes that are not chosen, for they are gone
     */
    public static Write choosing(
            Rollout rollout, Results results, Collection<String> groups, Collection<String> without) {
        List<String> nothing = new ArrayList<>();
        Map<String, List<String>> chosen = new TreeMap<>();
        for (String group : groups) {
            List<String> could = results.finalizers(group);
            if (could.isEmpty()) {
                nothing.add(group);
            } else {
                chosen.put(
                        group,
                        could.stream()
                                .sorted(Comparator.comparing((String node) -> without.contains(node))
                                        .thenComparingLong(node -> WavePlanning.hash(node, rollout.id())))
                                .limit(Finale.CHOSEN_MOST)
                                .toList());
            }
        }
        String what = chosen.isEmpty() ? "no node has finalize tasks" : "finalize tasks are due";
        List<String> who = chosen.entrySet().stream()
                .map(one -> "in " + Foreign.name(one.getKey()) + " on one of " + names(one.getValue()))
                .toList();
        return new Write(
                rollout.with(rollout.finale().chosen(nothing, chosen)), Kind.FINALIZING, what, String.join("; ", who));
    }

    private static Duration soak(Rollout rollout) {
        return rollout.wave().map(Wave::soak).orElse(Duration.ZERO);
    }

    private static String name(Rollout rollout) {
        return rollout.wave().map(Wave::name).map(Foreign::name).orElse("");
    }

    /** Some of them, and how many more there are. */
    static String names(List<String> nodes) {
        return Few.of(nodes.stream().map(Foreign::name).toList(), NAMED_MOST);
    }
}
