package io.rebootmgr.leasing;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.host.Clock;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.policy.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lease that hangs on a session: renews it, and sees when it is gone. Consul may have ended it all the same,
 * for the server whose it was left, or somebody destroyed it; where nobody took the node in that moment the lease is
 * taken again, under the same id.
 */
public final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Consul consul;
    private final Keys keys;
    private final Clock clock;
    private final LeaseOrder order;
    private final Lease lease;
    private final Duration ttl;
    private String session;
    /** When the last question was sent of which the answer said that the session lives. */
    private Duration renewed;

    private Duration looked;

    /** Of a lease that was just acquired with a TTL. */
    public LeaseKeeper(Consul consul, Keys keys, Clock clock, LeaseOrder order, Acquisition.Result.Acquired acquired) {
        this.consul = consul;
        this.keys = keys;
        this.clock = clock;
        this.order = order;
        this.lease = acquired.lease();
        this.ttl = order.ttl().orElseThrow();
        this.session = acquired.session().orElseThrow();
        this.renewed = acquired.since();
        // The first look is due at once: whoever calls it may have done other things meanwhile.
        this.looked = renewed.minus(LOOK_EVERY);
    }

    /** Whose lock the lease hangs on now. */
    public String session() {
        return session;
    }

    /** The TTL of that session. */
    public Duration ttl() {
        return ttl;
    }

    /** By {@link Clock#elapsed}: how long the lease is ours for sure, if Consul is not heard of again. */
    public Duration sureUntil() {
        return renewed.plus(ttl);
    }

    /** To be called every second or so: why the lease is lost, empty while it is ours. */
    public Optional<String> look() {
        Duration now = clock.elapsed();
        if (now.minus(looked).compareTo(LOOK_EVERY) < 0) {
            return Optional.empty();
        }
        looked = now;
        try {
            return judge(now);
        } catch (ConsulException e) {
            // Consul lets a session live for its TTL at least after it was renewed: others may take the node after
            // that.
            Duration silent = clock.elapsed().minus(renewed);
            return silent.compareTo(ttl) < 0
                    ? Optional.empty()
                    : Optional.of("no answer from Consul for " + Durations.brief(silent) + ": " + e.reason());
        }
    }

    private Optional<String> judge(Duration now) {
        String key = keys.lease(order.node());
        boolean stands = isOurs(consul.read(Consistency.DEFAULT, List.of(key)))
                || isOurs(consul.read(Consistency.CONSISTENT, List.of(key)));
        boolean due = now.minus(renewed).compareTo(ttl.dividedBy(4)) >= 0;
        if (stands && !due) {
            return Optional.empty();
        }
        boolean lives = consul.renewSession(session);
        if (lives) {
            renewed = now;
        }
        if (stands && lives) {
            return Optional.empty();
        }
        return lives ? Optional.of("somebody released it") : again();
    }

    private boolean isOurs(View view) {
        return LeaseState.in(view, keys, order.node()) instanceof LeaseState.Held(Lease standing)
                && standing.id().equals(lease.id())
                && view.lockedBy(keys.lease(order.node()), session);
    }

    private Optional<String> again() {
        return switch (Acquisition.acquire(consul, keys, clock, order, lease.id(), Duration.ZERO)) {
            case Acquisition.Result.Acquired acquired -> {
                LOG.warn(
                        "Consul forgot the session of the lease on {}; nobody took the node, and it is leased again",
                        order.node());
                // Without one it had been ours all the while.
                if (acquired.session().isPresent()) {
                    session = acquired.session().get();
                    renewed = acquired.since();
                }
                yield Optional.empty();
            }
            case Acquisition.Result.Taken(String by, var endless) ->
                Optional.of("its session is gone, and the node is taken: " + by);
            case Acquisition.Result.Unreadable(String text) -> Optional.of("its session is gone, and " + text);
            case Acquisition.Result.Uncertain(String id, String cause) ->
                Optional.of("its session is gone, and it is not known whether it could be taken again: " + cause);
        };
    }
}
