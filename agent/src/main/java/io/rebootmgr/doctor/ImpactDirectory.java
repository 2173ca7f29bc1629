package io.rebootmgr.doctor;

import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.task.Executables;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.util.List;

/** The operator's impact program can be run, if there is one. One that cannot holds nothing: it costs the place. */
final class ImpactDirectory implements Examination {
    private static final String WAY_OUT = "fix it, or remove it: without one the node costs nothing";

    @Override
    public String about() {
        return "impact";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return switch (examined.ports().tasks().list(Stage.IMPACT)) {
            case Listing.Missing missing -> List.of();
            case Listing.Refused(List<String> causes) ->
                causes.stream().map(this::last).toList();
            case Listing.Found(List<Task> programs, List<String> skipped) ->
                programs.isEmpty()
                        ? skipped.stream().map(this::last).toList()
                        : programs.stream().map(this::judged).toList();
        };
    }

    private Finding judged(Task program) {
        return Executables.obstacle(Path.of(program.path()), LinuxHost.runsAsRoot())
                .map(this::last)
                .orElseGet(() -> Finding.ok(about(), "an impact program, asked while the node stands in line"));
    }

    private Finding last(String cause) {
        return Finding.fail(
                about(), ExitCode.INVALID, "cannot be asked, so the node is last in line: " + cause, WAY_OUT);
    }
}
