package io.rebootmgr.event;

import java.time.Duration;

/** Those who are told of events. */
public interface Audience {

    /** Takes an event on, to be told in order; returns at once. */
    void bring(Event event, Surroundings surroundings);

    /** Waits until everything was told, for so long at most. */
    void await(Duration atMost);

    /** Whether there is anybody. */
    boolean hasListeners();
}
