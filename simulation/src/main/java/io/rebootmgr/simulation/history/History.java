package io.rebootmgr.simulation.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The log of a simulation. It keeps the last notable lines, and one number over all lines that were ever written: two
 * histories with the same number are the same, byte for byte.
 */
public final class History implements Witness {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final int longest;
    private final Consumer<String> reader;
    private final Deque<String> tail = new ArrayDeque<>();
    private long digest = OFFSET;

    /**
     * @param longest how many lines are kept
     * @param reader is given every line, the less notable ones too
     */
    public History(int longest, Consumer<String> reader) {
        this.longest = longest;
        this.reader = reader;
    }

    @Override
    public void saw(Duration now, Happening what) {
        String line = time(now) + " " + what.text();
        for (int i = 0; i < line.length(); i++) {
            digest = (digest ^ line.charAt(i)) * PRIME;
        }
        reader.accept(line);
        if (what.isNotable()) {
            if (tail.size() == longest) {
                tail.removeFirst();
            }
            tail.addLast(line);
        }
    }

    /** FNV-1a of all lines. */
    public long digest() {
        return digest;
    }

    /** The last notable lines, oldest first. */
    public List<String> tail() {
        return List.copyOf(tail);
    }

    /** Hours, minutes, seconds and milliseconds: {@code 01:02:03.004}. */
    private static String time(Duration now) {
        long millis = now.toMillis();
        StringBuilder text = new StringBuilder(16);
        pad(text, millis / 3_600_000, 2).append(':');
        pad(text, millis / 60_000 % 60, 2).append(':');
        pad(text, millis / 1000 % 60, 2).append('.');
        return pad(text, millis % 1000, 3).toString();
    }

    private static StringBuilder pad(StringBuilder text, long number, int width) {
        for (long least = width == 3 ? 100 : 10; number < least && least > 1; least /= 10) {
            text.append('0');
        }
        return text.append(number);
    }
}
