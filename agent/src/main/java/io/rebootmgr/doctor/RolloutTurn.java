package io.rebootmgr.doctor;

import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;

/** What keeps this node from having its turn in a rollout; nothing is said where no rollout concerns it. */
final class RolloutTurn implements Examination {
    @Override
    public String about() {
        return "rollout";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return switch (examined.facts().turn()) {
            case NodeTurn.None none -> List.of();
            case NodeTurn.Unknown(String why) -> List.of(Finding.fail(about(), ExitCode.ROLLOUT, why));
            case NodeTurn.Placed placed ->
                placed.standsStill()
                        .map(why -> List.of(Finding.note(about(), why)))
                        .orElse(List.of());
        };
    }
}
