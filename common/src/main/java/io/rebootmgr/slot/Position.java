package io.rebootmgr.slot;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Line.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where a node without a claim stands in the line for a slot, as of one moment.
 *
 * @param free slots that nobody has claimed
 * @param before those without a claim that are in line before this node, the first first
 * @param named whether this node is in line itself
 * @param room whether one more could be named
 */
public record Position(int free, List<Waiter> before, boolean named, boolean room) {
    /** How long a free slot is left to each node that could have come for it: enough to judge the gates and claim. */
    private static final Duration COURTESY = Duration.ofMillis(500);

    private static final Duration MOST_COURTESY = Duration.ofSeconds(10);
    /** Two rounds of the timer: a node that is named for so long and does not come is held, or gone. */
    private static final Duration TIME_TO_COME = Duration.ofMinutes(10);

    public Position {
        before = List.copyOf(before);
    }

    /** The position in a view that holds the group's keys. */
    public static Position of(View view, Keys keys, String group, String node, int limit) throws MalformedJson {
        Slots counting = Slots.in(view, keys, group).counting(view, keys, group);
        Line written = Line.in(view, keys, group);
        Line line = written.without(counting);
        int free = Math.max(0, limit - counting.claims().size());
        return new Position(free, line.before(node), line.has(node), written.hasRoom(limit));
    }

    /** Those before this node who would have to miss their turn for it to come now. */
    private List<Waiter> overtaken() {
        return before.subList(0, Math.max(0, before.size() - free + 1));
    }

    /** Of those, the ones that had time enough to come, at other turns too. */
    public List<String> missing(Instant now) {
        return overtaken().stream()
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
        int overtaken = overtaken().size();
        Duration all = COURTESY.multipliedBy(overtaken).plus(overtaken == 0 ? Duration.ZERO : more);
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
