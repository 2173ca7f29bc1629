package io.rebootmgr.doctor;

import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.task.Executables;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The operator's gate programs can be run, if there are any; what they say now is for {@code check} to show. */
final class GateDirectory implements Examination {
    @Override
    public String about() {
        return "gates";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return switch (examined.ports().tasks().list(Stage.GATE)) {
            case Listing.Missing missing -> List.of();
            case Listing.Refused(List<String> causes) ->
                causes.stream().map(this::holds).toList();
            case Listing.Found(List<Task> programs, List<String> skipped) -> {
                List<Finding> findings = new ArrayList<>();
                if (!programs.isEmpty()) {
                    findings.add(Finding.ok(
                            about(),
                            programs.size() == 1
                                    ? "1 gate program; `rebootmgr check` shows what it says"
                                    : programs.size() + " gate programs; `rebootmgr check` shows what they say"));
                }
                for (Task program : programs) {
                    Executables.obstacle(Path.of(program.path()), LinuxHost.runsAsRoot())
                            .map(this::holds)
                            .ifPresent(findings::add);
                }
                skipped.forEach(each -> findings.add(Finding.warn(
                        about(),
                        Stage.GATE.directory() + " skips " + each,
                        "make it an executable file, or move it out of the directory")));
                yield findings;
            }
        };
    }

    private Finding holds(String cause) {
        return Finding.fail(about(), ExitCode.HELD, "cannot be judged, so no reboot begins: " + cause);
    }
}
