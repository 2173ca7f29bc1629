package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.Held;

/** Whom a stop flag stops. */
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

    /** As options of {@code stop} and {@code resume}, with the blank before them. */
    default String options() {
        return switch (this) {
            case Fleet fleet -> "";
            case Group(String name) -> " --group " + name;
            case Node(String name) -> " --node " + name;
        };
    }

    /** Whether the holder of the claim is one of these. */
    default boolean covers(Held held) {
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
