package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.policy.LayerKind;

/** Whom a stop flag stops, or a pause holds. */
sealed interface Scope {

    /** Every node. */
    record Fleet() implements Scope {}

    record Group(String name) implements Scope {}

    record Node(String name) implements Scope {}

    /** Where its stop flag stands. */
    default String stopKey(Keys keys) {
        return switch (this) {
            case Fleet fleet -> keys.stop();
            case Group(String name) -> keys.groupStop(name);
            case Node(String name) -> keys.nodeStop(name);
        };
    }

    /** Where its pause stands. */
    default String pauseKey(Keys keys) {
        return switch (this) {
            case Fleet fleet -> keys.pause();
            case Group(String name) -> keys.groupPause(name);
            case Node(String name) -> keys.nodePause(name);
        };
    }

    /** Its kind, as the fleet's readers have it. */
    default StopFlag.Scope flag() {
        return switch (this) {
            case Fleet fleet -> StopFlag.Scope.FLEET;
            case Group group -> StopFlag.Scope.GROUP;
            case Node node -> StopFlag.Scope.NODE;
        };
    }

    /** Where its layer of the policy stands. */
    default String configKey(Keys keys) {
        return switch (this) {
            case Fleet fleet -> keys.config();
            case Group(String name) -> keys.groupConfig(name);
            case Node(String name) -> keys.nodeConfig(name);
        };
    }

    /** Where it stands who changed that. */
    default String configChangesKey(Keys keys) {
        return switch (this) {
            case Fleet fleet -> keys.configChanges();
            case Group(String name) -> keys.groupConfigChanges(name);
            case Node(String name) -> keys.nodeConfigChanges(name);
        };
    }

    /** Whom its layer of the policy speaks for. */
    default LayerKind layer() {
        return switch (this) {
            case Fleet fleet -> LayerKind.FLEET;
            case Group group -> LayerKind.GROUP;
            case Node node -> LayerKind.NODE;
        };
    }

    /** Its kind, as events have it. */
    default String kind() {
        return switch (this) {
            case Fleet fleet -> "fleet";
            case Group group -> "group";
            case Node node -> "node";
        };
    }

    /** Whose name is meant; empty for the fleet. */
    default String name() {
        return switch (this) {
            case Fleet fleet -> "";
            case Group(String name) -> name;
            case Node(String name) -> name;
        };
    }

    /** In a few words. */
    default String text() {
        return switch (this) {
            case Fleet fleet -> "the fleet";
            case Group(String name) -> "group " + name;
            case Node(String name) -> "node " + name;
        };
    }

    /** The command that ends its stop, in backticks. */
    default String resume() {
        return flag().typed("rebootmgr resume", name());
    }

    /** Whether the holder of the claim is one of these. */
    default boolean covers(ClaimInGroup held) {
        return covers(held.group(), held.claim().node());
    }

    /** Whether a node of this group is one of these. */
    default boolean covers(String group, String node) {
        return switch (this) {
            case Fleet fleet -> true;
            case Group(String name) -> group.equals(name);
            case Node(String name) -> node.equals(name);
        };
    }
}
