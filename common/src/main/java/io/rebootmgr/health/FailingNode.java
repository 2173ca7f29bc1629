package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.Check;

/** A node on which a service fails, and why, on one line of at most 120 characters. */
public record FailingNode(String node, String why) {

    /** A script that fails without a word looks the same. */
    private static final String NOT_RUN =
            " has not run yet since its agent started or reloaded (or it fails without output)";

    static FailingNode by(String node, Check check) {
        String name = Excerpt.of(check.id().isBlank() ? check.name() : check.id());
        // "critical" goes without saying; anything else is told, or nobody sees why the node counts as failing.
        String status = check.status().equals("critical") ? "" : " is " + Excerpt.of(check.status());
        String output = Excerpt.of(check.output());
        if (check.hasNotRun()) {
            return new FailingNode(node, Excerpt.of(name + NOT_RUN));
        }
        if (output.isEmpty()) {
            return new FailingNode(node, Excerpt.of(name + " is " + Excerpt.of(check.status())));
        }
        return new FailingNode(node, Excerpt.of(name + status + ": " + output));
    }

    String text() {
        return Excerpt.of(node) + " (" + why + ")";
    }
}
