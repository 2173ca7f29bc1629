package io.rebootmgr.cycle;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;

/**
 * Whether a Consul server that is coming back votes again. One that has just joined is watched by autopilot for a while
 * before it does, and until then no other server may go: the slot that it gave back would be of no use to them.
 */
final class ServerVote {
    private ServerVote() {}

    /** Whether this node's agent is one of Consul's servers at all. */
    static boolean matters(Consul consul) {
        return consul.self().server();
    }

    /**
     * What the return of a server waits for. It does not wait where the others can lose one already: nobody is held up
     * then, and a server may be one that never votes. Nor does it where Consul does not tell: nothing is found out by
     * waiting for that.
     */
    static Verdict now(Consul consul, String node) {
        try {
            Autopilot servers = consul.autopilot();
            return servers.votes(node) || servers.failureTolerance() >= 1
                    ? new Verdict.Proceed("the Consul server votes")
                    : new Verdict.Hold(
                            ExitCode.MEMBERS, "this Consul server does not vote yet, so the servers can lose none");
        } catch (ConsulException e) {
            return switch (e.kind()) {
                case FORBIDDEN, NONSENSE, TOO_LARGE ->
                    new Verdict.Proceed("not known whether this server votes: " + e.reason());
                case NO_AGENT, UNREACHABLE, NO_LEADER -> new Verdict.Unknown(ExitCode.CONSUL, e.reason());
            };
        }
    }
}
