package io.rebootmgr.gate;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.health.Considered;
import io.rebootmgr.health.Health;
import io.rebootmgr.health.HealthInput;
import io.rebootmgr.health.HealthReport;
import io.rebootmgr.health.RebootSide;
import io.rebootmgr.health.ServiceHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks Consul for what the health rules are about: the services of this node, and all instances of the tagged ones. */
public final class FleetHealth {
    private FleetHealth() {}

    /**
     * What was seen at one look.
     *
     * @param services of this node, with and without a say
     * @param instances of each service with a say, in the whole datacenter
     */
    public record Seen(List<LocalService> services, Map<String, List<Instance>> instances, HealthReport report) {}

    /** Looks now; a Consul that does not answer passes through as its exception. */
    public static Seen look(Consul consul, RebootSide side, HealthInput fleet) {
        List<LocalService> local = consul.localServices();
        List<ServiceHealth> services = new ArrayList<>();
        Map<String, List<Instance>> all = new TreeMap<>();
        for (Considered considered : Health.considered(local, side)) {
            List<Instance> instances = consul.instances(considered.service(), Consistency.CONSISTENT);
            services.add(Health.judge(considered, instances, fleet, side));
            all.put(considered.service(), instances);
        }
        return new Seen(local, all, new HealthReport(services));
    }

    /** As {@link #look}, for who wants no more than the verdict. */
    public static HealthReport report(Consul consul, RebootSide side, HealthInput fleet) {
        return look(consul, side, fleet).report();
    }
}
