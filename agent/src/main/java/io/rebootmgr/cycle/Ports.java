package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
import io.rebootmgr.task.TaskRunner;
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

    /** The same with somebody listening. */
    public Ports heardBy(Listener somebody) {
        return new Ports(consul, host, tasks, clock, ids, somebody);
    }
}
