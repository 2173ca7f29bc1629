package io.rebootmgr.gate;

import io.rebootmgr.host.HostException;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks the programs now, one after the other.
 *
 * @param environment what each of them is told
 * @param timeout what takes longer cannot be judged
 * @param watch ends the one that runs, with all that it started
 * @param all go on behind one that holds, for whoever wants to see them all
 * @param beside somebody only looks, and a run may be at work meanwhile
 */
public record Round(
        TaskRunner runner, Map<String, String> environment, Duration timeout, Watch watch, boolean all, boolean beside)
        implements Programs {
    private static final int HOLDS = 75;
    private static final int LONGEST_NAME = 255;

    @Override
    public Said ask() {
        Listing listing;
        try {
            listing = runner.list(Stage.GATE);
        } catch (HostException e) {
            return new Refused(List.of(String.valueOf(e.getMessage())));
        }
        return switch (listing) {
            case Listing.Missing missing -> new Answers(List.of(), List.of());
            case Listing.Refused(List<String> causes) -> new Refused(causes);
            case Listing.Found(List<Task> programs, List<String> skipped) -> new Answers(ask(programs), skipped);
        };
    }

    private List<Answer> ask(List<Task> programs) {
        List<Answer> answers = new ArrayList<>();
        for (Task program : programs) {
            End end = beside
                    ? runner.runBeside(program, environment, timeout, watch)
                    : runner.run(program, environment, timeout, watch);
            Answer answer = answer(PrintableText.of(program.name(), LONGEST_NAME), end);
            answers.add(answer);
            boolean over = end instanceof End.Ended || (answer.verdict().holds() && !all);
            if (over) {
                break;
            }
        }
        return answers;
    }

    private Answer answer(String name, End end) {
        return switch (end) {
            case End.Exited(int code, Duration took, String lastError, String firstLine) ->
                new Answer(
                        name,
                        switch (code) {
                            case 0 -> new Verdict.Proceed(firstLine.isEmpty() ? "nothing against it" : firstLine);
                            case HOLDS ->
                                new Verdict.Hold(
                                        ExitCode.HELD,
                                        firstLine.isEmpty()
                                                ? "it holds, and printed no line that says why"
                                                : firstLine);
                            default -> unknown("exit " + code + words(lastError.isEmpty() ? firstLine : lastError));
                        },
                        took);
            case End.TimedOut(Duration took, String lastError) ->
                new Answer(
                        name,
                        unknown("ran longer than gate_timeout (" + Durations.format(timeout) + ") and was killed"
                                + words(lastError)),
                        took);
            case End.Ended(String why, Duration took) -> new Answer(name, unknown("was ended: " + why), took);
            case End.NotStarted(String cause) -> new Answer(name, unknown(cause), Duration.ZERO);
        };
    }

    private static String words(String last) {
        return last.isEmpty() ? "" : ": " + last;
    }

    private static Verdict unknown(String cause) {
        return new Verdict.Unknown(ExitCode.HELD, cause);
    }
}
