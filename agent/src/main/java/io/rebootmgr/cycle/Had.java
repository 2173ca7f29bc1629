package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.FleetHealth;
import io.rebootmgr.health.Comeback;
import io.rebootmgr.health.HealthInput;
import io.rebootmgr.health.RebootSide;
import io.rebootmgr.slot.Awaited;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The services that this node has, before it goes down.
 *
 * @param services what the fleet misses while it is down: the names of all, sorted
 * @param awaited what has to be back before its slot is given back
 */
record Had(List<String> services, Awaited awaited) {

    /** Looks now; a Consul that does not answer passes through as its exception. */
    static Had now(Ports ports, Self self) {
        FleetHealth.Seen seen =
                FleetHealth.look(ports.consul(), RebootSide.AFTER, new HealthInput(self.node(), Map.of(), Set.of()));
        List<String> services = seen.services().stream()
                .map(LocalService::name)
                .distinct()
                .sorted()
                .toList();
        return new Had(services, Awaited.of(Comeback.awaited(seen.instances(), self.node())));
    }
}
