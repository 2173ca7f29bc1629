package io.rebootmgr.simulation.check;

import java.time.Duration;

/** What must not happen has happened. */
public record Violation(String invariant, Duration at, String what) {
    @Override
    public String toString() {
        return invariant + " is violated at " + at + ": " + what;
    }
}
