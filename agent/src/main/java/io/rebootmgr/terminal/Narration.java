package io.rebootmgr.terminal;

import io.rebootmgr.cycle.Listener;
import io.rebootmgr.log.Logging;
import io.rebootmgr.process.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A run tells on the terminal what it does: a line for each step, as the log has it, and below them one that is drawn
 * anew where something lasts.
 */
public final class Narration implements Listener, AutoCloseable {
    /** Of a serial console nobody knows better. */
    private static final int COLUMNS = 80;

    private static final int FEWEST_COLUMNS = 40;

    private final StatusLine line;

    private Narration(StatusLine line) {
        this.line = line;
    }

    /** Begins, before the first event is logged, where somebody {@linkplain Logging#isWatched watches}. */
    public static Narration begin(Map<String, String> env) {
        long start = System.nanoTime();
        StatusLine line = new StatusLine(
                        new FileOutputStream(FileDescriptor.err),
                        Terminal.redraws(env) ? Optional.of(columns(env)) : Optional.empty(),
                        Terminal.takesColours(env),
                        () -> Duration.ofNanos(System.nanoTime() - start))
                .started();
        Logging.narrate(line.above());
        return new Narration(line);
    }

    private static int columns(Map<String, String> env) {
        String told = env.getOrDefault("COLUMNS", "");
        return told.matches("[0-9]{1,4}") ? Math.max(FEWEST_COLUMNS, Integer.parseInt(told)) : COLUMNS;
    }

    @Override
    public void does(String what, Optional<Duration> most) {
        line.says(what, most);
    }

    @Override
    public void reached(String far) {
        line.reached(far);
    }

    /** What is said from now on comes below all of it. */
    @Override
    public void close() {
        line.close();
    }
}
