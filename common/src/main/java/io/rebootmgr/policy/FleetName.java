package io.rebootmgr.policy;

import java.util.Optional;

/** What messages call the fleet. It stands before every one of them. */
final class FleetName {
    private static final int LENGTH_MAX = 40;
    private static final String EXPECTED = "a short name of printable characters, at most " + LENGTH_MAX;

    private FleetName() {}

    static Optional<String> read(FieldValue at) {
        return at.parsed(
                EXPECTED, name -> isFleetName(name) ? Parsed.value(name.strip()) : Parsed.wrong(name, EXPECTED));
    }

    private static boolean isFleetName(String name) {
        // No stream: an idle run may read this.
        for (int at = 0; at < name.length(); at += Character.charCount(name.codePointAt(at))) {
            if (name.codePointAt(at) != ' ' && !isLetterOrSign(name.codePointAt(at))) {
                return false;
            }
        }
        return name.length() <= LENGTH_MAX;
    }

    /** Nothing that a terminal or a log would obey, or that is not seen. */
    private static boolean isLetterOrSign(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
