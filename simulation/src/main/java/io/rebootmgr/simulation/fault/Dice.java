package io.rebootmgr.simulation.fault;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance, all of it from one seed: the same dice thrown in the same order fall the same way, on any machine. */
public final class Dice {
    private final SplittableRandom random;

    public Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Dice of their own: how often they are thrown changes nothing for these. */
    public Dice split() {
        return new Dice(random.split());
    }

    public boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0, included, to 1, not included. */
    public double fraction() {
        return random.nextDouble();
    }

    /** From {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** From {@code least} to {@code most}, to the millisecond. */
    public Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    /** How long until something happens next that happens so often on average. */
    public Duration until(double perHour) {
        double hours = -Math.log(1 - random.nextDouble()) / perHour;
        return Duration.ofMillis((long) (Math.min(hours, 10_000) * 3_600_000));
    }

    public <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
