package io.rebootmgr.simulation;

import io.rebootmgr.simulation.check.Violation;
import java.time.Duration;
import java.util.List;

/**
 * How a simulation ended.
 *
 * @param digest of the whole history: the same for the same history only
 * @param ended when all was at rest, or when the first violation was found
 * @param tail the last lines of the log
 * @param figures what it cost
 */
public record Result(
        Scenario scenario,
        long digest,
        Duration ended,
        List<Violation> violations,
        List<String> tail,
        Figures figures) {
    public Result {
        violations = List.copyOf(violations);
        tail = List.copyOf(tail);
    }

    /** Whether all invariants held. */
    public boolean isGood() {
        return violations.isEmpty();
    }

    /** What was violated, how it came to that, and how to see it again; for people. */
    public String story() {
        return story("");
    }

    /**
     * The same.
     *
     * @param option beside those of its scenario, with which it is seen again; nothing where there is none
     */
    String story(String option) {
        StringBuilder story = new StringBuilder("seed " + scenario.seed());
        violations.forEach(violation -> story.append("\n  ").append(violation));
        story.append("\n  the last that happened:");
        tail.forEach(line -> story.append("\n    ").append(line));
        return story.append("\n  see all of it with: ")
                .append(scenario.command())
                .append(option)
                .append(" --replay")
                .toString();
    }
}
