package io.rebootmgr.host;

import io.rebootmgr.host.Host.ShutdownLock;
import io.rebootmgr.text.PrintableText;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@code busctl} tells of inhibitor locks, as in {@code a(ssssuu) 1 "shutdown" "APT" "installing" "block" 0
 * 4711}, while it comes. Any user may take locks, thousands of them, with texts as long as they like: so it reads byte
 * by byte, keeps the beginning of each text, and only the locks that hold.
 */
final class InhibitorList extends OutputStream {
    private static final String SIGNATURE = "a(ssssuu)";
    /** What, who, why, mode, user id, process id. */
    private static final int FIELDS = 6;

    private static final int LONGEST_WORD = 200;
    private static final int MOST_LOCKS = 100;
    private static final int LONGEST_BEGINNING = 200;

    private final StringBuilder beginning = new StringBuilder();
    private final byte[] word = new byte[LONGEST_WORD];
    private int length;
    private Place place = Place.BETWEEN;
    private boolean broken;

    /** Words so far: the signature, the number of locks, and the fields of each. */
    private long words;

    private long announced = -1;
    private final String[] fields = new String[FIELDS];
    private final List<ShutdownLock> locks = new ArrayList<>();

    private enum Place {
        BETWEEN,
        BARE,
        QUOTED,
        ESCAPED
    }

    @Override
    public synchronized void write(int b) {
        if (beginning.length() < LONGEST_BEGINNING) {
            beginning.append((char) (b & 0xff));
        }
        switch (place) {
            case BETWEEN -> {
                if (b == '"') {
                    place = Place.QUOTED;
                } else if (!isBlank(b)) {
                    place = Place.BARE;
                    keep(b);
                }
            }
            case BARE -> {
                if (isBlank(b)) {
                    endWord();
                } else {
                    keep(b);
                }
            }
            case QUOTED -> {
                if (b == '"') {
                    endWord();
                } else {
                    place = b == '\\' ? Place.ESCAPED : Place.QUOTED;
                    keep(b);
                }
            }
            case ESCAPED -> {
                place = Place.QUOTED;
                keep(b);
            }
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) {
        for (int at = offset; at < offset + count; at++) {
            write(bytes[at]);
        }
    }

    /**
     * The locks that block a shutdown, the first hundred at least; empty when it was cut off or is of another shape,
     * for then one may be missing.
     */
    synchronized Optional<List<ShutdownLock>> shutdownLocks() {
        if (place == Place.BARE) {
            endWord();
        }
        boolean whole = !broken && place == Place.BETWEEN && announced >= 0 && words == 2 + announced * FIELDS;
        return whole ? Optional.of(List.copyOf(locks)) : Optional.empty();
    }

    /** What to show of an answer that is of another shape. */
    synchronized String beginning() {
        return PrintableText.of(beginning.toString(), LONGEST_BEGINNING);
    }

    private static boolean isBlank(int b) {
        return b == ' ' || b == '\n';
    }

    private void keep(int b) {
        if (length < LONGEST_WORD) {
            word[length] = (byte) b;
            length++;
        }
    }

    private void endWord() {
        String text = new String(word, 0, length, StandardCharsets.UTF_8);
        length = 0;
        place = Place.BETWEEN;
        if (words == 0) {
            broken |= !text.equals(SIGNATURE);
        } else if (words == 1) {
            announced = number(text);
            broken |= announced < 0;
        } else {
            int field = (int) ((words - 2) % FIELDS);
            fields[field] = text;
            if (field == FIELDS - 1) {
                endLock();
            }
        }
        words++;
    }

    private void endLock() {
        if (fields[3].equals("block") && (":" + fields[0] + ":").contains(":shutdown:") && locks.size() < MOST_LOCKS) {
            locks.add(new ShutdownLock(fields[1], fields[2]));
        }
    }

    private static long number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
