package io.rebootmgr.text;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Text of unknown origin, made fit for a log, a terminal or one field of a record. All that is shown to people passes
 * here: the log's formats, the last word of a command, what a shell says, the cells and lines of pages, and what is
 * kept of other programs' output.
 */
public final class PrintableText {
    /** More of a text than anybody reads; whoever sends 60 MB costs no more than this. */
    private static final int MOST_READ = 1 << 20;

    /** Room for colours, which are no part of what is read. */
    private static final int MOST_SEQUENCES = 4096;

    private PrintableText() {}

    /**
     * The text on one line: tabs become spaces; control characters, terminal sequences and invisible formatting (which
     * can turn a line around) are dropped.
     *
     * @param limit the longest result, in characters; what is over it is cut off
     */
    public static String of(String raw, int limit) {
        String begin = raw.length() <= MOST_READ ? raw : raw.substring(0, MOST_READ);
        String text = begin.indexOf('\u001B') < 0
                ? begin
                : Escapes.SEQUENCE.matcher(begin).replaceAll("");
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

    /**
     * Others' words in a message of ours: on one line, with one blank for every break and run of blanks, made
     * {@link #of printable}.
     *
     * @param limit the longest result, in characters; one that is cut ends with an ellipsis
     */
    public static String excerpt(String raw, int limit) {
        StringBuilder line = new StringBuilder();
        boolean blank = false;
        for (int at = 0; at < Math.min(raw.length(), MOST_READ) && line.length() <= limit * 4 + MOST_SEQUENCES; at++) {
            char c = raw.charAt(at);
            boolean breaks = c != '\u001B' && (c <= ' ' || (c >= 0x7f && c <= 0xa0));
            if (!breaks) {
                if (blank && !line.isEmpty()) {
                    line.append(' ');
                }
                line.append(c);
            }
            blank = breaks;
        }
        String text = of(line.toString(), limit + 1).strip();
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }

    /**
     * A message of ours that may have several lines, each made {@link #of printable}. All but the first are indented,
     * so that no text from elsewhere that has a line break in it can pass for another message.
     *
     * @param limit the longest result, about, in characters
     */
    public static String lines(String raw, int limit) {
        if (raw.indexOf('\n') < 0) {
            return of(raw, limit);
        }
        StringBuilder text = new StringBuilder();
        for (String part : raw.split("\n", -1)) {
            String line = of(part, limit - Math.min(limit, text.length())).strip();
            if (!line.isEmpty()) {
                text.append(text.isEmpty() ? "" : System.lineSeparator() + "  ").append(line);
            }
        }
        return text.toString();
    }

    /** The first code point that {@link #of} would drop, or show as another one; empty where it keeps all. */
    public static OptionalInt unprintable(String raw) {
        return raw.codePoints().filter(point -> !isPrintable(point)).findFirst();
    }

    /** A code point as people look it up: {@code U+202E}. */
    public static String codePoint(int point) {
        return String.format("U+%04X", point);
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
