package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.fault.Dice;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jobs of a cluster's node, a quarter of it each, as they are in the logs of real clusters: most are over in
 * minutes, and those few that run for hours make up most of what runs at any moment. Four fifths of the node are used.
 */
final class Jobs {
    private static final int PLACES = 4;
    private static final double USED = 0.8;
    /** A bounded Pareto distribution: its shape, its shortest and its longest, in minutes. */
    private static final double SHAPE = 1.1;

    private static final double SHORTEST = 2;
    private static final double LONGEST = 1440;
    private static final double MEAN = mean();
    /** Users ask for more time than their jobs take: up to so many times as much. */
    private static final double MOST_ASKED = 3;
    /** So long jobs have been running before anybody looks. */
    private static final Duration BEFORE = Duration.ofDays(5);

    private final Dice dice;
    private final List<Place> places;

    private static final class Place {
        private boolean busy;
        private Duration ends = BEFORE.negated();
        private Duration endsAtTheLatest = ends;
    }

    Jobs(Dice dice) {
        this.dice = dice;
        this.places = Stream.generate(Place::new).limit(PLACES).toList();
    }

    private static double mean() {
        double part = Math.pow(SHORTEST, SHAPE) / (1 - Math.pow(SHORTEST / LONGEST, SHAPE));
        return part * SHAPE / (SHAPE - 1) * (Math.pow(SHORTEST, 1 - SHAPE) - Math.pow(LONGEST, 1 - SHAPE));
    }

    private Duration length() {
        double low = Math.pow(SHORTEST, SHAPE);
        double high = Math.pow(LONGEST, SHAPE);
        double drawn = dice.fraction();
        return minutes(Math.pow(-(drawn * high - drawn * low - high) / (high * low), -1 / SHAPE));
    }

    private static Duration minutes(double minutes) {
        return Duration.ofMillis((long) (minutes * 60_000));
    }

    private void runUntil(Duration now) {
        for (Place place : places) {
            while (place.ends.compareTo(now) <= 0) {
                place.busy = !place.busy;
                Duration begun = place.ends;
                Duration lasts = place.busy ? length() : dice.until(60 / (MEAN * (1 - USED) / USED));
                place.ends = begun.plus(lasts);
                place.endsAtTheLatest =
                        begun.plus(minutes(lasts.toMillis() / 60_000.0 * (1 + dice.fraction() * (MOST_ASKED - 1))));
            }
        }
    }

    /** As the batch system tells it: how many minutes its jobs may still run. */
    long minutesLeft(Duration now) {
        runUntil(now);
        return places.stream()
                .filter(place -> place.busy)
                .mapToLong(place -> place.endsAtTheLatest.minus(now).toMinutes() + 1)
                .max()
                .orElse(0);
    }

    /** How long it takes from now on until the last of them has ended, when none begins any more. */
    Duration drain(Duration now) {
        runUntil(now);
        return places.stream()
                .filter(place -> place.busy)
                .map(place -> place.ends.minus(now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** For how long of that the node does nothing, by the parts of it that are free. */
    Duration idle(Duration now) {
        Duration drain = drain(now);
        Duration free = places.stream()
                .map(place -> place.busy ? drain.minus(place.ends.minus(now)) : drain)
                .reduce(Duration.ZERO, Duration::plus);
        return free.dividedBy(PLACES);
    }
}
