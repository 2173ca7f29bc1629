package io.rebootmgr.simulation.node;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Task;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The detectors of a node. Some find that it needs a change, a drain or a reboot, until it has had one, however long
 * that takes; some lie, and find it after that as well, or something else after each change; they fail, hang, and
 * change their mind after a while. At the end none of them lies any more.
 */
final class OwnDetectors {
    private static final Duration SHORTEST_MOOD = Duration.ofMinutes(1);
    private static final Duration LONGEST_MOOD = Duration.ofMinutes(40);
    private static final Duration QUICK = Duration.ofSeconds(3);
    private static final int HOT = 100;
    private static final int DRAIN = 101;
    private static final int REBOOT = 102;

    private final SimulatedNode node;
    private final List<String> names;
    private final SortedMap<String, Mood> moods = new TreeMap<>();
    /** How often all of its hot tasks, and all of its drained tasks, have succeeded. */
    private int hot;

    private int drained;

    private enum Mind {
        GOOD,
        /** Until the node has had it. */
        NEEDS,
        /** And after that as well. */
        LIES,
        /** A change in service and a drain in turns: after each of them the other. */
        TURNS,
        FAILS,
        KILLED,
        HANGS
    }

    /**
     * @param code what it asks for, where it asks
     * @param hot how often the node had been changed in service when it began
     * @param drained the same while it was drained
     */
    private record Mood(Mind mind, int code, Duration until, int hot, int drained, int boots) {}

    OwnDetectors(SimulatedNode node) {
        this.node = node;
        this.names = IntStream.rangeClosed(1, node.around().pace().detectors())
                .mapToObj(number -> number + "0-detector")
                .toList();
    }

    List<String> names() {
        return names;
    }

    /** From now on the first of them finds that the node needs this, until it has had it. */
    void find(ChangeKind need) {
        int code = switch (need) {
            case HOT -> HOT;
            case DRAIN -> DRAIN;
            case REBOOT -> REBOOT;
        };
        moods.put(names.getFirst(), new Mood(Mind.NEEDS, code, Duration.ZERO, hot, drained, node.boots()));
        node.around().saw(new Happening.Needs(node.name(), names.getFirst(), code));
    }

    /** A task of the node is over: with the last of its stage a change is made. */
    void ended(Task task, int code) {
        String last = Integer.toString(node.around().pace().changes());
        if (code == 0 && task.name().startsWith(last)) {
            hot += task.stage() == Stage.HOT ? 1 : 0;
            drained += task.stage() == Stage.DRAINED ? 1 : 0;
        }
    }

    /** Whether one of them has found that the node needs something which it has not had yet. */
    boolean isSomethingNeeded() {
        return moods.values().stream().anyMatch(this::isNeeded);
    }

    private boolean isNeeded(Mood mood) {
        return mood.mind() == Mind.NEEDS && !isMet(mood);
    }

    private boolean isMet(Mood mood) {
        return switch (mood.code()) {
            case HOT -> hot > mood.hot() || drained > mood.drained();
            case DRAIN -> drained > mood.drained();
            default -> node.boots() > mood.boots();
        };
    }

    /** @param timeout what hangs takes longer */
    OwnGates.Answer ask(String name, Duration timeout) {
        Mood mood = moods.get(name);
        Duration now = node.around().timeline().now();
        boolean isOver = mood == null || level().isCalm() || mood.until().compareTo(now) < 0;
        if (mood == null || (isOver && !isNeeded(mood))) {
            mood = next(now);
            moods.put(name, mood);
            if (mood.mind() == Mind.NEEDS) {
                node.around().saw(new Happening.Needs(node.name(), name, mood.code()));
            }
        }
        Dice dice = node.dice();
        Duration takes = mood.mind() == Mind.HANGS ? timeout.multipliedBy(2) : dice.between(Duration.ZERO, QUICK);
        return new OwnGates.Answer(code(mood), takes);
    }

    private Mood next(Duration now) {
        Dice dice = node.dice();
        Mind mind = Mind.GOOD;
        if (dice.chance(level().of(0.12))) {
            mind = dice.pick(List.of(
                    Mind.NEEDS, Mind.NEEDS, Mind.NEEDS, Mind.LIES, Mind.TURNS, Mind.FAILS, Mind.KILLED, Mind.HANGS));
        }
        // Without tasks for a change only a reboot can be asked for.
        boolean changes = node.around().pace().changes() > 0;
        int code = changes ? dice.pick(List.of(HOT, DRAIN, REBOOT)) : REBOOT;
        Duration until = now.plus(dice.between(SHORTEST_MOOD, LONGEST_MOOD));
        return new Mood(mind, code, until, hot, drained, node.boots());
    }

    private int code(Mood mood) {
        return switch (mood.mind()) {
            case GOOD, HANGS -> 0;
            case NEEDS -> isMet(mood) ? 0 : mood.code();
            case LIES -> mood.code();
            case TURNS -> mood.code() == REBOOT ? REBOOT : (hot + drained) % 2 == 0 ? HOT : DRAIN;
            case FAILS -> 1;
            case KILLED -> 137;
        };
    }

    private Level level() {
        return node.around().level().get();
    }
}
