package io.rebootmgr.simulation;

import java.io.PrintWriter;
import java.time.Duration;

/** Small fleets, seed after seed, until the time is over or a promise is broken. */
record Soak(Duration lasts, PrintWriter out) {
    private static final Duration NEWS = Duration.ofSeconds(30);

    /** Gives the exit code: 1 when a seed was found under which something is violated. */
    int run(long first) {
        long begun = System.nanoTime();
        long told = begun;
        out.println("from seed " + first + " on");
        out.flush();
        for (long seed = first; ; seed++) {
            Result result = Simulation.of(Scenario.drawn(seed)).run();
            long now = System.nanoTime();
            boolean over = now - begun >= lasts.toNanos();
            if (!result.isGood()) {
                out.println(result.story());
            }
            if (!result.isGood() || over || now - told >= NEWS.toNanos()) {
                told = now;
                out.println((seed - first + 1) + " seeds, " + (result.isGood() ? "0 violations" : "VIOLATED"));
                out.flush();
            }
            if (!result.isGood() || over) {
                return result.isGood() ? 0 : 1;
            }
        }
    }
}
