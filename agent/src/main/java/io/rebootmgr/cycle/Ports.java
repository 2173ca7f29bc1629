package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that a run touches the world through.
 *
 * @param ids gives claim ids: never the same twice in the fleet's life
 * @param listener is told what the run sees and does
 */
public record Ports(Consul consul, Host host, TaskRunner tasks, Clock clock, Supplier<String> ids, Listener listener) {

    /** With nobody listening. */
    public Ports(Consul consul, Host host, TaskRunner tasks, Clock clock, Supplier<String> ids) {
        this(consul, host, tasks, clock, ids, Listener.NOBODY);
    }

    /** Says what the run is at: to another one that comes meanwhile, and to whoever watches this one. */
    void doing(String what) {
        host.doing(what);
        listener.does(what, Optional.empty());
    }

    /** The same of what is over after so long at the latest. */
    void doing(String what, Duration most) {
        host.doing(what);
        listener.does(what, Optional.of(most));
    }

    /** The same with somebody listening. */
    public Ports heardBy(Listener somebody) {
        return new Ports(consul, host, tasks, clock, ids, somebody);
    }
}
