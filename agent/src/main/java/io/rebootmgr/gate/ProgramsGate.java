package io.rebootmgr.gate;

import io.rebootmgr.gate.Programs.Answer;
import io.rebootmgr.gate.Programs.Answers;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;

/** Holds while one of the operator's own programs says so, or cannot say that it does not. */
final class ProgramsGate implements Gate {

    @Override
    public String name() {
        return "programs";
    }

    @Override
    public Cost cost() {
        return Cost.QUESTIONS;
    }

    @Override
    public Verdict judge(GateInput input) {
        return look(input).verdict();
    }

    @Override
    public Look look(GateInput input) {
        return switch (input.programs().ask()) {
            case Programs.NotAsked(String why) -> without(new Verdict.Unknown(ExitCode.HELD, why));
            case Programs.Refused(List<String> causes) ->
                without(new Verdict.Unknown(ExitCode.HELD, String.join("; ", causes)));
            case Answers said -> new Look(verdict(said), new Evidence.OwnPrograms(said));
        };
    }

    private static Look without(Verdict verdict) {
        return new Look(verdict, new Evidence.None());
    }

    private static Verdict verdict(Answers said) {
        int count = said.answers().size();
        return said.firstHold()
                .map(ProgramsGate::named)
                .orElseGet(() -> new Verdict.Proceed(
                        switch (count) {
                            case 0 -> "no gate programs";
                            case 1 -> "1 gate program is open";
                            default -> count + " gate programs are open";
                        }));
    }

    /** Which program it is, and what it said. */
    private static Verdict named(Answer answer) {
        String text = answer.program() + ": " + answer.verdict().text();
        return answer.verdict() instanceof Verdict.Hold
                ? new Verdict.Hold(ExitCode.HELD, text)
                : new Verdict.Unknown(ExitCode.HELD, text);
    }
}
