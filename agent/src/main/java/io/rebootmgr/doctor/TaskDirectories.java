package io.rebootmgr.doctor;

import io.rebootmgr.order.Header;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The directories of tasks are there and can be run from; those of stages that a node need not have may be missing. */
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
    public List<Finding> examine(ExaminedNode examined) {
        List<Finding> findings = new ArrayList<>();
        for (Stage stage : Stage.OF_TASKS) {
            switch (examined.ports().tasks().list(stage)) {
                case Listing.Found found -> {
                    findings.add(Finding.ok(about(), counted(stage, found.tasks())));
                    found.tasks().stream()
                            .filter(task -> !task.header().unknown().isEmpty())
                            .map(this::unknown)
                            .forEach(findings::add);
                    found.skipped()
                            .forEach(skipped -> findings.add(Finding.warn(
                                    about(),
                                    stage.label() + " skips " + skipped,
                                    "make it an executable file, or move it out of the directory")));
                }
                case Listing.Missing missing ->
                    missing(stage, missing.directory()).ifPresent(findings::add);
                case Listing.Refused refused ->
                    refused.causes().forEach(cause -> findings.add(Finding.fail(about(), ExitCode.INVALID, cause)));
            }
        }
        return findings;
    }

    private static String counted(Stage stage, List<Task> tasks) {
        String counted = tasks.size() + " " + stage.label() + (tasks.size() == 1 ? " task" : " tasks");
        boolean plain = tasks.stream().allMatch(task -> task.header().equals(Header.NONE));
        return plain ? counted : counted + " in the order of their headers; `rebootmgr tasks` shows it";
    }

    private Finding unknown(Task task) {
        return Finding.warn(
                about(),
                task.path() + " says " + String.join(", ", task.header().unknown())
                        + " in its header, which nobody reads",
                "correct the name to one of " + String.join(", ", Header.FIELDS) + ", or take the line out");
    }

    /** Of what a node need not have, only that nothing undoes a drain is worth a line. */
    private Optional<Finding> missing(Stage stage, String directory) {
        if (!stage.isOptional()) {
            return Optional.of(Finding.fail(
                    about(),
                    ExitCode.NOT_INITIALISED,
                    directory + " is missing",
                    "create it, empty if this node has no " + stage.label() + " tasks"));
        }
        return stage == Stage.ABORT ? Optional.of(Finding.ok(about(), "no abort tasks")) : Optional.empty();
    }
}
