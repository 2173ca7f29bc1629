package io.rebootmgr.rollout;

import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A rollout as it stands in the key {@code rollouts}.
 *
 * @param why it is paused, failed or over, and who did that; empty while it runs
 * @param fallen nodes that did not stand well through the soak of their wave, at most {@link #FALLEN_SPARE} more than
 *     it bears
 * @param finalized the groups for which all is done that comes once at the end
 * @param others what a newer version wrote beside that
 */
public record Rollout(
        Order order,
        Place place,
        RolloutState state,
        String why,
        List<Fallen> fallen,
        Set<String> finalized,
        OtherFields others) {
    /** So many are named when there are too many; a retry judges all of them again. */
    static final int FALLEN_SPARE = 20;

    public Rollout {
        fallen = List.copyOf(fallen);
        finalized = Collections.unmodifiableSet(new TreeSet<>(finalized));
        others = state == RolloutState.UNKNOWN ? others : others.without("state");
    }

    /** One that begins: its first wave is open. */
    public static Rollout started(Order order) {
        return new Rollout(
                order,
                Place.opened(0, order.started()),
                RolloutState.RUNNING,
                "",
                List.of(),
                Set.of(),
                OtherFields.NONE);
    }

    public String id() {
        return order.id();
    }

    /** The wave that is open or soaks; empty when all have soaked. */
    public Optional<Wave> wave() {
        return place.wave() < order.waves().size() ? Optional.of(order.waves().get(place.wave())) : Optional.empty();
    }

    /** Whether all waves have soaked, and only what comes once at the end is left. */
    public boolean isFinalizing() {
        return place.wave() >= order.waves().size();
    }

    boolean isInLastWave() {
        return place.wave() == order.waves().size() - 1;
    }

    /**
     * Whether a node of this wave may begin now. A wave that soaks is open to those that are to go once more; where the
     * rollout does not run, nobody begins.
     */
    public boolean isOpenTo(String wave) {
        return state == RolloutState.RUNNING && order.waveOf(wave) <= place.wave();
    }

    Rollout at(Place next) {
        return new Rollout(order, next, state, why, fallen, finalized, others);
    }

    Rollout to(RolloutState next, String because) {
        return new Rollout(order, place, next, because, fallen, finalized, others);
    }

    Rollout having(List<Fallen> nodes) {
        return new Rollout(order, place, state, why, nodes, finalized, others);
    }

    /** The same with one more group for which the end is done. */
    public Rollout finalizedFor(String group) {
        Set<String> more = new TreeSet<>(finalized);
        more.add(group);
        return new Rollout(order, place, state, why, fallen, more, others);
    }

    /** What is to be done once at its end has failed. */
    public Rollout finalizeFailed(String group, String reason) {
        return to(RolloutState.FAILED, "finalize tasks of group " + group + ": " + reason);
    }

    /** The groups for which what comes once at the end is not done yet. */
    public Set<String> unfinalized() {
        Set<String> left = new TreeSet<>(order.groups());
        left.removeAll(finalized);
        return left;
    }

    /** The last change of its place that is known, as a lower bound for the next. */
    Instant lastMove() {
        return place.soaking().orElse(place.since());
    }
}
