package io.rebootmgr.slot;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.slot.NextInLine.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node without a claim stands in the line for a slot, as of one moment.
 *
 * @param free slots that nobody has claimed; none where this node could take none of them: its failure domain is full,
 *     or a slot was given back a moment ago and the group cools down
 * @param before those without a claim that are in line before this node, the first first
 * @param overtaken those of them who would have to miss their turn for it to come now; who could take no slot, whoever
 *     comes, misses nothing
 * @param named whether this node is in line itself
 * @param room whether one more could be named
 */
public record Position(int free, List<Waiter> before, List<Waiter> overtaken, boolean named, boolean room) {
    /** How long a free slot is left to each node that could have come for it: enough to judge the gates and claim. */
    private static final Duration COURTESY = Duration.ofMillis(500);

    private static final Duration MOST_COURTESY = Duration.ofSeconds(10);
    /** Two rounds of the timer: a node that is named for so long and does not come is held, or gone. */
    private static final Duration TIME_TO_COME = Duration.ofMinutes(10);

    public Position {
        before = List.copyOf(before);
        overtaken = List.copyOf(overtaken);
    }

    /**
     * The position in a view that holds the group's keys.
     *
     * @param slots of the group in that view, with the claims that do not count
     * @param domain of this node
     * @param now by this node's clock, for the cooldown
     */
    public static Position of(
            Slots slots, View view, Keys keys, String group, String node, Domain domain, Limits limits, Instant now) {
        Slots counting = slots.counting(view, keys, group);
        NextInLine written = NextInLine.in(view, keys, group);
        NextInLine line = written.without(counting);
        Occupied out = Occupied.by(counting.claims(), limits);
        String key = domain.key(node);
        boolean waits = counting.freed().holdsUntil(limits.cooldown(), now).isPresent()
                || GivingWay.to(written, counting, node, key, out, now).isPresent();
        int free = waits || !out.hasRoomIn(key)
                ? 0
                : Math.max(0, limits.slots() - out.keys().size());
        List<Waiter> before = line.before(node);
        return new Position(free, before, overtaken(before, key, out), line.has(node), written.hasRoom(limits.slots()));
    }

    /** The first of those before whose place this node would take, until it fits beside all others. */
    static List<Waiter> overtaken(List<Waiter> before, String key, Occupied out) {
        if (!out.hasSlot()) {
            // Nobody can go, so nobody misses a turn: most of those who look do so while all slots are taken.
            return List.of();
        }
        List<Waiter> left = new ArrayList<>(before);
        List<Waiter> overtaken = new ArrayList<>();
        for (Waiter waiter : before) {
            Occupied then = after(left, out);
            if (then.fits(key)) {
                break;
            }
            boolean goes = after(left.subList(0, left.indexOf(waiter)), out).fits(waiter.key());
            // Where slots are left the place in a domain is what is wanted.
            boolean sameOrNew = waiter.key().equals(key) || !out.domains().contains(waiter.key());
            if (goes && (!then.hasSlot() || sameOrNew)) {
                left.remove(waiter);
                overtaken.add(waiter);
            }
        }
        return overtaken;
    }

    /** All of these who can have gone, in their order. */
    private static Occupied after(List<Waiter> waiters, Occupied out) {
        Occupied then = out;
        for (Waiter waiter : waiters) {
            if (then.fits(waiter.key())) {
                then = then.with(waiter.key());
            }
        }
        return then;
    }

    /** Of those, the ones that had time enough to come, at other turns too. */
    public List<String> missing(Instant now) {
        return overtaken.stream()
                .filter(waiter -> waiter.named().plus(TIME_TO_COME).isBefore(now))
                .map(Waiter::node)
                .toList();
    }

    /** How long a slot must have been free before this node takes it, zero when it is its turn. */
    public Duration courtesy() {
        return courtesy(Duration.ZERO);
    }

    /** The same where those before, if there are any, need so much longer to notice. */
    public Duration courtesy(Duration more) {
        Duration all = COURTESY.multipliedBy(overtaken.size()).plus(overtaken.isEmpty() ? Duration.ZERO : more);
        return all.compareTo(MOST_COURTESY) < 0 ? all : MOST_COURTESY;
    }

    /** Whether this node is not named though it could be: somebody named others at the moment when it came. */
    public boolean isOverlooked() {
        return !named && room;
    }

    /** Whether nobody is in line at all: whoever comes may be one of many that come at the same moment. */
    public boolean isUnordered() {
        return before.isEmpty() && !named;
    }
}
