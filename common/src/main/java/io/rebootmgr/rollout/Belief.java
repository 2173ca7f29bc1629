package io.rebootmgr.rollout;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.Moments;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a node believes of a rollout in {@code rollouts}. Whoever took over one node can write that key, so nobody does
 * anything for a rollout but what an operator has ordered, or what its group follows; and no wave is open by that key
 * alone: the nodes of those before it have to say themselves that they are through, each in a key of its own.
 */
public sealed interface Belief {
    /**
     * It is as it was ordered.
     *
     * @param rollout as far as it is believed
     * @param order empty where no operator gave one, for its group follows the version
     * @param canaries of one without an order those of the policy, which alone may speak for the first wave; else empty
     */
    record Ordered(Rollout rollout, Optional<StandingOrder> order, NodeList canaries) implements Belief {

        /**
         * Why this node does not begin though its place is in the first wave; empty where its place is another, or it
         * is for the node to look first.
         */
        public Optional<String> waitsForCanaries(Keys keys, String node, NodeResult place) {
            boolean isFirst = place.state().isOpen() && rollout.order().waveOf(place.wave()) == 0;
            return !isFirst || mayLookFirst(node)
                    ? Optional.empty()
                    : Optional.of("waits for the canaries that the policy names: " + namedCanaries() + "; the key "
                            + keys.rolloutNode(node) + " counts " + node
                            + " among them, and nobody has ordered rollout "
                            + Foreign.name(rollout.id())
                            + ": put it back into the policy's `canaries`, or "
                            + rollout.command("skip", node));
        }

        /** Whether what becomes of this place counts only where its node says that it is of the group. */
        public boolean asksForMark(NodeResult place) {
            return !canaries.isEmpty() && rollout.order().waveOf(place.wave()) == 0;
        }

        /** What has to be read beside the places of all nodes to know when a wave opens. */
        public List<String> prefixes(Keys keys) {
            return canaries.isEmpty() ? List.of() : List.of(CanaryMarks.prefix(keys, group(), rollout.id()));
        }

        private boolean mayLookFirst(String node) {
            return canaries.isEmpty() || canaries.contains(node, group());
        }

        private String namedCanaries() {
            return Foreign.name(canaries.toString());
        }

        private String group() {
            return rollout.order().groups().iterator().next();
        }

        /**
         * Why a wave is not open yet, by what the nodes before it say; empty where it is. A time that lies ahead of our
         * clock is of a clock that is wrong, and says nothing: how long it soaks is then left to the key.
         *
         * @param wave its place; as many as there are waves for what comes at the end
         * @param zone of whoever reads it; asked for where a time is to be told
         */
        public Optional<String> holds(Results results, int wave, Instant now, Supplier<ZoneId> zone) {
            List<Wave> waves = rollout.order().waves();
            long failed = results.nodes().values().stream()
                    .filter(one -> one.state() == ResultState.FAILED)
                    .count();
            if (failed > rollout.order().maxFailed()) {
                return Optional.of(rollout.tooMany(results.in(ResultState.FAILED)));
            }
            if (wave == 0) {
                return Optional.empty();
            }
            if (!results.unreadable().isEmpty()) {
                return Optional.of("what stands in the keys of these nodes cannot be read: "
                        + Moves.names(List.copyOf(results.unreadable().keySet())));
            }
            List<String> open = results.open(wave - 1);
            if (!open.isEmpty()) {
                return Optional.of("the waves before it wait for " + Moves.names(open));
            }
            if (!canaries.isEmpty() && !hasCanary(results)) {
                return Optional.of("none of the canaries that the policy names ("
                        + namedCanaries()
                        + ") says that it was done, as a node of group " + group()
                        + "; an order about it, as `rollout pause` and `resume`, leaves that to"
                        + " `rollout advance`");
            }
            Wave before = waves.get(wave - 1);
            return isEmpty(results, wave)
                    ? Optional.of("no node says that it was done in wave " + Foreign.name(before.name()) + ": "
                            + rollout.command("advance") + " goes on")
                    : soaks(results, before, wave - 1, now)
                            .map(until -> "wave " + Foreign.name(before.name()) + " soaks until "
                                    + Moments.ahead(until, now, zone.get()));
        }

        /**
         * Whether nobody did what is waited for. Only an operator opens the wave behind one that nobody is left of: by
         * passing it by, or by having its last nodes skipped, or go once more with a later wave, when it was through.
         */
        private boolean isEmpty(Results results, int wave) {
            List<Wave> waves = rollout.order().waves();
            if (order.isPresent()) {
                return wave < waves.size()
                        && results.isEmpty(wave - 1)
                        && !order.get().hasAdvanced(waves.get(wave - 1));
            }
            // In the last wave all may have had the version before.
            return wave == waves.size() ? results.in(ResultState.OK).isEmpty() : results.isEmpty(wave - 1);
        }

