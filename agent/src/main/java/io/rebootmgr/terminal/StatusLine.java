package io.rebootmgr.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last line on a terminal: what is going on just now. It is drawn over itself once a second, and whatever else is
 * written to the terminal meanwhile has to go through {@link #above}.
 */
final class StatusLine implements AutoCloseable {
    private static final long TICK_MS = 1000;
    private static final byte[] ERASE = "\r\u001B[K".getBytes(StandardCharsets.US_ASCII);
    private static final String DIM = "\u001B[2m";
    private static final String RESET = "\u001B[0m";

    private final OutputStream terminal;
    private final int columns;
    private final boolean coloured;
    private final Supplier<Duration> elapsed;
    private final OutputStream above = new Above();
    private @Nullable Activity activity;
    private boolean drawn;
    private boolean closed;

    /**
     * One that nobody draws but what changes it.
     *
     * @param elapsed a clock that only goes forward
     */
    StatusLine(OutputStream terminal, int columns, boolean coloured, Supplier<Duration> elapsed) {
        this.terminal = terminal;
        this.columns = columns;
        this.coloured = coloured;
        this.elapsed = elapsed;
    }

    /** The same, drawn anew each second from now on. */
    StatusLine ticking() {
        Thread.ofPlatform().daemon().name("status line").start(this::tick);
        return this;
    }

    /** Where everything else goes, in whole lines. */
    OutputStream above() {
        return above;
    }

    /** What is going on from now on; the same words again begin nothing. */
    synchronized void says(String what, Optional<Duration> most) {
        Duration now = elapsed.get();
        boolean same = activity != null && activity.what().equals(what);
        Duration begun = same && activity != null ? activity.begun() : now;
        activity = new Activity(what, begun, most.map(now::plus));
        draw();
    }

    private synchronized void tick() {
        while (!closed) {
            draw();
            try {
                wait(TICK_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void draw() {
        if (activity == null || closed) {
            return;
        }
        String line = activity.line(elapsed.get(), columns);
        erase();
        write((coloured ? DIM + line + RESET : line).getBytes(StandardCharsets.UTF_8));
        drawn = true;
    }

    private void erase() {
        if (drawn) {
            write(ERASE);
            drawn = false;
        }
    }

    private void write(byte[] bytes) {
        try {
            terminal.write(bytes);
            terminal.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the line away; what is written from now on is not held up by it. */
    @Override
    public synchronized void close() {
        erase();
        closed = true;
        notifyAll();
    }

    /** Lines that stay. */
    private final class Above extends OutputStream {
        @Override
        public void write(int single) {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            synchronized (StatusLine.this) {
                erase();
                StatusLine.this.write(java.util.Arrays.copyOfRange(bytes, from, from + length));
                draw();
            }
        }
    }
}
