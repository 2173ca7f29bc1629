package io.rebootmgr.fleet;

import io.rebootmgr.text.Suggestion;

/**
 * A stop flag that is set.
 *
 * @param name the group's or node's, empty for the fleet's
 * @param reason what its value says; may be empty
 */
public record StopFlag(Scope scope, String name, String key, String reason) {

    /** {@code rebootmgr resume} of this one, in backticks. */
    public String resume() {
        Suggestion resume = Suggestion.of("rebootmgr resume");
        return switch (scope) {
            case FLEET -> resume.typed();
            case GROUP -> resume.option("--group", name).typed();
            case NODE -> resume.option("--node", name).typed();
        };
    }

    /** Whom it stops. */
    public enum Scope {
        FLEET,
        GROUP,
        NODE
    }
}
