package io.rebootmgr.cli;

import io.rebootmgr.policy.Durations;
import java.time.Instant;

/** How long something has lasted, in a sentence. */
final class Lasting {
    private Lasting() {}

    /** {@code for 4h 3m}. */
    static String since(Instant then) {
        return "for " + Durations.age(then, Instant.now());
    }
}
