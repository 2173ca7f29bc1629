package io.rebootmgr.simulation.check;

import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.history.Happening;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a confirmed leader last showed every node. Consul asks for the right to write a key for the condition that it is
 * absent, so whether there is a stop flag, or a policy layer that was not there before, is no condition of CLAIM and
 * COMMIT but looked at after them: nothing is done under a claim before that look.
 */
final class Looks {
    private final SortedMap<String, Look> byNode = new TreeMap<>();

    private record Look(long run, View view) {}

    void saw(Happening what) {
        if (what instanceof Happening.Read(String node, long run, View view)) {
            byNode.put(node, new Look(run, view));
        }
    }

    /** The node has changed something: what it was shown before is old. */
    void forget(String node) {
        byNode.remove(node);
    }

    /** What the node was shown last, if it has looked since it was forgotten. */
    Optional<Board> of(String node) {
        return Optional.ofNullable(byNode.get(node)).map(look -> board(look.view()));
    }

    /** What this very run of the node was shown last. */
    Optional<Board> of(String node, long run) {
        return Optional.ofNullable(byNode.get(node))
                .filter(look -> look.run() == run)
                .map(look -> board(look.view()));
    }

    private static Board board(View view) {
        Board board = new Board();
        board.put(view);
        return board;
    }
}
