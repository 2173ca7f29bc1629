package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul.AgentSelf;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;

/** This node is called the same here and in Consul, or its health and its claims would be another's. */
final class NodeName implements Examination {
    @Override
    public String about() {
        return "node name";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        AgentSelf agent = examined.consul().self();
        String name = examined.self().node();
        if (!examined.consul().isOnThisMachine()) {
            return List.of(Finding.warn(
                    about(),
                    "the Consul agent that is asked, " + agent.node() + ", is not on this machine",
                    "run an agent on each machine and set consul.address to it: machines that ask one agent all pass"
                            + " for one node"));
        }
        return List.of(
                agent.node().equals(name)
                        ? Finding.ok(
                                about(),
                                name + ", as in Consul " + agent.version()
                                        + (agent.server() ? " (a server of " : " (a client in ") + agent.datacenter()
                                        + ")")
                        : Finding.fail(
                                about(),
                                ExitCode.INVALID,
                                "this node is " + name + " here and " + agent.node() + " in Consul",
                                "set name = \"" + agent.node()
                                        + "\" under [node] in the settings, or consul.address to this node's own agent"));
    }
}
