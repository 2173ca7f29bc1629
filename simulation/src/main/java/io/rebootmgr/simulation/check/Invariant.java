package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.List;

/** Something that must hold, whatever goes wrong. */
interface Invariant {
    /** As the issue calls it. */
    String name();

    /** What this happening violates; the board shows the keys as they are after it. */
    List<String> judge(Happening what, Board board);

    /** What is violated by how it all ended. Asked once, when nothing goes on any more. */
    default List<String> judgeEnd(Board board, Duration now) {
        return List.of();
    }
}
