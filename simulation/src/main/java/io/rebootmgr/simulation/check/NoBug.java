package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.List;

/** The agent throws nothing: what can be expected of a fleet at night has an exit code of its own. */
final class NoBug implements Invariant {
    @Override
    public String name() {
        return "BUG";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        return what instanceof Happening.Bug bug ? List.of(bug.text()) : List.of();
    }
}
