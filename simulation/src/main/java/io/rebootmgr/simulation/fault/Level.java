package io.rebootmgr.simulation.fault;

import java.util.Locale;

/** How bad it is. */
public enum Level {
    /** Nothing goes wrong, and everything takes the time that it should. */
    NONE(0),
    /** A bad night. */
    SOME(1),
    /** Everything at once. */
    HOSTILE(6);

    private final double factor;

    Level(double factor) {
        this.factor = factor;
    }

    /** A rate of this level, from that of a bad night. */
    public double of(double some) {
        return factor * some;
    }

    public boolean isCalm() {
        return this == NONE;
    }

    /** As it is written on a command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
