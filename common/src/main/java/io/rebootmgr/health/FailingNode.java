package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.Check;

/** A node on which a service fails, and why, on one line of at most 120 characters. */
public record FailingNode(String node, String why) {

    /** A script that fails without a word looks the same. */
    private static final String NOT_RUN =
            " has not run yet since its agent started or reloaded (or it fails without output)";

    static FailingNode by(String node, Check check) {
        String name = Line.of(check.id().isBlank() ? check.name() : check.id());
        // "critical" goes without saying; anything else is told, or nobody sees why the node counts as failing.
        String status = check.status().equals("critical") ? "" : " is " + Line.of(check.status());
        String output = Line.of(check.output());
        if (check.hasNotRun()) {
            return new FailingNode(node, Line.of(name + NOT_RUN));
        }
        if (output.isEmpty()) {
            return new FailingNode(node, Line.of(name + " is " + Line.of(check.status())));
        }
        return new FailingNode(node, Line.of(name + status + ": " + output));
    }

    String text() {
        return Line.of(node) + " (" + why + ")";
    }
}
