package io.rebootmgr.page;

import java.time.Instant;
import java.util.Optional;

/**
 * What there is to show at a moment: the last picture, and whether Consul still answers.
 *
 * @param version grows whenever there is something new to see
 * @param picture empty until Consul has answered for the first time
 * @param outage why and since when no newer picture could be had; empty while Consul answers
 */
record Sight(long version, Optional<Picture> picture, Optional<Outage> outage) {
    /** Consul does not answer, or refuses. */
    record Outage(Instant since, String why) {}
}