        /**
         * The same for an order about it: back at the wave that only an operator may open the next one of, if another
         * is said to be open.
         */
        public Ordered atLast(Results results) {
            for (int wave = 1;
                    wave <= rollout.progress().wave()
                            && wave < rollout.order().waves().size();
                    wave++) {
                if (results.open(wave - 1).isEmpty() && isEmpty(results, wave)) {
                    RolloutProgress back =
                            RolloutProgress.opened(wave - 1, rollout.progress().since());
                    return new Ordered(rollout.at(back), order, canaries);
                }
            }
            return this;
        }

        /**
         * The names of waves that were through, and that nobody is left of when these nodes stand otherwise: by the
         * order that does so they stay passed.
         */
        public Set<String> passed(Results before, SortedMap<String, NodeResult> changed, Instant now) {
            SortedMap<String, NodeResult> nodes = new TreeMap<>(before.nodes());
            nodes.putAll(changed);
            Results after = new Results(before.order(), nodes, before.unreadable(), before.marked());
            List<Wave> waves = rollout.order().waves();
            Set<String> passed = new TreeSet<>();
            for (int wave = 0; wave < Math.min(rollout.progress().wave(), waves.size()); wave++) {
                boolean isEmptied = !before.isEmpty(wave) && after.isEmpty(wave);
                if (isEmptied
                        && before.open(wave).isEmpty()
                        && soaks(before, waves.get(wave), wave, now).isEmpty()) {
                    passed.add(waves.get(wave).name());
                }
            }
            return passed;
        }

        private boolean hasCanary(Results results) {
            return Stream.of(ResultState.OK, ResultState.FAILED)
                    .flatMap(state -> results.in(state, 0).stream())
                    .anyMatch(node -> results.marked().contains(node) && canaries.contains(node, group()));
        }

        private Optional<Instant> soaks(Results results, Wave before, int place, Instant now) {
            if (order.filter(its -> its.hasAdvanced(before)).isPresent()) {
                return Optional.empty();
            }
            Duration soak = before.soak();
            return results.nodes().values().stream()
                    // Who is said to have fallen since was done before that.
                    .filter(one -> one.state() == ResultState.OK || one.state() == ResultState.FAILED)
                    .filter(one -> rollout.order().waveOf(one.wave()) == place)
                    .map(NodeResult::at)
                    .filter(at -> !at.isAfter(now))
                    .map(at -> at.plus(soak))
                    .filter(until -> until.isAfter(now))
                    .max(Instant::compareTo);
        }
    }

    /** It is not: in doubt nothing is done for it, and its groups wait. */
    record Doubted(String why) implements Belief {}

    /** What has to be read to know that, beside {@code rollouts}, of a group whose rollout nobody has ordered. */
    static List<String> prefixes(Keys keys, String group) {
        return FollowedVersion.prefixes(keys, group);
    }

    /** Whether no operator has ordered what is under way in this group, by what stands there. */
    static boolean isUnordered(View view, Keys keys, String group) {
        try {
            return view.get(keys.rollouts()).isPresent()
                    && Rollouts.in(view, keys)
                            .ofGroup(group)
                            .filter(one -> view.get(keys.rolloutOrder(one.id())).isEmpty())
                            .isPresent();
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * What is believed of a rollout.
     *
     * @param view that it was read from; it holds {@link Keys#rolloutOrders}, and of one that nobody has ordered
     *     {@link #prefixes}
     */
    static Belief of(View view, Keys keys, Rollout said) {
        Optional<StandingOrder> standing;
        try {
            standing = StandingOrder.in(view, keys, said.id());
        } catch (MalformedJson e) {
            return new Doubted(StandingOrder.unreadable(keys, said.id(), e.reason()));
        }
        String what = "the rollout " + Foreign.name(said.id()) + " in " + keys.rollouts();
        String out = "; " + said.command("abort") + " takes it out";
        if (standing.isEmpty()) {
            return StandingOrder.paused(view, keys, said.order().groups())
                    .or(() -> FollowedVersion.doubt(view, keys, said.order()))
                    .<Belief>map(why -> new Doubted(what + " is not to be believed: " + why + out))
                    .orElseGet(() ->
                            new Ordered(said, Optional.empty(), FollowedVersion.canaries(view, keys, said.order())));
        }
        return standing.get().order().equals(said.order())
                ? new Ordered(standing.get().believed(said), standing, NodeList.NONE)
                : new Doubted(what + " is not as it was ordered" + out);
    }
}
