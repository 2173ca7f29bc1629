package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The detectors of a node. Some find that it needs a reboot, until it has had one; some lie, and find it after that as
 * well; they fail, hang, and change their mind after a while. At the end all are good.
 */
final class OwnDetectors {
    private static final Duration SHORTEST_MOOD = Duration.ofMinutes(1);
    private static final Duration LONGEST_MOOD = Duration.ofMinutes(40);
    private static final Duration QUICK = Duration.ofSeconds(3);
    private static final int REBOOT = 102;

    private final SimulatedNode node;
    private final List<String> names;
    private final SortedMap<String, Mood> moods = new TreeMap<>();

    private enum Mind {
        GOOD(0),
        /** Until the node has rebooted. */
        REBOOT_NEEDED(REBOOT),
        /** And after that as well. */
        LIES(REBOOT),
        FAILS(1),
        KILLED(137),
        HANGS(0);

        private final int code;

        Mind(int code) {
            this.code = code;
        }
    }

    private record Mood(Mind mind, Duration until, int boots) {}

    OwnDetectors(SimulatedNode node) {
        this.node = node;
        this.names = IntStream.rangeClosed(1, node.around().pace().detectors())
                .mapToObj(number -> number + "0-detector")
                .toList();
    }

    List<String> names() {
        return names;
    }

    /** @param timeout what hangs takes longer */
    OwnGates.Answer ask(String name, Duration timeout) {
        Dice dice = node.dice();
        Level level = node.around().level().get();
        Duration now = node.around().timeline().now();
        Mood mood = moods.get(name);
        if (mood == null || level.isCalm() || mood.until().compareTo(now) < 0) {
            boolean good = !dice.chance(level.of(0.12));
            Mind mind = good
                    ? Mind.GOOD
                    : dice.pick(List.of(
                            Mind.REBOOT_NEEDED, Mind.REBOOT_NEEDED, Mind.LIES, Mind.FAILS, Mind.KILLED, Mind.HANGS));
            mood = new Mood(mind, now.plus(dice.between(SHORTEST_MOOD, LONGEST_MOOD)), node.boots());
            moods.put(name, mood);
        }
        boolean done = mood.mind() == Mind.REBOOT_NEEDED && node.boots() > mood.boots();
        Duration takes = mood.mind() == Mind.HANGS ? timeout.multipliedBy(2) : dice.between(Duration.ZERO, QUICK);
        return new OwnGates.Answer(done ? 0 : mood.mind().code, takes);
    }
}
