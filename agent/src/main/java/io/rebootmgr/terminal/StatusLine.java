package io.rebootmgr.terminal;

import io.rebootmgr.terminal.StatusLine.Piece.End;
import io.rebootmgr.terminal.StatusLine.Piece.Lines;
import io.rebootmgr.terminal.StatusLine.Piece.News;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last line on a terminal: what is going on just now. It is drawn over itself once a second, and whatever else is
 * written to the terminal meanwhile has to go through {@link #above}.
 *
 * <p>One thread writes. A terminal may stop (Ctrl-S), be slow, or go away, and who has a lock to keep must not wait for
 * it: what comes meanwhile waits here, and what is too much of it is dropped and counted.
 */
final class StatusLine implements AutoCloseable {
    private static final long TICK_MS = 1000;
    /** Pieces of output that wait for the terminal. */
    private static final int MOST_WAITING = 1000;
    /** How long the end of a run waits for its terminal. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String ERASE = "\r\u001B[K";
    private static final String NO_WRAP = "\u001B[?7l";
    private static final String WRAP = "\u001B[?7h";
    private static final String DIM = "\u001B[2m";
    private static final String RESET = "\u001B[0m";

    private final OutputStream terminal;
    private final Optional<Integer> columns;
    private final boolean coloured;
    private final Supplier<Duration> elapsed;
    private final BlockingQueue<Piece> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger dropped = new AtomicInteger();
    private final OutputStream above = new Above();
    private @Nullable Thread writer;
    private volatile @Nullable Activity activity;
    private volatile boolean ended;
    /** The writer's own. */
    private boolean drawn;

    private boolean gone;

    /** What the writer is given. */
    sealed interface Piece {
        /** Whole lines. */
        record Lines(byte[] bytes) implements Piece {}

        /** Something else goes on. */
        record News() implements Piece {}

        /** Nothing more comes. */
        record End() implements Piece {}
    }

    /**
     * One whose pieces wait until somebody {@link #write writes} them.
     *
     * @param columns of the terminal; empty for one on which nothing can be drawn over itself: it gets the lines alone
     * @param elapsed a clock that only goes forward
     */
    StatusLine(OutputStream terminal, Optional<Integer> columns, boolean coloured, Supplier<Duration> elapsed) {
        this.terminal = terminal;
        this.columns = columns;
        this.coloured = coloured;
        this.elapsed = elapsed;
    }

    /** The same with a thread that does, once a second without any news as well. */
    StatusLine started() {
        writer = Thread.ofPlatform().daemon().name("status line").start(this::writeAll);
        return this;
    }

    /** Where everything else goes, in whole lines. */
    OutputStream above() {
        return above;
    }

    /** What is going on from now on; the same words again begin nothing. */
    void says(String what, Optional<Duration> most) {
        Duration now = elapsed.get();
        Activity before = activity;
        Duration begun = before != null && before.what().equals(what) ? before.begun() : now;
        tell(new Activity(what, "", begun, most.map(now::plus)));
    }

    /** How far that is. */
    void reached(String far) {
        Activity now = activity;
        if (now != null) {
            tell(new Activity(now.what(), far, now.begun(), now.ends()));
        }
    }

    private void tell(Activity next) {
        activity = next;
        // Where there is no room it is drawn at the next tick.
        boolean unused = waiting.offer(new News());
    }

    private void writeAll() {
        try {
            while (!ended) {
                write(Optional.ofNullable(waiting.poll(TICK_MS, TimeUnit.MILLISECONDS)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes the piece and all that wait behind it, and draws the line anew. */
    void write(Optional<Piece> first) {
        Optional<Piece> next = first;
        while (next.isPresent()) {
            switch (next.get()) {
                case Lines(byte[] bytes) -> {
                    erase();
                    put(bytes);
                    tellOfDropped();
                }
                case News news -> {}
                case End end -> {
                    erase();
                    ended = true;
                    return;
                }
            }
            next = Optional.ofNullable(waiting.poll());
        }
        draw();
    }

    private void tellOfDropped() {
        int lost = waiting.isEmpty() ? dropped.getAndSet(0) : 0;
        if (lost > 0) {
            put(("(" + lost + " lines are not shown: the terminal did not take them)\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private void draw() {
        Activity now = activity;
        if (now == null || columns.isEmpty()) {
            return;
        }
        erase();
        String line = now.line(elapsed.get(), columns.get());
        // A terminal that is narrower than it is said to be cuts the line, and does not leave a piece of it each
        // second.
        put((NO_WRAP + (coloured ? DIM + line + RESET : line) + WRAP).getBytes(StandardCharsets.UTF_8));
        drawn = true;
    }

    private void erase() {
        if (drawn) {
            put(ERASE.getBytes(StandardCharsets.US_ASCII));
            drawn = false;
        }
    }

    /** A terminal that is gone is no reason for anything: the run has its log and its logbook. */
    private void put(byte[] bytes) {
        if (gone) {
            return;
        }
        try {
            terminal.write(bytes);
            terminal.flush();
        } catch (IOException e) {
            gone = true;
        }
    }

    /** Takes the line away, when all that came before is written, if the terminal takes it in time. */
    @Override
    public void close() {
        try {
            if (!waiting.offer(new End(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                ended = true;
            }
            if (writer != null) {
                writer.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
    }

    /** Lines that stay; those that come after the end go to the terminal at once. */
    private final class Above extends OutputStream {
        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (ended) {
                terminal.write(bytes, from, length);
                return;
            }
            if (!waiting.offer(new Lines(Arrays.copyOfRange(bytes, from, from + length)))) {
                dropped.incrementAndGet();
            }
        }
    }
}
