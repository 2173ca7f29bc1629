package io.rebootmgr.rollout;

import io.rebootmgr.text.Few;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Nodes whose places cannot be read, and are written anew. In which wave each was nobody knows any more; how many nodes
 * each wave began with stands in the order, so a wave that lacks some has had them.
 */
final class LostPlaces {
    private static final int NAMED_MOST = 10;

    private final Results results;
    /** The name of its wave, by node. */
    private final SortedMap<String, String> waves = new TreeMap<>();
    /** The nodes, by where they count from now on and why, for people. */
    private final SortedMap<String, Set<String>> told = new TreeMap<>();

    LostPlaces(Results results) {
        this.results = results;
    }

    /** The wave that this one counts in from now on: of several that lack a node the last. */
    String waveOf(String node) {
        Order order = results.order();
        Optional<Wave> lacking =
                order.waves().reversed().stream().filter(this::lacks).findFirst();
        Wave wave = lacking.orElse(order.waves().getLast());
        waves.put(node, wave.name());
        told.computeIfAbsent(
                        "in wave " + Foreign.name(wave.name())
                                + (lacking.isPresent() ? ", which lacks a node that it began with" : ", the last one"),
                        where -> new TreeSet<>())
                .add(node);
        return wave.name();
    }

    private boolean lacks(Wave wave) {
        Order order = results.order();
        int place = order.waveOf(wave.name());
        long known = results.nodes().values().stream()
                .filter(one -> one.state() != ResultState.LEFT_OUT)
                .filter(one -> order.waveOf(one.wave()) == place)
                .count();
        long given = waves.values().stream().filter(wave.name()::equals).count();
        return known + given < wave.nodes();
    }

    /** Behind what was done with them; empty where there was none. */
    String text() {
        if (told.isEmpty()) {
            return "";
        }
        return told.entrySet().stream()
                .map(one -> Few.of(one.getValue(), NAMED_MOST)
                        + (one.getValue().size() == 1 ? " counts " : " count ")
                        + one.getKey())
                .collect(Collectors.joining(
                        "; ",
                        waves.size() == 1
                                ? " (its place could not be read and is written anew: "
                                : " (places that could not be read are written anew: ",
                        ")"));
    }
}
