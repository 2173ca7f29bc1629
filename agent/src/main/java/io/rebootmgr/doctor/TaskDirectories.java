package io.rebootmgr.doctor;

import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** The directories of tasks are there and can be run from; only that of the abort tasks may be missing. */
final class TaskDirectories implements Examination {
    @Override
    public String about() {
        return "tasks";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(Patient patient) {
        List<Finding> findings = new ArrayList<>();
        for (Stage stage : Stage.OF_TASKS) {
            switch (patient.ports().tasks().list(stage)) {
                case Listing.Found found -> {
                    int count = found.tasks().size();
                    findings.add(Finding.ok(about(), count + " " + stage.label() + (count == 1 ? " task" : " tasks")));
                    found.skipped()
                            .forEach(skipped -> findings.add(Finding.warn(
                                    about(),
                                    stage.label() + " skips " + skipped,
                                    "make it an executable file, or move it out of the directory")));
                }
                case Listing.Missing missing ->
                    findings.add(
                            stage == Stage.ABORT
                                    ? Finding.ok(about(), "no abort tasks")
                                    : Finding.fail(
                                            about(),
                                            ExitCode.NOT_INITIALISED,
                                            missing.directory() + " is missing",
                                            "create it, empty if this node has no " + stage.label() + " tasks"));
                case Listing.Refused refused ->
                    refused.causes().forEach(cause -> findings.add(Finding.fail(about(), ExitCode.INVALID, cause)));
            }
        }
        return findings;
    }
}
