package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.facts.Self;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;

/**
 * Whether this node is the one whose keys it reads and writes. Two machines may well have one short host name, or one
 * name from a golden image; Consul lets one live agent of a name into a datacenter, so the agent's own name is the
 * identity.
 */
public final class Identity {
    private Identity() {}

    /** Why nothing may be done in this name; empty when it is the name of this node's Consul agent. */
    public static Optional<Outcome> mismatch(Consul consul, Self self) {
        String agent = consul.self().node();
        return agent.equals(self.node())
                ? Optional.empty()
                : Optional.of(new Outcome(
                        ExitCode.INVALID,
                        "this node calls itself " + self.node() + ", and its Consul agent is " + agent
                                + (consul.isOnThisMachine()
                                        ? ": set node.name in the settings to the agent's name"
                                        : ", which is not on this machine: set consul.address to this machine's own"
                                                + " agent")));
    }

    /**
     * Why a claim that this node has no file of is not taken up: where several machines ask one agent, its name is no
     * machine's alone. Empty when the agent is this machine's, for then the claim can only be of this node.
     */
    static Optional<Outcome> unproven(Consul consul, Self self, String claim) {
        return consul.isOnThisMachine()
                ? Optional.empty()
                : Optional.of(new Outcome(
                        ExitCode.INVALID,
                        "claim " + claim + " of " + self.node() + " may be another machine's: nothing is written of it"
                                + " here, and the Consul agent that is asked is not on this machine. Set"
                                + " consul.address to this machine's own agent"));
    }
}
