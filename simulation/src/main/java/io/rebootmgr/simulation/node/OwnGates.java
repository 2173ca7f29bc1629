package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The gate programs of a node. They open, hold, fail, hang, and change their mind after a while; at the end all open.
 */
final class OwnGates {
    private static final Duration SHORTEST_MOOD = Duration.ofSeconds(5);
    private static final Duration LONGEST_MOOD = Duration.ofMinutes(4);
    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration SLOW = Duration.ofSeconds(29);

    private final SimulatedNode node;
    private final List<String> names;
    private final SortedMap<String, Mood> moods = new TreeMap<>();

    private enum Mind {
        OPEN(0),
        HOLD(75),
        FAIL(1),
        KILLED(137),
        HANG(0);

        private final int code;

        Mind(int code) {
            this.code = code;
        }
    }

    private record Mood(Mind mind, Duration until) {}

    /** What one would answer now, after so long. */
    record Answer(int code, Duration takes) {}

    OwnGates(SimulatedNode node) {
        this.node = node;
        this.names = IntStream.rangeClosed(1, node.around().pace().programs())
                .mapToObj(number -> number + "0-gate")
                .toList();
        if (!names.isEmpty()) {
            node.around().saw(new Happening.HasPrograms(node.name(), names));
        }
    }

    List<String> names() {
        return names;
    }

    /** @param timeout what hangs takes longer */
    Answer ask(String name, Duration timeout) {
        Dice dice = node.dice();
        Level level = node.around().level().get();
        Duration now = node.around().timeline().now();
        Mood mood = moods.get(name);
        if (mood == null || level.isCalm() || mood.until().compareTo(now) < 0) {
            boolean open = !dice.chance(level.of(0.04));
            Mind mind = open ? Mind.OPEN : dice.pick(List.of(Mind.HOLD, Mind.HOLD, Mind.FAIL, Mind.KILLED, Mind.HANG));
            mood = new Mood(mind, now.plus(dice.between(SHORTEST_MOOD, LONGEST_MOOD)));
            moods.put(name, mood);
        }
        Duration takes = mood.mind() == Mind.HANG
                ? timeout.multipliedBy(2)
                : dice.between(Duration.ZERO, dice.chance(level.of(0.02)) ? SLOW : QUICK);
        return new Answer(mood.mind().code, takes);
    }
}
