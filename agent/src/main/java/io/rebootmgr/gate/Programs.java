package io.rebootmgr.gate;

import io.rebootmgr.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator's own gates, the programs in {@code gates.d}, as the gate {@code programs} asks them. */
@FunctionalInterface
public interface Programs {

    /** For judgements that never come to that gate. */
    Programs UNASKED = () -> new NotAsked("not asked");

    /** What they say; may take as long as they run, all together. Their {@code Terminated} passes through. */
    Said ask();

    /** What came of asking. */
    sealed interface Said {}

    /** Nobody asked, for this reason. */
    record NotAsked(String why) implements Said {}

    /** None may be run, for there is something wrong with their directory; {@code causes}, not empty, say what. */
    record Refused(List<String> causes) implements Said {}

    /**
     * They were asked.
     *
     * @param answers in the order of their names; where one holds those behind it may not have been asked
     * @param skipped what stands in their directory and is no program, each with the reason
     */
    record Answers(List<Answer> answers, List<String> skipped) implements Said {
        public Answers {
            answers = List.copyOf(answers);
            skipped = List.copyOf(skipped);
        }

        /** The first that is not open. */
        Optional<Answer> firstHold() {
            return answers.stream().filter(answer -> answer.verdict().holds()).findFirst();
        }
    }

    /**
     * What one of them said, its name not in the verdict's text.
     *
     * @param program the name of its file, printable
     */
    record Answer(String program, Verdict verdict, Duration took) {

        /** For people and programs, in a word. */
        public String says() {
            return switch (verdict) {
                case Verdict.Proceed proceed -> "open";
                case Verdict.Hold hold -> "hold";
                case Verdict.Unknown unknown -> "unknown";
            };
        }
    }
}
