package io.rebootmgr.slot;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.util.List;

/**
 * Where a node without a claim stands in the line for a slot, as of one moment.
 *
 * @param free slots that nobody has claimed
 * @param before the nodes without a claim that are in line before this one, the first first
 * @param named whether this node is in line itself
 */
public record Position(int free, List<String> before, boolean named) {
    /** How long a free slot is left to each node that could have come for it. */
    private static final Duration COURTESY = Duration.ofSeconds(2);

    private static final Duration MOST_COURTESY = Duration.ofSeconds(10);

    public Position {
        before = List.copyOf(before);
    }

    /** The place in a view that holds the group's keys. */
    public static Position of(View view, Keys keys, String group, String node, int limit) throws MalformedJson {
        Slots counting = Slots.in(view, keys, group).counting(view, keys, group);
        Line line = Line.in(view, keys, group).without(counting);
        return new Position(
                Math.max(0, limit - counting.claims().size()),
                line.before(node),
                line.nodes().contains(node));
    }

    /** Those before this node who would have to miss their turn for it to come now. */
    public List<String> overtaken() {
        return before.subList(0, Math.max(0, before.size() - free + 1));
    }

    /** How long a slot must have been free before this node takes it, zero when it is its turn. */
    public Duration courtesy() {
        Duration all = COURTESY.multipliedBy(overtaken().size());
        return all.compareTo(MOST_COURTESY) < 0 ? all : MOST_COURTESY;
    }
}
