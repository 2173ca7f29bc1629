package io.rebootmgr.simulation.fault;

/** What goes wrong at one effect of a run. */
public enum Mishap {
    NONE,
    /** The process dies before the effect. */
    CRASH_BEFORE,
    /** The process dies after it. */
    CRASH_AFTER,
    /** The node loses its power before it. */
    POWER_CUT_BEFORE,
    /** The node loses its power after it. */
    POWER_CUT_AFTER,
    /** The process is told to end (SIGTERM) before it. */
    TERMINATED,
    /** It stands still (SIGSTOP) after it, for longer than its session lives. */
    SUSPENDED,
    /** Consul never gets the request. */
    REQUEST_LOST,
    /** Consul does it, and nobody hears of it. */
    ANSWER_LOST,
    /** The request arrives twice; the answer is that of the second one. */
    TWICE,
    /** The answer never comes, and Consul does it only seconds after that. */
    LATE,
    /** The servers lose their leader over it; it is done, or it is not. */
    LEADER_LOST,
    /** 403. */
    FORBIDDEN;

    /** Whether this can happen to such an effect. */
    public boolean fits(Effect effect) {
        return switch (this) {
            case NONE, CRASH_BEFORE, CRASH_AFTER, POWER_CUT_BEFORE, POWER_CUT_AFTER, TERMINATED, SUSPENDED -> true;
            case REQUEST_LOST, ANSWER_LOST, FORBIDDEN -> effect.isOfConsul();
            case TWICE -> effect.isOfConsul() && effect.isChanging();
            case LATE, LEADER_LOST -> effect == Effect.WRITE;
        };
    }
}
