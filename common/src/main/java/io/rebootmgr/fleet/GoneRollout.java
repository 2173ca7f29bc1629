package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.StandingOrder;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.text.Unreadable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A rollout that is not in the key {@code rollouts}, though nothing says that it has ended. Every node can write that
 * key. What is left of it is what was ordered, and what the logbook has: of the two the order is an operator's word.
 */
final class GoneRollout {
    /** Of others' words. */
    private static final int LONGEST = 300;

    private final Keys keys;
    private final View view;
    private final ZoneId zone;

    /** By a view that holds {@link Keys#rolloutOrders}. */
    GoneRollout(Keys keys, View view, ZoneId zone) {
        this.keys = keys;
        this.view = view;
        this.zone = zone;
    }

    /** The ids of those that may be gone: all that were ordered or begun, and have not ended by these records. */
    Set<String> ids(List<RolloutRecord> records) {
        Set<String> ids = new TreeSet<>();
        view.under(keys.rolloutOrders())
                .forEach(entry ->
                        ids.add(entry.key().substring(keys.rolloutOrders().length())));
        records.forEach(record -> {
            if (record.ended().isPresent()) {
                // The order of one that is done stays until the next start.
                ids.remove(record.rollout().id());
            } else {
                ids.add(record.rollout().id());
            }
        });
        return ids;
    }

    /**
     * What is known of one that is under way nowhere; empty where nothing is.
     *
     * @param record of the logbook, which does not say that it ended
     */
    Optional<RolloutView> view(String id, Optional<RolloutRecord> record) {
        Optional<StandingOrder> standing = Optional.empty();
        List<String> why = new ArrayList<>(List.of(Rollouts.saidToHaveEnded(view, keys, id)
                .map(
                        end -> "the key " + keys.rollouts() + " says that it is " + end + ", and the logbook does not:"
                                + " somebody has written that there, for whoever ends a rollout takes it out; nothing begins for it")
                .orElse("it is not in the key " + keys.rollouts()
                        + " any more, and nothing says that it has ended: somebody has taken it out, and nothing"
                        + " begins for it")));
        try {
            standing = StandingOrder.in(view, keys, id);
            why.add(standing.map(its -> stands(id, its)).orElseGet(() -> noOrder(id)));
        } catch (MalformedJson e) {
            why.add(StandingOrder.unreadable(keys, id, e.reason()));
        }
        record.map(RolloutRecord::notes).filter(notes -> !notes.isEmpty()).ifPresent(notes -> why.add(last(notes)));
        Optional<Rollout> ordered = standing.map(StandingOrder::order).map(Rollout::started);
        return record.map(RolloutRecord::rollout)
                .filter(said -> ordered.isEmpty() || ordered.get().order().equals(said.order()))
                .or(() -> ordered)
                .map(rollout -> RolloutView.gone(rollout, Results.of(rollout, view, keys), why));
    }

    /** Its order where that cannot be read: then nobody knows what it was. */
    Optional<Unreadable> unreadable(String id) {
        try {
            StandingOrder.in(view, keys, id);
            return Optional.empty();
        } catch (MalformedJson e) {
            return Optional.of(new Unreadable(keys.rolloutOrder(id), e.reason()));
        }
    }

    private String stands(String id, StandingOrder standing) {
        return "what was ordered stands in " + keys.rolloutOrder(id)
                + (standing.paused().isEmpty() ? "" : " (" + PrintableText.excerpt(standing.paused(), LONGEST) + ")")
                + ": " + abort(id) + " withdraws it, then start it again";
    }

    private static String noOrder(String id) {
        return "no order of it stands, so its group had begun it by itself, or an operator has withdrawn it: "
                + abort(id) + " says in the logbook that it is over, then start it again";
    }

    private static String abort(String id) {
        return Suggestion.of("rebootmgr rollout abort").argument(id).typed();
    }

    private String last(List<Note> notes) {
        Note last = notes.getLast();
        return "the logbook's last word of it: "
                + PrintableText.excerpt(
                        last.what() + " by " + last.by() + (last.why().isEmpty() ? "" : ": " + last.why()), LONGEST)
                + ", " + Moments.alone(last.at(), zone);
    }
}
