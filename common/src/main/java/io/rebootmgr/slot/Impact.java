package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.util.OptionalInt;

/**
 * What it would cost to take a node now, as a program of its operator's says: running jobs' minutes, guests,
 * connections. Any unit will do, as long as it is the same in the whole group.
 */
public final class Impact {
    public static final int NONE = 0;
    /** Of whom nobody can say it, too: last in line. */
    public static final int MOST = 1_000_000;

    /** Of who waits in line, and of who is named as next. */
    public static final String FIELD = "impact";

    private Impact() {}

    /**
     * What an object says; nothing and garbage are none, so that nobody stands last for ever by a key that no program
     * of its own puts right.
     */
    static int read(Fields object) {
        try {
            return object.has(FIELD) ? (int) object.number(FIELD, NONE, MOST) : NONE;
        } catch (MalformedJson e) {
            return NONE;
        }
    }

    /** A whole number from 0 to a million, alone in its line; empty for anything else. */
    public static OptionalInt parse(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int impact = Integer.parseInt(text);
        return impact <= MOST ? OptionalInt.of(impact) : OptionalInt.empty();
    }

    /**
     * Whether it has changed enough to be told again: from or to nothing, or by a quarter. Every telling is a write to
     * Raft, and of a thousand nodes whose jobs go on the order stays much the same.
     */
    public static boolean isNews(int told, int now) {
        if (told == NONE || now == NONE) {
            return told != now;
        }
        return 4L * now <= 3L * told || 3L * now >= 4L * told;
    }

    /** Adds itself to an object; left out where there is none. */
    public static void write(ObjectNode object, int impact) {
        if (impact != NONE) {
            object.put(FIELD, impact);
        }
    }
}
