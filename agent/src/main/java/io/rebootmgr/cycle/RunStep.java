package io.rebootmgr.cycle;

import java.util.Optional;

/** One step on the way: it either lets the next one follow or says how the run ends. */
interface RunStep {
    Optional<Outcome> take();

    /** Takes them in order, up to the first that ends the run. */
    static Optional<Outcome> through(RunStep... steps) {
        for (RunStep step : steps) {
            Optional<Outcome> end = step.take();
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }
}
