package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.fault.Dice;
import java.time.Duration;

/** How long something takes: not always the same. Both bounds are included. */
public record Span(Duration least, Duration most) {

    /** At once. */
    public static final Span NONE = new Span(Duration.ZERO, Duration.ZERO);

    /** In seconds. */
    public static Span seconds(double least, double most) {
        return new Span(Duration.ofMillis((long) (least * 1000)), Duration.ofMillis((long) (most * 1000)));
    }

    Duration draw(Dice dice) {
        return dice.between(least, most);
    }

    /** In the middle of the two. */
    public Duration mean() {
        return least.plus(most).dividedBy(2);
    }
}
