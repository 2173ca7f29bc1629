package io.rebootmgr.gate;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.Optional;

/**
 * Holds after too many failures in a row, or too many reboots for one reason or changes in turns, until an operator has
 * looked.
 */
final class RetriesGate implements Gate {

    @Override
    public String name() {
        return "retries";
    }

    @Override
    public Verdict judge(GateInput input) {
        String node = input.self().node();
        Optional<NodeStatus> status;
        try {
            status = input.facts().status();
        } catch (MalformedJson e) {
            return new Unknown(
                    ExitCode.INVALID, Facts.malformed(input.self().keys().status(node), e));
        }
        int failures = status.map(NodeStatus::failures).orElse(0);
        int max = input.policy().maxFailures();
        if (failures < max) {
            return byReboots(input, failures + " of " + max + " failures");
        }
        String last = status.flatMap(NodeStatus::last)
                .map(l -> ", last: " + l.reason())
                .orElse("");
        return new Hold(
                ExitCode.GIVEN_UP,
                "failed " + failures + (failures == 1 ? " time" : " times in a row") + last + "; "
                        + Suggestion.resume(node) + " after fixing it");
    }

    @Override
    public Look look(GateInput input) {
        Evidence evidence = new Evidence.None();
        try {
            evidence = input.facts()
                    .status()
                    .filter(status -> status.failures() > 0)
                    .flatMap(NodeStatus::last)
                    .<Evidence>map(last -> new Evidence.LastRun(last.at(), last.reason(), last.said()))
                    .orElse(evidence);
        } catch (MalformedJson e) {
            // The verdict says so.
        }
        return new Look(judge(input), evidence);
    }

    /** The same words every time, as long as the policy is the same: what is told once is not told again. */
    private static Verdict byReboots(GateInput input, String failures) {
        String node = input.self().node();
        Policy policy = input.policy();
        Repeats repeats;
        try {
            repeats = Repeats.of(input.facts(), policy, input.now());
        } catch (MalformedJson e) {
            // The status was read before; without the logbook a loop would go on for ever.
            String key = input.self().keys().history(node);
            return new Unknown(
                    ExitCode.INVALID,
                    Facts.malformed(key, e) + "; " + Suggestion.key("delete", key) + " begins a new logbook");
        }
        String per = " within " + Durations.format(policy.maxRebootsPer()) + " for ";
        if (repeats.nothingElse(input.change())) {
            boolean inTurns = repeats.inTurns(input.change());
            int max = inTurns ? Repeats.mostTurns(policy) : policy.maxReboots();
            return new Hold(
                    ExitCode.GIVEN_UP,
                    "parked: " + (inTurns ? "changed " : "rebooted ") + max + (max == 1 ? " time" : " times") + per
                            + String.join(" and ", repeats.looping())
                            + (inTurns
                                    ? ", which asks for another kind of change behind each; find out why, then "
                                    : ", which asks again: this looks like a reboot loop; find out what asks, then ")
                            + Suggestion.resume(node));
        }
        String reboots = repeats.most()
                .map(most -> "; " + most.reboots() + " of " + policy.maxReboots() + " reboots" + per + most.trigger())
                .orElse("");
        return new Proceed(failures + reboots);
    }
}
