package io.rebootmgr.task;

import io.rebootmgr.process.LineStream;
import io.rebootmgr.process.LogContext;
import io.rebootmgr.text.PrintableText;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's output on its way to the log {@code task}: standard output at info level, standard error at warning level,
 * each line after the task's name. Bounded as {@link LineStream} says, each of the two for itself, so that a talkative
 * task cannot hide its errors.
 */
final class TaskOutput {
    private static final Logger LOG = LoggerFactory.getLogger("task");

    /** Its name as a field of its own, for formats that have fields. */
    private static final String TASK = "task";

    private final String name;
    private final LineStream out;
    private final LineStream err;

    /** @param heard is told each line of standard output, too */
    TaskOutput(String taskName, Consumer<String> heard) {
        name = PrintableText.of(taskName, 255);
        out = new LineStream(LogContext.carriedTo(line -> {
            heard.accept(line);
            LOG.atInfo().addKeyValue(TASK, name).log("{}: {}", name, line);
        }));
        err = new LineStream(LogContext.carriedTo(
                line -> LOG.atWarn().addKeyValue(TASK, name).log("{}: {}", name, line)));
    }

    LineStream out() {
        return out;
    }

    LineStream err() {
        return err;
    }

    /** The last line of standard error that says something; empty where none does. */
    String lastError() {
        return err.last();
    }

    /** The first line that says something, of standard error where standard output is silent; empty where none does. */
    String firstLine() {
        String first = out.first().strip();
        return first.isEmpty() ? err.first().strip() : first;
    }

    /** Says what was dropped. Nothing is logged for this task from now on, whoever still holds its output. */
    void finish() {
        out.finish();
        err.finish();
        if (out.dropped() > 0) {
            LOG.atInfo().addKeyValue(TASK, name).log("{}: {} more lines not logged", name, out.dropped());
        }
        if (err.dropped() > 0) {
            LOG.atWarn().addKeyValue(TASK, name).log("{}: {} more lines not logged", name, err.dropped());
        }
    }
}
