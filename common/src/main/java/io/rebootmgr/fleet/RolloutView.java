package io.rebootmgr.fleet;

import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.Tally;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rollout as people want to see it.
 *
 * @param tallies of its waves, in their order
 * @param nodes by name; of one that has ended those that no other rollout has had since
 * @param why it is not further, a line each; none of one that has ended
 * @param locks of {@code why} who has the locks that what comes once at the end waits for, a line each
 * @param ended empty while it is under way, and of one that is gone
 * @param passed how many of its waves its nodes take for passed: those that the places of their nodes say are through
 *     and have soaked, whatever stands in the key of all rollouts
 * @param isHeld whether its nodes do not believe it as it stands, and so begin nothing for it; {@code why} says what
 *     does
 * @param isGone whether it is under way nowhere, and nothing says that it has ended: somebody has taken it out
 */
public record RolloutView(
        Rollout rollout,
        List<Tally> tallies,
        SortedMap<String, NodeResult> nodes,
        List<String> why,
        List<String> locks,
        Optional<Instant> ended,
        int passed,
        boolean isHeld,
        boolean isGone) {
    /** What stands for the state of one that is held, for people. */
    private static final String HELD = "held";

    /** What stands for the state of one that is gone. */
    private static final String GONE = "gone";

    public RolloutView {
        tallies = List.copyOf(tallies);
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        why = List.copyOf(why);
        locks = List.copyOf(locks);
    }

    /** One under way. */
    public static RolloutView of(Rollout rollout, Results results, List<String> why, int passed) {
        return of(rollout, results, why, List.of(), passed);
    }

    /** The same of one that is at what comes once at the end. */
    static RolloutView of(Rollout rollout, Results results, List<String> why, List<String> locks, int passed) {
        return new RolloutView(
                rollout, results.tallies(), results.nodes(), why, locks, Optional.empty(), passed, false, false);
    }

    /** One under way that its nodes do not believe. */
    static RolloutView held(Rollout rollout, Results results, String why) {
        return new RolloutView(
                rollout, results.tallies(), results.nodes(), List.of(why), List.of(), Optional.empty(), 0, true, false);
    }

    /** One that is gone, as far as anything still tells of it. */
    static RolloutView gone(Rollout rollout, Results left, List<String> why) {
        return new RolloutView(rollout, left.tallies(), left.nodes(), why, List.of(), Optional.empty(), 0, false, true);
    }

    /** One that has ended, with what its nodes' keys still say. */
    public static RolloutView of(RolloutRecord record, Results left) {
        Rollout rollout = record.rollout();
        List<String> why = rollout.why().isEmpty() ? List.of() : List.of(rollout.why());
        int passed = Math.min(rollout.progress().wave(), rollout.order().waves().size());
        return new RolloutView(
                rollout, record.results(), left.nodes(), why, List.of(), record.ended(), passed, false, false);
    }

    /** Whether nothing more comes of it. */
    public boolean isOver() {
        return isGone || ended.isPresent();
    }

    /** The word for its state, for people: one that stands there as running and goes no further is held. */
    public String word() {
        return isHeld ? HELD : state();
    }

    /** The word for its state, for programs. */
    public String state() {
        return isGone ? GONE : rollout.state().label();
    }
}
