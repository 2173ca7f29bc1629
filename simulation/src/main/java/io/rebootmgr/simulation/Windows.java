package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Maintenance windows in some of the fleets, several times a day, for a night is short; some let changes in service be
 * made at any time. And operators who freeze a group for some minutes.
 */
final class Windows {
    private static final Keys KEYS = Fleet.KEYS;
    private static final double FLEETS = 0.1;
    private static final double FLEETS_WITH_CHANGES = 0.35;

    /** From the beginning of one to that of the next. */
    private static final List<Integer> EVERY_MINUTES = List.of(60, 90, 120);

    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final int SHORTEST_MINUTES = 15;
    private static final String WINDOWS = ",\"windows\":";

    /** Whatever day it is by the clock of a node that is off. */
    private static final String FREEZE =
            "{\"freezes\":[{\"from\":\"2025-12-20\",\"to\":\"2026-01-20\",\"reason\":\"the shop is full\"}]}";

    private final Fleet fleet;
    private final Dice dice;

    private Windows(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.dice = dice;
    }

    /** What the policy of a fleet says of them whose nodes have so many hot tasks; nothing in most fleets. */
    static String policy(Dice dice, int changes) {
        if (!dice.chance(changes > 0 ? FLEETS_WITH_CHANGES : FLEETS)) {
            return "";
        }
        int every = dice.pick(EVERY_MINUTES);
        int first = dice.between(0, every - 1);
        int length = dice.between(SHORTEST_MINUTES, every * 2 / 3);
        String windows = IntStream.iterate(first, start -> start < MINUTES_OF_DAY, start -> start + every)
                .mapToObj(start -> String.format(
                        Locale.ROOT,
                        "{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"],"
                                + "\"start\":\"%02d:%02d\",\"length\":\"%dm\"}",
                        start / 60,
                        start % 60,
                        length))
                .collect(Collectors.joining(","));
        return WINDOWS + "[" + windows + "]" + (changes > 0 && dice.chance(0.5) ? ",\"hot_anytime\":true" : "");
    }

    static void plan(Fleet fleet, Dice dice) {
        boolean has = fleet.scenario().apart().contains(WINDOWS);
        if (has && !fleet.scenario().level().isCalm()) {
            new Windows(fleet, dice).plan();
        }
    }

    private void plan() {
        Duration end = fleet.scenario().requests().plus(fleet.scenario().troubled());
        for (int times = dice.between(0, 3); times > 0; times--) {
            fleet.timeline().at(fleet.scenario().begin().plus(dice.between(Duration.ZERO, end)), this::freeze);
        }
    }

    private void freeze() {
        SimulatedNode node = dice.pick(fleet.nodes());
        String key = dice.chance(0.7) ? KEYS.groupConfig(node.group()) : KEYS.nodeConfig(node.name());
        fleet.put(key, FREEZE);
        fleet.timeline().after(dice.between(Duration.ofMinutes(1), Duration.ofMinutes(20)), () -> fleet.delete(key));
    }
}
