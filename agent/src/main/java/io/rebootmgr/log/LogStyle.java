package io.rebootmgr.log;

import java.util.List;
import java.util.Optional;

/** Who a log is written for. */
public enum LogStyle {
    /** People: at a terminal, or in a file. */
    TEXT("text"),
    /** journald, which knows the time and takes the priority from the beginning of a line. */
    JOURNAL("journal"),
    /** Programs: one JSON object a line. */
    JSON("json");

    /** In the order of the help. */
    public static final List<String> NAMES = List.of("text", "journal", "json");

    private final String label;

    LogStyle(String label) {
        this.label = label;
    }

    /** The style of this name; empty when there is none. */
    public static Optional<LogStyle> named(String name) {
        for (LogStyle style : values()) {
            if (style.label.equalsIgnoreCase(name)) {
                return Optional.of(style);
            }
        }
        return Optional.empty();
    }
}
