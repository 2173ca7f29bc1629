package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.fault.Dice;
import java.time.Duration;

/** What runs on a node, and what its impact program says of it. */
final class OwnWork {
    private static final Duration SHORTEST_MOOD = Duration.ofMinutes(2);
    private static final Duration LONGEST_MOOD = Duration.ofMinutes(40);
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final SimulatedNode node;
    private final Dice dice;
    private final Jobs jobs;
    private int mood;
    private Duration until = Duration.ZERO;

    OwnWork(SimulatedNode node, Dice dice) {
        this.node = node;
        // Where nothing runs nothing else happens otherwise.
        this.dice = node.around().pace().work() == Pace.Work.NONE ? new Dice(0) : dice.split();
        this.jobs = new Jobs(this.dice.split());
    }

    /** What the program prints, how it ends, and how long that takes. */
    record Answer(int code, String line, Duration takes) {}

    boolean isTold() {
        return node.around().pace().work().isTold();
    }

    boolean isJobs() {
        return node.around().pace().work().isJobs();
    }

    Jobs jobs() {
        return jobs;
    }

    /** @param timeout what hangs takes longer */
    Answer ask(Duration timeout) {
        Duration now = node.around().timeline().now();
        if (isJobs()) {
            return new Answer(0, Long.toString(jobs.minutesLeft(now)), Duration.ofMillis(200));
        }
        if (until.compareTo(now) < 0) {
            mood = dice.between(0, 3) * dice.between(0, 300);
            until = now.plus(dice.between(SHORTEST_MOOD, LONGEST_MOOD));
        }
        boolean hangs = dice.chance(node.around().level().get().of(0.03));
        boolean fails = dice.chance(node.around().level().get().of(0.05));
        return new Answer(
                fails ? 1 : 0,
                fails ? "" : Integer.toString(mood),
                hangs ? timeout.multipliedBy(2) : dice.between(Duration.ZERO, QUICK));
    }
}
