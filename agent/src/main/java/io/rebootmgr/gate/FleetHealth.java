package io.rebootmgr.gate;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.health.Considered;
import io.rebootmgr.health.FleetFacts;
import io.rebootmgr.health.Health;
import io.rebootmgr.health.HealthReport;
import io.rebootmgr.health.Phase;
import io.rebootmgr.health.ServiceHealth;
import java.util.ArrayList;
import java.util.List;

/** Asks Consul for what the health rules are about: the services of this node, and all instances of the tagged ones. */
public final class FleetHealth {
    private FleetHealth() {}

    /** Looks now; a Consul that does not answer passes through as its exception. */
    public static HealthReport report(Consul consul, Phase phase, FleetFacts fleet) {
        List<ServiceHealth> services = new ArrayList<>();
        for (Considered considered : Health.considered(consul.localServices(), phase)) {
            List<Instance> instances = consul.instances(considered.service(), Consistency.CONSISTENT);
            services.add(Health.judge(considered, instances, fleet, phase));
        }
        return new HealthReport(services);
    }
}
