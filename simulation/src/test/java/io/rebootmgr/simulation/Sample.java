package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which effects of a run a mishap strikes in the ordinary check, for all of them take too long: every n-th of each
 * kind, and of each kind one at least. Which one it begins with differs from mishap to mishap, so that those that fit
 * every effect strike all of them together. With {@code -Dsimulation.whole=true} each strikes all that it fits.
 */
final class Sample {
    /** Whether all is to be struck, whatever time that takes. */
    static final boolean WHOLE = Boolean.getBoolean("simulation.whole");

    /** No more than there are mishaps that fit every effect. */
    private static final int EVERY = 6;

    private Sample() {}

    /**
     * The numbers of those to strike, the lowest first.
     *
     * @param effects all that the run has, those included that the mishap does not fit
     */
    static List<Integer> of(List<Effect> effects, Mishap mishap) {
        Map<Effect, List<Integer>> kinds = new EnumMap<>(Effect.class);
        for (int at = 0; at < effects.size(); at++) {
            if (mishap.fits(effects.get(at))) {
                kinds.computeIfAbsent(effects.get(at), kind -> new ArrayList<>())
                        .add(at);
            }
        }
        return kinds.values().stream()
                .flatMap(kind -> some(kind, phase(mishap)).stream())
                .sorted()
                .toList();
    }

    /** Another one for each. */
    static int phase(Mishap mishap) {
        return List.of(Mishap.values()).indexOf(mishap);
    }

    private static List<Integer> some(List<Integer> kind, int phase) {
        return IntStream.range(0, kind.size())
                .filter(i -> i % EVERY == phase % Math.min(EVERY, kind.size()))
                .mapToObj(kind::get)
                .toList();
    }
}
