package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.text.Suggestion;
import java.util.Optional;

/**
 * Why nothing can be said of a rollout but that it is to be ended: what stands of it cannot be read, its nodes do not
 * believe it, or it is not where those under way stand. Nothing begins for it then, so an order that finds it as it is
 * to be must not be told so, no more than one that changes it.
 */
final class RolloutDoubt {
    private RolloutDoubt() {}

    /**
     * Empty where it stands as it should.
     *
     * @param view that it was read from, see {@link io.rebootmgr.rollout.RolloutWrite#prefixesOfOperators}
     * @param belief in it
     * @throws MalformedJson when no rollout can be read at all
     */
    static Optional<String> of(View view, Keys keys, String id, Belief belief) throws MalformedJson {
        Rollouts all = Rollouts.in(view, keys);
        Optional<Rollouts.Broken> broken = broken(all, id);
        if (broken.isPresent()) {
            return Optional.of("the key " + keys.rollouts() + " holds a rollout " + id + " that cannot be read: it "
                    + broken.get().why() + "; " + abort(id) + " takes it out");
        }
        if (belief instanceof Belief.Doubted(String doubt)) {
            return Optional.of(doubt);
        }
        return all.of(id).isPresent()
                ? Optional.empty()
                : Optional.of("rollout " + id + " is gone from the key " + keys.rollouts() + nameless(all, keys)
                        + ", and not by `rollout abort`: " + abort(id)
                        + " withdraws it, then it can be started again");
    }

    /** What stands there of it, where that cannot be read. */
    static Optional<Rollouts.Broken> broken(Rollouts all, String id) {
        return all.broken().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** What may have been this one, and holds every group when this one is ended, too. */
    private static String nameless(Rollouts all, Keys keys) {
        return broken(all, "")
                .map(one -> " (what stands there cannot be read, it " + one.why() + ": see "
                        + Suggestion.key("get", keys.rollouts()) + ", then fix or delete it)")
                .orElse("");
    }

    private static String abort(String id) {
        return Suggestion.of("rebootmgr rollout abort").argument(id).typed();
    }
}
