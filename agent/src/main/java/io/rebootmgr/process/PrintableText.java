package io.rebootmgr.process;

import java.util.regex.Pattern;

/** Text of unknown origin, made fit for a log, a terminal or one field of a record. */
public final class PrintableText {
    private PrintableText() {}

    /**
     * The text on one line: tabs become spaces; control characters, terminal sequences and invisible formatting (which
     * can turn a line around) are dropped.
     *
     * @param limit the longest result, in characters; what is over it is cut off
     */
    public static String of(String raw, int limit) {
        String text =
                raw.indexOf('\u001B') < 0 ? raw : Escapes.SEQUENCE.matcher(raw).replaceAll("");
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit));
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (point == '\t') {
                point = ' ';
            }
            if (!isPrintable(point)) {
                continue;
            }
            if (printable.length() + Character.charCount(point) > limit) {
                break;
            }
            printable.appendCodePoint(point);
        }
        return printable.toString();
    }

    /** Apart, for nearly no text has one, and an idle run need not prepare the pattern. */
    private static final class Escapes {
        /** Colours and cursor movements of terminals. */
        static final Pattern SEQUENCE = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");

        private Escapes() {}
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
