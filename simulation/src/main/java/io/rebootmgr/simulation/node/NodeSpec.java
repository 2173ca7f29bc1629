package io.rebootmgr.simulation.node;

import io.rebootmgr.consul.Consul.LocalService;
import java.util.List;

/**
 * What a node is.
 *
 * @param callsItself the name in its settings, which should be its own
 * @param fileSurvives whether its trigger file is on a disk and not, as it should be, on a tmpfs
 * @param diskless whether its state directory, the file of its claim with it, is gone after every boot
 */
public record NodeSpec(
        String name,
        String callsItself,
        String group,
        List<LocalService> services,
        boolean fileSurvives,
        boolean diskless) {
    public NodeSpec {
        services = List.copyOf(services);
    }
}
