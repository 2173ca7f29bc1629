package io.rebootmgr.simulation.cluster;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import java.time.Duration;

/** How long requests take, and how far a server lags behind. */
public final class Network {
    private static final Duration CALM = Duration.ofMillis(4);
    private static final Duration BUSY = Duration.ofMillis(60);
    private static final Duration CALM_LAG = Duration.ofMillis(30);
    private static final Duration MOST_LAG = Duration.ofSeconds(6);

    private final Level level;
    private final Dice dice;
    private boolean calm;

    public Network(Level level, Dice dice) {
        this.level = level;
        this.dice = dice;
        this.calm = level.isCalm();
    }

    /** From now on it is as good as a network can be. */
    public void calm() {
        calm = true;
    }

    /** How long a request, or its answer, is under way. */
    Duration latency() {
        return dice.between(Duration.ofMillis(1), calm ? CALM : BUSY);
    }

    /** How far behind the leader the server is that a stale read meets. */
    Duration lag() {
        boolean far = !calm && dice.chance(level.of(0.03));
        return dice.between(Duration.ZERO, far ? MOST_LAG : CALM_LAG);
    }

    Dice dice() {
        return dice;
    }
}
