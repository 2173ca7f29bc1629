package io.rebootmgr.cli;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.Problem;
import io.rebootmgr.policy.RolloutPlan;
import io.rebootmgr.verdict.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A file with the waves of a rollout. */
final class PlanFile {
    private PlanFile() {}

    /** What it says. What is wrong, all of it, is a {@link CommandFailure}. */
    static RolloutPlan read(Path file) {
        byte[] content;
        try {
            content = PlainFile.read(file, Layer.LARGEST + 1);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INVALID, file + ": " + PlainFile.why(e) + ", expected a plan");
        }
        return switch (RolloutPlan.read(file.toString(), content)) {
            case RolloutPlan.Reading.Read(RolloutPlan plan) -> plan;
            case RolloutPlan.Reading.Invalid(List<Problem> problems) ->
                throw new CommandFailure(
                        ExitCode.INVALID,
                        "the plan cannot be used\n"
                                + problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        };
    }
}
