package io.rebootmgr.rollout;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the nodes of one rollout stand, as of one moment: what they said themselves, and those that fell while their
 * wave soaked as failed.
 *
 * @param nodes by name, those that are left out among them
 * @param unreadable keys that cannot be read, by node, with what is wrong: they may be of this rollout, so in doubt its
 *     waves wait for them
 * @param marked nodes that are of its group for certain, see {@link CanaryMarks}; looked at only of the first wave of
 *     one that a group began by itself
 */
public record Results(
        Order order, SortedMap<String, NodeResult> nodes, SortedMap<String, String> unreadable, Set<String> marked) {

    public Results {
        marked = Set.copyOf(marked);
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
    }

    /** What a view says that holds all of {@link Keys#rolloutNodes}. */
    public static Results of(Rollout rollout, View view, Keys keys) {
        return of(rollout, view, keys, (node, value) -> false);
    }

    /**
     * The same for whoever is about to begin in the wave at this place: all that {@link Belief.Ordered#holds} asks of
     * it. Of ten thousand nodes most are in the last wave, and that they wait, run or are done keeps none of them:
     * those are not read.
     */
    public static Results before(int wave, Rollout rollout, View view, Keys keys) {
        Set<String> fallen = rollout.fallen().stream().map(Fallen::node).collect(Collectors.toSet());
        List<byte[]> harmless = rollout.order().waves().stream()
                .filter(each -> rollout.order().waveOf(each.name()) >= wave)
                .flatMap(each -> Stream.of(ResultState.WAITING, ResultState.OK, ResultState.RUNNING)
                        .map(state -> NodeResult.beginning(rollout.id(), each.name(), state)))
                .toList();
        return of(
                rollout,
                view,
                keys,
                (node, value) ->
                        !fallen.contains(node) && harmless.stream().anyMatch(beginning -> begins(value, beginning)));
    }

    private static boolean begins(byte[] value, byte[] beginning) {
        return value.length > beginning.length
                && Arrays.equals(value, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static Results of(Rollout rollout, View view, Keys keys, BiPredicate<String, byte[]> isPassedOver) {
        SortedMap<String, NodeResult> nodes = new TreeMap<>();
        SortedMap<String, String> unreadable = new TreeMap<>();
        for (View.Entry entry : view.under(keys.rolloutNodes())) {
            String node = entry.key().substring(keys.rolloutNodes().length());
            if (!Keys.isName(node) || isPassedOver.test(node, entry.value())) {
                continue;
            }
            try {
                NodeResult result = NodeResult.parse(entry.value());
                if (result.id().equals(rollout.id())) {
                    nodes.put(node, result);
                }
            } catch (MalformedJson e) {
                unreadable.put(node, e.reason());
            }
        }
        return of(rollout, nodes, unreadable).with(CanaryMarks.in(view, keys, rollout.order()));
    }

    /** What the nodes said, and those that fell. */
    static Results of(Rollout rollout, Map<String, NodeResult> said, Map<String, String> unreadable) {
        SortedMap<String, NodeResult> nodes = new TreeMap<>(said);
        for (Fallen one : rollout.fallen()) {
            nodes.computeIfPresent(
                    one.node(),
                    (node, result) -> result.state() == ResultState.OK
                            // Since when it was done it says itself: a soak goes by that.
                            ? result.to(ResultState.FAILED, one.reason(), result.at())
                            : result);
        }
        return new Results(rollout.order(), nodes, new TreeMap<>(unreadable), Set.of());
    }

    /** The same with the marks that another view has. */
    public Results markedIn(View view, Keys keys) {
        return with(CanaryMarks.in(view, keys, order));
    }

    /** The same, and whatever stands in the places of these nodes is none of it. */
    Results without(Set<String> strangers) {
        SortedMap<String, String> fewer = new TreeMap<>(unreadable);
        fewer.keySet().removeAll(strangers);
        return new Results(order, nodes, fewer, marked);
    }

    private Results with(Set<String> others) {
        return new Results(order, nodes, unreadable, others);
    }

    /** One tally for each wave, in their order. */
    public List<Tally> tallies() {
        Map<Integer, List<NodeResult>> byWave = new HashMap<>();
        nodes.values()
                .forEach(one -> byWave.computeIfAbsent(order.waveOf(one.wave()), at -> new ArrayList<>())
                        .add(one));
        List<Tally> tallies = new ArrayList<>();
        for (int at = 0; at < order.waves().size(); at++) {
            tallies.add(Tally.of(order.waves().get(at).name(), byWave.getOrDefault(at, List.of())));
        }
        return tallies;
    }

    /** The nodes in this state, by name. */
    public List<String> in(ResultState state) {
        return nodes.entrySet().stream()
                .filter(one -> one.getValue().state() == state)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The nodes that are done, by name, and could do for this group what comes once at the end. */
    public List<String> finalizers(String group) {
        return nodes.entrySet().stream()
                .filter(one -> one.getValue().state() == ResultState.OK)
                .filter(one -> one.getValue().came().finalizes().equals(group))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The nodes in this state of the wave at this place. */
    public List<String> in(ResultState state, int wave) {
        return nodes.entrySet().stream()
                .filter(one -> one.getValue().state() == state)
                .filter(one -> order.waveOf(one.getValue().wave()) == wave)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether no node of the wave at this place has gone, well or not. */
    public boolean isEmpty(int wave) {
        return in(ResultState.OK, wave).isEmpty()
                && in(ResultState.FAILED, wave).isEmpty();
    }

    /** The nodes of the waves up to this place that are still to go, or at it. */
    public List<String> open(int wave) {
        return nodes.entrySet().stream()
                .filter(one -> one.getValue().state().isOpen())
                .filter(one -> order.waveOf(one.getValue().wave()) <= wave)
                .map(Map.Entry::getKey)
                .toList();
    }
}
