package io.rebootmgr.cycle;

import java.time.Duration;

/**
 * How long nobody else can have this node, though Consul says nothing any more. By the clock's {@code elapsed}.
 *
 * @param until a session lives for its TTL after it was renewed; in the past where nothing is sure
 * @param answered when the last question was sent that Consul has answered: an agent that does not run may have been
 *     stopped right behind it, has left, and has ended its sessions at once
 */
record Alone(Duration until, Duration answered) {
    static final Alone NEVER = new Alone(Duration.ZERO, Duration.ZERO);
}
