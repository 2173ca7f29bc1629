package io.rebootmgr.gate;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.Optional;

/** Holds after too many failures in a row, until an operator has looked. */
final class RetriesGate implements Gate {

    @Override
    public String name() {
        return "retries";
    }

    @Override
    public Verdict judge(Situation situation) {
        String node = situation.self().node();
        Optional<NodeStatus> status;
        try {
            status = situation.facts().status();
        } catch (MalformedJson e) {
            return new Unknown(
                    ExitCode.INVALID, Facts.malformed(situation.self().keys().status(node), e));
        }
        int failures = status.map(NodeStatus::failures).orElse(0);
        int max = situation.policy().maxFailures();
        if (failures < max) {
            return new Proceed(failures + " of " + max + " failures");
        }
        String last = status.flatMap(NodeStatus::last)
                .map(l -> ", last: " + l.reason())
                .orElse("");
        return new Hold(
                ExitCode.GIVEN_UP,
                "failed " + failures + (failures == 1 ? " time" : " times in a row") + last
                        + "; `rebootmgr resume --node " + node + "` after mending it");
    }
}
