package io.rebootmgr.rollout;

import io.rebootmgr.json.OtherFields;
import io.rebootmgr.text.Suggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A rollout as it stands in the key {@code rollouts}.
 *
 * @param why it is paused, failed or over, and who did that; empty while it runs
 * @param paused by whom and why it was paused when it failed: it goes on paused when it is retried; empty else
 * @param untold it failed, and nobody has told people yet
 * @param fallen nodes that failed, at most {@link #FALLEN_SPARE} more than it bears
 * @param finale what comes once at its end
 * @param others what a newer version wrote beside that
 */
public record Rollout(
        Order order,
        RolloutProgress progress,
        RolloutState state,
        String why,
        String paused,
        boolean untold,
        List<Fallen> fallen,
        Finale finale,
        OtherFields others) {
    /** So many are named when there are too many. */
    static final int FALLEN_SPARE = 20;
    /** How it is said why one failed whose nodes have not. */
    private static final String FINALIZE = "finalize tasks of group ";

    public Rollout {
        fallen = List.copyOf(fallen);
        others = state == RolloutState.UNKNOWN ? others : others.without("state");
    }

    /** One that begins: its first wave is open. */
    public static Rollout started(Order order) {
        return new Rollout(
                order,
                RolloutProgress.opened(0, order.started()),
                RolloutState.RUNNING,
                "",
                "",
                false,
                List.of(),
                Finale.NOT_YET,
                OtherFields.NONE);
    }

    public String id() {
        return order.id();
    }

    /** An order about it for people to type, with its id and these words behind it: {@code pause}. */
    public String command(String what, String... words) {
        Suggestion command = Suggestion.of("rebootmgr rollout " + what).argument(id());
        for (String word : words) {
            command.argument(word);
        }
        return command.typed();
    }

    /**
     * What sets one running that has failed, and of which no more nodes have failed by now than it bears; empty where
     * that is not so.
     */
    public Optional<String> mended(Results results) {
        List<String> failed = results.in(ResultState.FAILED);
        if (state != RolloutState.FAILED || failed.size() > order.maxFailed()) {
            return Optional.empty();
        }
        return Optional.of(
                why.startsWith(FINALIZE)
                        ? "its finalize tasks failed: once that is mended, " + command("retry") + " runs them again"
                        : bearable(failed) + "; " + command("retry") + " sets it running");
    }

    private static String bearable(List<String> failed) {
        return failed.isEmpty() ? "no failed node is left" : "no more nodes of it have failed than it bears";
    }

    /** Why it stands where it does by now: nodes that have failed no longer are no reason. */
    public String why(Results results) {
        return mended(results).filter(how -> !why.startsWith(FINALIZE)).orElse(why);
    }

    /** The wave that is open or soaks; empty when all have soaked. */
    public Optional<Wave> wave() {
        return progress.wave() < order.waves().size()
                ? Optional.of(order.waves().get(progress.wave()))
                : Optional.empty();
    }

    /** Whether all waves have soaked, and only what comes once at the end is left. */
    public boolean isFinalizing() {
        return progress.wave() >= order.waves().size();
    }

    boolean isInLastWave() {
        return progress.wave() == order.waves().size() - 1;
    }

    /**
     * Whether a node of this wave may begin now. A wave that soaks is open to those that are to go once more; where the
     * rollout does not run, nobody begins.
     */
    public boolean isOpenTo(String wave) {
        return state == RolloutState.RUNNING && order.waveOf(wave) <= progress.wave();
    }

    Rollout at(RolloutProgress next) {
        return new Rollout(order, next, state, why, paused, untold, fallen, finale, others);
    }

    Rollout to(RolloutState next, String because) {
        String behind = next == RolloutState.FAILED ? pause() : "";
        return new Rollout(order, progress, next, because, behind, false, fallen, finale, others);
    }

    /** The pause that it stands under, or would if it had not failed; empty where there is none. */
    private String pause() {
        return state == RolloutState.PAUSED ? why : paused;
    }

    /** For another reason than before, which people may not have been told of either. */
    Rollout stillFailed(String because) {
        return new Rollout(order, progress, RolloutState.FAILED, because, paused, untold, fallen, finale, others);
    }

    /** What has failed goes on, behind a pause only as far as it did before. */
    Rollout retried() {
        return paused.isEmpty() ? to(RolloutState.RUNNING, "") : to(RolloutState.PAUSED, paused);
    }

    /**
     * One that has failed, when these nodes are those that have failed by now: who sees nothing but the key names no
     * other. Only a retry sets it running.
     */
    Rollout failedFor(List<String> failed) {
        if (state != RolloutState.FAILED || why.startsWith(FINALIZE)) {
            return this;
        }
        return stillFailed(failed.size() > order.maxFailed() ? tooMany(failed) : bearable(failed));
    }

    /** One that has failed, and goes on when it is retried. */
    Rollout unpaused() {
        return new Rollout(order, progress, state, why, "", untold, fallen, finale, others);
    }

    Rollout having(List<Fallen> nodes) {
        return new Rollout(order, progress, state, why, paused, untold, nodes, finale, others);
    }

    /** The same when people have been told. */
    Rollout told() {
        return new Rollout(order, progress, state, why, paused, false, fallen, finale, others);
    }

    /**
     * A node of it has failed. One that is too many stops it in the same moment: nobody else begins, however long it is
     * until somebody looks.
     */
    public Rollout failing(String node, String reason, Instant now) {
        List<Fallen> all = new ArrayList<>(fallen);
        all.removeIf(one -> one.node().equals(node));
        if (all.size() < order.maxFailed() + FALLEN_SPARE) {
            all.add(new Fallen(node, reason, now));
        }
        List<String> failed = all.stream().map(Fallen::node).toList();
        if (all.size() <= order.maxFailed()) {
            return having(all);
        }
        if (state == RolloutState.RUNNING || state == RolloutState.PAUSED) {
            return having(all).failed(tooMany(failed));
        }
        // Somebody has skipped those that it failed for, and now there are too many again.
        return fallen.size() <= order.maxFailed() ? having(all).failedFor(failed) : having(all);
    }

    /** It has failed, and whoever looks next tells people: who wrote it may be dead by then. */
    Rollout failed(String because) {
        return new Rollout(order, progress, RolloutState.FAILED, because, pause(), true, fallen, finale, others);
    }

    /** What is said of one that has failed for these nodes. */
    String tooMany(List<String> failed) {
        return failed.size() + (failed.size() == 1 ? " node" : " nodes") + " failed"
                + (order.maxFailed() == 0 ? "" : ", more than " + order.maxFailed()) + ": " + Moves.names(failed);
    }

    /** The same with one more group for which the end is done. */
    public Rollout finalizedFor(String group) {
        return with(finale.with(group));
    }

    Rollout with(Finale other) {
        return new Rollout(order, progress, state, why, paused, untold, fallen, other, others);
    }

    /** What is to be done once at its end has failed. */
    public Rollout finalizeFailed(String group, String reason) {
        return failed(FINALIZE + group + ": " + reason);
    }

    /** The groups for which what comes once at the end is not done yet. */
    public Set<String> unfinalized() {
        Set<String> left = new TreeSet<>(order.groups());
        left.removeAll(finale.done());
        return left;
    }

    /** The last change of its place that is known, as a lower bound for the next. */
    Instant lastMove() {
        return progress.soaking().orElse(progress.since());
    }
}
