package io.rebootmgr.show;

import io.rebootmgr.text.PrintableText;
import java.util.ArrayList;
import java.util.List;

/** Text fit for a terminal: harmless, of a known width, wrapped at blanks. */
public final class Text {
    /** More of one text than this is not for reading on a terminal. */
    private static final int LONGEST = 2_000;

    private Text() {}

    /** On one line, without anything that a terminal would obey. */
    public static String harmless(String raw) {
        String line = PrintableText.of(raw.replaceAll("[\\r\\n\\t]+", " "), LONGEST + 1);
        return line.length() <= LONGEST
                ? line.strip()
                : line.substring(0, LONGEST).strip() + "…";
    }

    /** How many columns it takes. */
    public static int width(String text) {
        return text.codePoints().map(Text::width).sum();
    }

    private static int width(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    /** East Asian scripts and pictures take two columns. */
    private static boolean isWide(int point) {
        return (point >= 0x1100 && point <= 0x115F)
                || (point >= 0x2E80 && point <= 0xA4CF)
                || (point >= 0xAC00 && point <= 0xD7A3)
                || (point >= 0xF900 && point <= 0xFAFF)
                || (point >= 0xFE30 && point <= 0xFE6F)
                || (point >= 0xFF00 && point <= 0xFF60)
                || (point >= 0xFFE0 && point <= 0xFFE6)
                || (point >= 0x1F300 && point <= 0x1FAFF)
                || (point >= 0x20000 && point <= 0x3FFFD);
    }

    /** As much of the text as fits into {@code width} (1 or more) columns, with a mark where there is more of it. */
    public static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        StringBuilder begin = new StringBuilder();
        int taken = 0;
        for (int point : text.codePoints().toArray()) {
            taken += width(point);
            if (taken > width - 1) {
                break;
            }
            begin.appendCodePoint(point);
        }
        return begin + "…";
    }

    /** The text with blanks behind it, to be {@code width} columns wide. */
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /**
     * Lines of at most {@code width} (2 or more) columns, broken at blanks, and within a word only where it is wider.
     */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) {
                line.append(' ');
            }
            line.append(word);
            while (width(line.toString()) > width) {
                int end = fitting(line, width);
                lines.add(line.substring(0, end));
                line.delete(0, end);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** How many characters of the line fit. */
    private static int fitting(StringBuilder line, int width) {
        int at = 0;
        int columns = 0;
        while (at < line.length()) {
            int point = line.codePointAt(at);
            columns += width(point);
            if (columns > width) {
                break;
            }
            at += Character.charCount(point);
        }
        return at;
    }
}
