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

/** The detectors can be run, if there are any; what they say now is for {@code detect} to show. */
final class DetectorDirectory implements Examination {
    @Override
    public String about() {
        return "detectors";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return switch (examined.ports().tasks().list(Stage.DETECT)) {
            case Listing.Missing missing -> List.of();
            case Listing.Refused(List<String> causes) ->
                causes.stream().map(this::refused).toList();
            case Listing.Found(List<Task> programs, List<String> skipped) -> {
                List<Finding> findings = new ArrayList<>();
                if (!programs.isEmpty()) {
                    findings.add(Finding.ok(
                            about(), programs.size() + " of them; `rebootmgr detect` asks what this node needs"));
                }
                for (Task program : programs) {
                    Executables.obstacle(Path.of(program.path()), LinuxHost.runsAsRoot())
                            .map(this::refused)
                            .ifPresent(findings::add);
                }
                skipped.forEach(each -> findings.add(Finding.warn(
                        about(),
                        Stage.DETECT.directory() + " skips " + each,
                        "make it an executable file, or move it out of the directory")));
                yield findings;
            }
        };
    }

    private Finding refused(String cause) {
        return Finding.fail(about(), ExitCode.INVALID, "cannot be asked, so nothing begins on this node: " + cause);
    }
}
