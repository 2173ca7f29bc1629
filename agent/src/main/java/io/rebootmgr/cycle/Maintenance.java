package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.text.PrintableText;
import java.util.Optional;

/** Consul's maintenance mode of this node, of which only our own is ours to end. */
public final class Maintenance {
    private static final String OURS = "rebootmgr ";
    /** What ends a maintenance mode that only Consul's servers know of. */
    public static final String WAY_OUT_AT_SERVERS =
            "the log of its Consul agent says why it cannot register there; where it lost its data a restart of it helps";

    /** Of what somebody may have written there. */
    private static final int REASON_MOST = 100;

    private Maintenance() {}

    /** The id of the claim that maintenance of this reason belongs to; empty when somebody else set it. */
    public static Optional<String> claimOf(String reason) {
        int colon = reason.indexOf(':');
        return reason.startsWith(OURS) && colon > OURS.length()
                ? Optional.of(reason.substring(OURS.length(), colon)).filter(id -> id.indexOf(' ') < 0)
                : Optional.empty();
    }

    /** Begins it for this claim; an operator's stays, and one that an older claim of this node left is taken over. */
    static void begin(Consul consul, String claim, String reason) {
        Optional<String> standing = consul.maintenance();
        if (standing.isPresent() && standing.get().startsWith(prefix(claim))) {
            return;
        }
        if (standing.isPresent() && standing.get().startsWith(OURS)) {
            // Over a standing one Consul would keep the old reason.
            consul.disableMaintenance();
        } else if (standing.isPresent()) {
            return;
        }
        consul.enableMaintenance(prefix(claim) + " " + reason);
    }

    /** Ends it if this claim began it; an operator's stays. */
    static void end(Consul consul, String claim) {
        if (consul.maintenance()
                .filter(reason -> reason.startsWith(prefix(claim)))
                .isPresent()) {
            consul.disableMaintenance();
        }
    }

    /**
     * What is wrong where the servers, whom everybody else asks, have this node in maintenance mode of ours of which
     * its own agent knows nothing: it ended it a moment ago, or it cannot say so. An agent that lost its data and was
     * back before the gossip missed it is refused at the servers, for its name belongs to the node id that it had.
     */
    public static Optional<String> atServersAlone(Consul consul, String node) {
        Optional<String> told = consul.nodeChecks(node, Consistency.CONSISTENT).stream()
                .filter(Check::isMaintenance)
                .map(Check::output)
                .filter(reason -> claimOf(reason).isPresent())
                .findFirst();
        return told.isEmpty() || consul.maintenance().equals(told)
                ? Optional.empty()
                : Optional.of("Consul's servers still have this node in maintenance mode ("
                        + PrintableText.excerpt(told.get(), REASON_MOST) + "), and its own Consul agent has not");
    }

    private static String prefix(String claim) {
        return OURS + claim + ":";
    }
}
