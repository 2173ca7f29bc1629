package io.rebootmgr.detect;

import io.rebootmgr.host.HostException;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.text.PrintableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks the detectors now, one after the other, all of them.
 *
 * @param environment what each of them is told
 * @param timeout what takes longer could not say
 * @param watch ends the one that runs, with all that it started
 * @param beside somebody only looks, and a run may be at work meanwhile
 */
public record Detectors(
        TaskRunner runner, Map<String, String> environment, Duration timeout, Watch watch, boolean beside) {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 200;

    /** What came of asking. */
    public sealed interface Answer {}

    /** They said this; {@code skipped} is what stands in their directory and is none, each with the reason. */
    public record Answers(List<Detection> detections, List<String> skipped) implements Answer {
        public Answers {
            detections = List.copyOf(detections);
            skipped = List.copyOf(skipped);
        }
    }

    /** One was ended before it could answer, as the watch wanted it. */
    public record CutShort(String why) implements Answer {}

    /** None may be run, for there is something wrong with their directory; the cause says what. */
    public record Refused(String cause) implements Answer {}

    /** Asks; may take as long as they run, all together. The watch's {@code Terminated} passes through. */
    public Answer ask() {
        Listing listing;
        try {
            listing = runner.list(Stage.DETECT);
        } catch (HostException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
        return switch (listing) {
            case Listing.Missing missing -> new Answers(List.of(), List.of());
            case Listing.Refused refused -> new Refused(refused.cause());
            case Listing.Found(List<Task> programs, List<String> skipped) -> ask(programs, skipped);
        };
    }

    private Answer ask(List<Task> programs, List<String> skipped) {
        List<Detection> detections = new ArrayList<>();
        for (Task program : programs) {
            Heard heard = new Heard(watch);
            End end = beside
                    ? runner.runBeside(program, environment, timeout, heard)
                    : runner.run(program, environment, timeout, heard);
            if (end instanceof End.Ended(String why, var took)) {
                return new CutShort(why);
            }
            detections.add(detection(PrintableText.of(program.name(), LONGEST_NAME), end, heard));
        }
        return new Answers(detections, skipped);
    }

    private Detection detection(String name, End end, Heard heard) {
        return switch (end) {
            case End.Exited(int code, Duration took, String lastError, String firstLine) -> {
                Said said = Said.by(code);
                String words = said == Said.ERROR && !lastError.isEmpty() ? lastError : heard.reason();
                String reason = said == Said.ERROR
                        ? "exit " + code + (words.isEmpty() ? "" : ": " + words)
                        : words.isEmpty() && heard.facts().isEmpty() ? firstLine : words;
                yield new Detection(name, said, clipped(reason), code, took, heard.facts());
            }
            case End.TimedOut(Duration took, String lastError) ->
                error(
                        name,
                        "ran longer than detect_timeout (" + Durations.format(timeout) + ") and was killed"
                                + (lastError.isEmpty() ? "" : ": " + lastError),
                        took,
                        heard);
            case End.Ended(String why, Duration took) -> error(name, "was ended: " + why, took, heard);
            case End.NotStarted(String cause) -> error(name, cause, Duration.ZERO, heard);
        };
    }

    private static Detection error(String name, String reason, Duration took, Heard heard) {
        return new Detection(name, Said.ERROR, clipped(reason), Detection.NO_EXIT, took, heard.facts());
    }

    private static String clipped(String reason) {
        return PrintableText.of(reason, LONGEST_REASON);
    }
}
