package io.rebootmgr.process;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names one process for as long as the machine is up: a pid may be used again.
 *
 * @param startTicks when it was started, in clock ticks since the boot
 */
public record ProcessId(long pid, long startTicks) {

    /** Those that {@link #text(Set)} wrote; what is anything else is left out. */
    public static Set<ProcessId> parse(String words) {
        return Arrays.stream(words.split(" ", -1))
                .flatMap(word -> one(word).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<ProcessId> one(String word) {
        String[] parts = word.split(":", -1);
        try {
            return parts.length == 2
                    ? Optional.of(new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Fit to be written down in a line. */
    public static String text(Set<ProcessId> ids) {
        return ids.stream().map(ProcessId::text).collect(Collectors.joining(" "));
    }

    private String text() {
        return pid + ":" + startTicks;
    }
}
