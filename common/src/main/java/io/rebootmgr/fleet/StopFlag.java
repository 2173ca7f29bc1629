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
        return scope.typed("rebootmgr resume", name);
    }

    /** Whom it stops. */
    public enum Scope {
        FLEET,
        GROUP,
        NODE;

        /** The command for the one of this name, in backticks. */
        public String typed(String command, String name) {
            Suggestion typed = Suggestion.of(command);
            return switch (this) {
                case FLEET -> typed.typed();
                case GROUP -> typed.option("--group", name).typed();
                case NODE -> typed.option("--node", name).typed();
            };
        }
    }
}
