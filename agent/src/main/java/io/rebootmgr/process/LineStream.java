package io.rebootmgr.process;

import io.rebootmgr.text.PrintableText;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes a program's output, UTF-8, and hands it on line by line, printable. However much comes, it keeps one line of at
 * most {@value #LINE_BYTES} bytes and hands on {@value #LINES} lines; the rest is counted and dropped, so that the
 * program is never held up.
 */
public final class LineStream extends OutputStream {
    /** What is longer is cut off, and marked as cut. */
    public static final int LINE_BYTES = 4096;

    /** Lines handed on; the ones after that are only counted. */
    public static final int LINES = 1000;

    private final Consumer<String> sink;
    private byte[] line = new byte[LINE_BYTES];
    private byte[] lastLine = new byte[LINE_BYTES];
    private int lastLength;
    private int kept;
    private boolean begun;
    private boolean cut;
    private boolean finished;
    private long seen;
    private String first = "";

    public LineStream(Consumer<String> sink) {
        this.sink = sink;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (finished) {
            return;
        }
        int end = offset + length;
        int from = offset;
        for (int at = offset; at < end; at++) {
            if (bytes[at] == '\n') {
                keep(bytes, from, at - from);
                endLine();
                from = at + 1;
            }
        }
        if (from < end) {
            keep(bytes, from, end - from);
        }
    }

    /** Hands on a last line that has no newline. What is written from now on is ignored. */
    public synchronized void finish() {
        if (begun) {
            endLine();
        }
        finished = true;
    }

    /** The first line that says something; empty when none did so far. */
    public synchronized String first() {
        return first;
    }

    /** The last line that says something, handed on or not; empty when none did so far. */
    public synchronized String last() {
        return PrintableText.of(new String(lastLine, 0, lastLength, StandardCharsets.UTF_8), LINE_BYTES)
                .strip();
    }

    /** How many lines were not handed on so far. */
    public synchronized long dropped() {
        return Math.max(0, seen - LINES);
    }

    private void keep(byte[] bytes, int offset, int length) {
        begun = true;
        int fits = Math.min(length, LINE_BYTES - kept);
        System.arraycopy(bytes, offset, line, kept, fits);
        kept += fits;
        cut |= fits < length;
    }

    private void endLine() {
        if (seen < LINES) {
            String text = PrintableText.of(new String(line, 0, kept, StandardCharsets.UTF_8), LINE_BYTES);
            if (first.isBlank()) {
                first = text;
            }
            sink.accept(cut ? text + " [cut]" : text);
        }
        seen++;
        keepAsLast();
        kept = 0;
        begun = false;
        cut = false;
    }

    /** The two buffers change places: a talkative program costs no garbage. */
    private void keepAsLast() {
        int at = 0;
        while (at < kept && line[at] >= 0 && line[at] <= ' ') {
            at++;
        }
        if (at < kept) {
            byte[] free = lastLine;
            lastLine = line;
            lastLength = kept;
            line = free;
        }
    }
}
