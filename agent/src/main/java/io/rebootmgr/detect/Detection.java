package io.rebootmgr.detect;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;

/**
 * What one detector said.
 *
 * @param name of its file, printable
 * @param reason its own words, or what went wrong; printable, at most 200 characters, may be empty
 * @param exit its exit code, {@link #NO_EXIT} where it did not come to one
 * @param facts by name
 */
public record Detection(
        String name, Said said, String reason, int exit, Duration took, SortedMap<String, String> facts) {
    /** It was not started, or killed. */
    public static final int NO_EXIT = -1;

    public Detection {
        facts = Collections.unmodifiableSortedMap(facts);
    }

    /** What is wrong, for people. */
    public String complaint() {
        return "detector " + name + " could not say: " + reason;
    }
}
