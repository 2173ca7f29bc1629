package io.rebootmgr.show;

import io.rebootmgr.order.Header;
import io.rebootmgr.order.Placed;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code tasks} prints: the order of each stage, and why. */
public final class TasksPage {
    private TasksPage() {}

    /** For people. */
    public static Page of(List<StageTasks> stages, boolean coloured) {
        Page page = new Page(coloured);
        stages.forEach(stage -> add(page.gap(), stage));
        return page;
    }

    private static void add(Page page, StageTasks shown) {
        String title = shown.stage().label().toUpperCase(Locale.ROOT);
        switch (shown.listing()) {
            case Listing.Missing(String directory) -> page.line(title + ": there is no " + directory);
            case Listing.Refused(List<String> causes) -> {
                page.line(title + ": none of it can be run", Style.ALARM);
                causes.forEach(cause -> page.line("  " + cause));
            }
            case Listing.Found(List<Task> tasks, List<String> skipped) -> {
                if (tasks.isEmpty()) {
                    page.line(title + ": nothing to run in " + shown.directory());
                } else {
                    Table table = new Table(title, "STEP", "SERVICE", "WHY HERE", "HOW");
                    StageTasks.placed(tasks).forEach(placed -> row(table, placed));
                    page.table(table);
                }
                skipped.forEach(each -> page.line("skipped: " + each, Style.NOTICE));
            }
        }
    }

    private static void row(Table table, Placed placed) {
        Header header = placed.task().header();
        table.row(
                Cell.of(placed.task().name()),
                Cell.of(Integer.toString(header.step())),
                Cell.of(header.service().orElse("-")),
                Cell.lines(why(placed)),
                Cell.lines(how(header)));
    }

    private static List<String> why(Placed placed) {
        List<String> why = new ArrayList<>();
        why.add(placed.behind().isEmpty() ? "by name" : "after " + String.join(", ", placed.behind()));
        placed.absent().forEach(service -> why.add(service + " is not there"));
        return why;
    }

    private static List<String> how(Header header) {
        List<String> how = new ArrayList<>();
        header.timeout().ifPresent(timeout -> how.add("at most " + Durations.format(timeout)));
        if (header.oncePerGroup()) {
            how.add("once in its group");
        }
        if (!header.tags().isEmpty()) {
            how.add("tags " + String.join(", ", header.tags()));
        }
        header.unknown().forEach(field -> how.add(field + " is not known"));
        return how;
    }
}
