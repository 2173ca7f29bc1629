package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.util.List;

/** What people write who let nothing new begin: pauses, and lists of nodes. */
final class Pausing {
    private static final Keys KEYS = Fleet.KEYS;
    /**
     * Whoever paused it meant well, in whatever way it was written down; the last three hold nothing, or not for long.
     */
    private static final List<String> PAUSES = List.of(
            "{\"reason\":\"release\",\"by\":\"op@adm\",\"since\":\"2026-01-01T00:00:00Z\"}",
            "{\"reason\":\"release\",\"until\":\"2099-01-01T00:00:00Z\"}",
            "",
            "please wait",
            "{\"until\":\"tomorrow\"}",
            "{\"reason\":[",
            "{\"reason\":\"old\",\"until\":\"2020-01-01T00:00:00Z\"}",
            "{\"reason\":\"an hour\",\"until\":\"2026-01-01T01:00:00Z\"}",
            "{\"until\":\"2026-01-01T06:00:00Z\"}");

    private Pausing() {}

    /** The key of a pause that reaches the node. */
    static String key(SimulatedNode node, Dice dice) {
        return switch (dice.between(0, 3)) {
            case 0 -> KEYS.pause();
            case 1 -> KEYS.groupPause(node.group());
            default -> KEYS.nodePause(node.name());
        };
    }

    static String pause(Dice dice) {
        return dice.pick(PAUSES);
    }

    /** Lists of a group's policy: the node is left alone by the first three, and the last two contradict themselves. */
    static String lists(SimulatedNode node, Dice dice) {
        String name = "[\"" + node.name() + "\"]";
        return switch (dice.between(0, 6)) {
            case 0 -> "{\"deny\":" + name + "}";
            case 1 -> "{\"deny\":[\"@" + node.group() + "\"]}";
            case 2 -> "{\"allow\":[\"x[1-1000000000]\"]}";
            case 3 -> "{\"allow\":" + name + "}";
            case 4 -> "{\"allow\":[\"@nobody\"],\"canaries\":" + name + "}";
            case 5 -> "{\"allow\":" + name + ",\"deny\":" + name + "}";
            default -> "{\"canaries\":[\"@" + node.group() + "\"],\"deny\":" + name + "}";
        };
    }
}
