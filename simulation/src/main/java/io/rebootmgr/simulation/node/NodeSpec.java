package io.rebootmgr.simulation.node;

import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.cluster.Role;
import io.rebootmgr.slot.Domain;
import java.util.List;

/**
 * What a node is.
 *
 * @param callsItself the name in its settings, which should be its own
 * @param fileSurvives whether its trigger file is on a disk and not, as it should be, on a tmpfs
 * @param diskless whether its state directory, the file of its claim with it, is gone after every boot
 * @param role of its Consul agent
 * @param domain its rack; none where it has no name
 */
public record NodeSpec(
        String name,
        String callsItself,
        String group,
        List<LocalService> services,
        boolean fileSurvives,
        boolean diskless,
        Role role,
        Domain domain) {
    public NodeSpec {
        services = List.copyOf(services);
    }

    /** One whose Consul agent is a client. */
    public NodeSpec(
            String name,
            String callsItself,
            String group,
            List<LocalService> services,
            boolean fileSurvives,
            boolean diskless) {
        this(name, callsItself, group, services, fileSurvives, diskless, Role.CLIENT, Domain.NONE);
    }

    /** The same with an agent of this kind; a server keeps its disk. */
    public NodeSpec as(Role other) {
        return new NodeSpec(
                name, callsItself, group, services, fileSurvives, diskless && !other.isServer(), other, domain);
    }

    /** The same in this rack. */
    public NodeSpec in(Domain rack) {
        return new NodeSpec(name, callsItself, group, services, fileSurvives, diskless, role, rack);
    }
}
