package io.rebootmgr.fleet;

/**
 * A stop flag that is set.
 *
 * @param name the group's or node's, empty for the fleet's
 * @param reason what its value says; may be empty
 */
public record StopFlag(Scope scope, String name, String key, String reason) {

    /** Whom it stops. */
    public enum Scope {
        FLEET,
        GROUP,
        NODE
    }
}
