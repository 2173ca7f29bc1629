package io.rebootmgr.simulation.consul;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which index of the model is which of the real Consul's, whose log counts other things too: one to one, in the same
 * order.
 */
final class IndexPairs {
    private final NavigableMap<Long, Long> realByModel = new TreeMap<>();

    /** Pairs these two; what comes back is why they cannot be the same. */
    Optional<String> pair(String what, long model, long real) {
        Long known = realByModel.get(model);
        if (known != null) {
            return known == real
                    ? Optional.empty()
                    : Optional.of(what + ": model " + model + " is " + known + " elsewhere, here real " + real);
        }
        Map.Entry<Long, Long> below = realByModel.lowerEntry(model);
        Map.Entry<Long, Long> above = realByModel.higherEntry(model);
        if ((below != null && below.getValue() >= real) || (above != null && above.getValue() <= real)) {
            return Optional.of(what + ": model " + model + " is between " + below + " and " + above + ", real " + real
                    + " is not");
        }
        realByModel.put(model, real);
        return Optional.empty();
    }
}
