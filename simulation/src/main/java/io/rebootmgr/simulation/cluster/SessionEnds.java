package io.rebootmgr.simulation.cluster;

import io.rebootmgr.simulation.consul.Session;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;

/** Ends sessions that nobody renews: somewhere between one and two TTLs, as chance will have it. */
final class SessionEnds {
    private final Timeline timeline;
    private final Dice dice;
    private final Servers servers;

    SessionEnds(Timeline timeline, Dice dice, Servers servers) {
        this.timeline = timeline;
        this.dice = dice;
        this.servers = servers;
    }

    /** From now on this one is looked after. */
    void add(String id) {
        servers.model().sessions().get(id).ifPresent(this::plan);
    }

    /** A new leader gives every session its whole time again; what is planned looks before it ends one. */
    void countAnew() {
        servers.model().sessions().all().forEach(this::plan);
    }

    private void plan(Session session) {
        Duration chosen = session.mayEnd().plus(dice.between(Duration.ZERO, session.ttl()));
        timeline.at(chosen, () -> end(session));
    }

    private void end(Session planned) {
        var now = servers.model().sessions().get(planned.id());
        if (now.isEmpty()) {
            return;
        }
        if (!servers.hasLeader() || now.get().mayEnd().compareTo(timeline.now()) > 0) {
            // Renewed meanwhile; a new leader plans anew itself.
            if (servers.hasLeader()) {
                plan(now.get());
            }
            return;
        }
        servers.model().sessions().expire(planned.id(), timeline.now());
    }
}
