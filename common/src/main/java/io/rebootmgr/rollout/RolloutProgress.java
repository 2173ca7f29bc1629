package io.rebootmgr.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a rollout is among its waves. Its times are of whatever node wrote them.
 *
 * @param wave the open one, from 0; as many as there are waves when all are closed and have soaked
 * @param since when it was opened
 * @param soaking since when it is closed and soaks; empty while its nodes go
 * @param ended an operator has ended the soak, whatever the clock says
 * @param doubt of a node by whose clock the soak begins too far in the future; empty while there is none
 * @param over the first node by whose clock the soak is over; empty while there is none
 */
public record RolloutProgress(
        int wave,
        Instant since,
        Optional<Instant> soaking,
        boolean ended,
        Optional<Sighting> doubt,
        Optional<Sighting> over) {

    /** Which node saw it, and when that was by its clock. */
    record Sighting(String by, Instant at) {}

    private RolloutProgress(int wave, Instant since, Optional<Instant> soaking, boolean ended) {
        this(wave, since, soaking, ended, Optional.empty(), Optional.empty());
    }

    static RolloutProgress opened(int wave, Instant now) {
        return new RolloutProgress(wave, now, Optional.empty(), false);
    }

    RolloutProgress soakingSince(Instant at) {
        return new RolloutProgress(wave, since, Optional.of(at), false);
    }

    RolloutProgress soakEnded() {
        return new RolloutProgress(wave, since, soaking, true);
    }

    RolloutProgress notEnded() {
        return new RolloutProgress(wave, since, soaking, false, doubt, over);
    }

    /** Open again: somebody is to go once more, and the soak begins anew behind that. */
    RolloutProgress reopened() {
        return new RolloutProgress(wave, since, Optional.empty(), false);
    }

    /** The same of another wave. */
    RolloutProgress reopenedAt(int other) {
        return new RolloutProgress(other, since, Optional.empty(), false);
    }

    RolloutProgress doubtedBy(String node, Instant at) {
        return new RolloutProgress(wave, since, soaking, ended, Optional.of(new Sighting(node, at)), over);
    }

    RolloutProgress overBy(String node, Instant at) {
        return new RolloutProgress(wave, since, soaking, ended, doubt, Optional.of(new Sighting(node, at)));
    }

    /**
     * Whether this node may take the soak for over, by whose clock it is: a second one has said so as well, or the soak
     * has passed once more by its own clock since it said so itself. So a node whose clock is ahead ends none early,
     * and one that is left alone ends it all the same.
     */
    boolean isOverFor(String node, Duration soak, Instant now) {
        return over.filter(first ->
                        !first.by().equals(node) || !first.at().plus(soak).isAfter(now))
                .isPresent();
    }

    /**
     * When the soak is over; empty where the wave does not soak. A time ahead of our clock is one of another clock, and
     * believed up to the length of the soak.
     */
    public Optional<Instant> soakEnds(Duration soak) {
        return soaking.map(from -> from.plus(soak));
    }

    /**
     * Whether its beginning lies further ahead than the soak is long: one of the two clocks is wrong, and the soak
     * begins anew where two nodes say so. So one node whose clock is behind cuts none short.
     */
    public boolean isTooFarAhead(Duration soak, Instant now) {
        return soaking.filter(now.plus(soak)::isBefore).isPresent();
    }
}
