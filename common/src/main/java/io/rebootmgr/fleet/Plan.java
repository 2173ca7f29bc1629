package io.rebootmgr.fleet;

import io.rebootmgr.policy.MaintenanceCalendar.Opening;
import io.rebootmgr.slot.ClaimState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * In which order the nodes of a group would reboot, and when, as it looks now. It assumes that every reboot takes as
 * long as those before, that every node comes when its turn has come, and that no other gate than {@code window},
 * {@code domain} and {@code slot} holds.
 *
 * @param held the word for what keeps all of them until somebody ends it, {@code stopped} or {@code paused}: the turns
 *     are as if it were ended now; empty where nothing does
 * @param cooldown until when no slot is taken though one is free
 * @param opening the window that is open, or opens next; empty where none does
 * @param turns in the order of their starts
 * @param holding who holds a slot just now, in the order of their claims
 * @param staying who wants to reboot and would not, however long one waits, by name
 */
public record Plan(
        String group,
        String held,
        OptionalInt limit,
        Pace pace,
        Optional<Instant> cooldown,
        Optional<Opening> opening,
        List<Turn> turns,
        List<Holding> holding,
        List<Staying> staying) {

    /** Whether Consul knows the place of a node. */
    public enum Order {
        /** It stands in line: the place is known. */
        IN_LINE,
        /** It has not joined the line yet: the order among these is not known, and they are taken by name. */
        NOT_IN_LINE_YET
    }

    /**
     * A node's reboot.
     *
     * @param starts when it takes its slot
     * @param back when it has given it back
     * @param note what held it by its own last word, if anything but the slots did
     */
    public record Turn(String node, Order order, Instant starts, Instant back, Optional<String> note) {}

    /**
     * A node that holds a slot.
     *
     * @param back when it is expected to give it back
     * @param overdue by how much it is; then nobody can say when it comes back
     * @param failed somebody has to mend something first; nobody can say when it comes back then either
     */
    public record Holding(
            String node, ClaimState state, Instant since, Instant back, Optional<Duration> overdue, boolean failed) {

        /** Whether nobody can say when it comes back: where it is not known since when it is out, neither. */
        public boolean isOpenEnded() {
            return failed || overdue.isPresent() || !hasSince();
        }

        /** Whether it can be told since when it is in its state. */
        public boolean hasSince() {
            return since.isAfter(Instant.EPOCH);
        }
    }

    /** A node that somebody has to look after first, and why. */
    public record Staying(String node, String why) {}

    public Plan {
        turns = List.copyOf(turns);
        holding = List.copyOf(holding);
        staying = List.copyOf(staying);
    }

    /** Whether a turn comes only after the window that is open, or opens next, has closed. */
    public boolean isLate(Turn turn) {
        return opening.flatMap(Opening::to)
                .filter(closes -> !turn.starts().isBefore(closes))
                .isPresent();
    }

    /** Whether somebody could take a slot this moment. */
    public boolean hasFreeSlot() {
        return holding.size() < limit.orElse(1);
    }

    /** When the last is back; empty when nobody goes, and nobody is gone. */
    public Optional<Instant> end() {
        return Stream.concat(turns.stream().map(Turn::back), holding.stream().map(Holding::back))
                .max(Instant::compareTo);
    }
}
