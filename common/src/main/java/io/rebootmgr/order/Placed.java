package io.rebootmgr.order;

import java.util.List;

/**
 * A task in its place, and why it stands there: by its step, then behind those that it is to run after, then by name.
 *
 * @param behind the files of its own step that {@code After} and {@code Requires} put before it, in their order
 * @param absent services that {@code After} names and no task brings: they count for nothing
 */
public record Placed(Headed task, List<String> behind, List<String> absent) {
    public Placed {
        behind = List.copyOf(behind);
        absent = List.copyOf(absent);
    }
}
