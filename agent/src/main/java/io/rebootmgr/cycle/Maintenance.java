package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import java.util.Optional;

/** Consul's maintenance mode of this node, of which only our own is ours to end. */
public final class Maintenance {
    private static final String OURS = "rebootmgr ";

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

    private static String prefix(String claim) {
        return OURS + claim + ":";
    }
}
