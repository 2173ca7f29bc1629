package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;

/** Consul's maintenance mode of this node, of which only our own is ours to end. */
final class Maintenance {
    private Maintenance() {}

    static String reason(String claim, String reason) {
        return prefix(claim) + " " + reason;
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
        return "rebootmgr " + claim + ":";
    }
}
