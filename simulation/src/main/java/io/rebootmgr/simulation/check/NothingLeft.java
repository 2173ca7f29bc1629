package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * S7: nothing is left behind of a finished run: no claim, no lock, no key but those that stay by the contract. Whoever
 * runs the fleet looks at sessions, maintenance mode and the nodes' files.
 */
final class NothingLeft implements Invariant {
    @Override
    public String name() {
        return "S7";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        return List.of();
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        List<String> violations = new ArrayList<>();
        for (String group : board.groups()) {
            if (!board.claims(group).isEmpty()) {
                violations.add("claims are left in group " + group + ": " + board.claims(group));
            }
        }
        for (String key : board.names()) {
            boolean stays = key.endsWith("/config")
                    || key.endsWith("/slots")
                    || key.endsWith("/hot")
                    || key.endsWith("/status")
                    || key.equals(Rollout.KEY)
                    || key.equals("service/rebootmgr/rollout_starts")
                    || key.startsWith(Rollout.PLACES)
                    || key.startsWith("service/rebootmgr/rollout_history/")
                    // Until the next start: no node may remove it.
                    || key.startsWith("service/rebootmgr/rollout_orders/")
                    // For a week, so that what is committed of a rollout that has ended does nothing twice.
                    || key.startsWith("service/rebootmgr/rollout_once/")
                    // Versions are for people to take back.
                    || key.equals("service/rebootmgr/versions")
                    || key.equals("service/rebootmgr/published")
                    || key.endsWith("/followed")
                    || key.endsWith("/history");
            // Named anew with the next change of the slots; until then it names who does not come.
            boolean line = key.endsWith("/next") || key.endsWith("/hot_next");
            if (!stays && !line) {
                violations.add(
                        "left behind: " + board.get(key).orElseThrow().shown().text() + " at " + key);
            }
        }
        return violations;
    }
}
