package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.text.Unreadable;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What operators want of a rollout, as it stands in {@code rollout_orders/<id>}, which no node's token may write. Every
 * node has to be able to write {@code rollouts}, so what stands there is how far a rollout is by the word of whichever
 * node wrote last; what it may do, and with whom, is said here. It is written in the transactions in which operators
 * change {@code rollouts}, and goes when they abort it. One that came to its end leaves it to the next start.
 *
 * @param paused whether they paused it, in words; empty while they did not
 * @param advanced the names of waves whose soak they ended, or which they passed by
 * @param ofOrder what a newer agent says in the order itself
 */
public record StandingOrder(Order order, String paused, Set<String> advanced, OtherFields ofOrder, OtherFields others) {
    private static final Set<String> KNOWN = Set.of("order", "paused", "advanced");

    public StandingOrder {
        advanced = Collections.unmodifiableSet(new TreeSet<>(advanced));
    }

    /** Of one that begins. */
    static StandingOrder begun(Order order) {
        return new StandingOrder(order, "", Set.of(), OtherFields.NONE, OtherFields.NONE);
    }

    /**
     * What a view says that holds the key; empty where there is none.
     *
     * @throws MalformedJson when it cannot be read: then nothing is believed of the rollout
     */
    public static Optional<StandingOrder> in(View view, Keys keys, String id) throws MalformedJson {
        Optional<View.Entry> entry = view.get(keys.rolloutOrder(id));
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = Fields.parse(entry.get().value());
        Optional<Fields> order = fields.object("order");
        if (order.isEmpty()) {
            throw new MalformedJson("has no field order");
        }
        return Optional.of(new StandingOrder(
                StoredRollout.order(order.get()),
                fields.text("paused", ""),
                Set.copyOf(fields.texts("advanced")),
                StoredRollout.notKnown(order.get()),
                OtherFields.of(fields, KNOWN::contains)));
    }

    /**
     * What an operator has paused in one of these groups; empty where nothing is.
     *
     * @param view holds all of {@link Keys#rolloutOrders}
     */
    static Optional<String> paused(View view, Keys keys, Set<String> groups) {
        for (View.Entry entry : view.under(keys.rolloutOrders())) {
            String id = entry.key().substring(keys.rolloutOrders().length());
            try {
                Optional<StandingOrder> standing = in(view, keys, id);
                if (standing.filter(its -> !its.paused.isEmpty()
                                && its.order.groups().stream().anyMatch(groups::contains))
                        .isPresent()) {
                    return Optional.of(
                            "nobody has ordered it, and an operator has paused rollout " + Foreign.name(id) + " there");
                }
            } catch (MalformedJson e) {
                return Optional.of("nobody has ordered it, and " + unreadable(keys, id, e.reason()));
            }
        }
        return Optional.empty();
    }

    /** What to say where the order of a rollout cannot be read, and what to do. */
    public static String unreadable(Keys keys, String id, String why) {
        return new Unreadable(keys.rolloutOrder(id), why).text() + ": without it nobody has ordered the rollout, and "
                + Suggestion.of("rebootmgr rollout abort").argument(id).typed() + " takes it out";
    }

    /**
     * The same once an operator has made {@code next} of {@code before}.
     *
     * @param passed the names of waves that this leaves nobody in, though they were through
     */
    StandingOrder after(Rollout before, Rollout next, Set<String> passed) {
        Set<String> ended = new TreeSet<>(advanced);
        ended.addAll(passed);
        for (int wave = before.progress().wave(); wave < next.progress().wave(); wave++) {
            ended.add(order.waves().get(wave).name());
        }
        next.wave().ifPresent(wave -> {
            // A wave that opens again soaks anew.
            if (next.progress().ended()) {
                ended.add(wave.name());
            } else {
                ended.remove(wave.name());
            }
        });
        return new StandingOrder(
                order, next.state() == RolloutState.PAUSED ? next.why() : next.paused(), ended, ofOrder, others);
    }

    /** Whether they let the wave behind this one open without a soak. */
    boolean hasAdvanced(Wave wave) {
        return advanced.contains(wave.name());
    }

    /**
     * The rollout as far as it is believed: a pause is over, and a soak ended early, only by an operator's word.
     *
     * @param said as it stands in {@code rollouts}, with this very order
     */
    Rollout believed(Rollout said) {
        RolloutProgress progress = said.progress();
        boolean isEnded = progress.ended()
                && (said.isFinalizing() || hasAdvanced(said.wave().orElseThrow()));
        Rollout its = isEnded == progress.ended() ? said : said.at(progress.notEnded());
        return !paused.isEmpty() && its.state() == RolloutState.RUNNING ? its.to(RolloutState.PAUSED, paused) : its;
    }

    /** As it is written to the key. */
    byte[] bytes() {
        ObjectNode json = Json.object();
        ObjectNode ordered = StoredRollout.of(order);
        ofOrder.writeTo(ordered);
        json.set("order", ordered);
        if (!paused.isEmpty()) {
            json.put("paused", paused);
        }
        if (!advanced.isEmpty()) {
            ArrayNode list = json.putArray("advanced");
            advanced.forEach(list::add);
        }
        others.writeTo(json);
        return Json.bytes(json);
    }
}
