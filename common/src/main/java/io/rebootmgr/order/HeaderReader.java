package io.rebootmgr.order;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds the header in the beginning of a task. Never fails, whatever the file holds. */
public final class HeaderReader {
    /** As much of a file as is looked at, at most: {@value #LINES_MAX} lines of a script that somebody wrote. */
    public static final int BYTES_MAX = 1 << 16;

    /** In so many lines from the first it begins and ends. */
    static final int LINES_MAX = 50;

    private static final String BEGIN = "### BEGIN REBOOTMGR INFO";
    private static final String END = "### END REBOOTMGR INFO";

    /** What was meant for one of the two: silently taken for a comment, it would undo the order. */
    private static final Pattern MARK =
            Pattern.compile("#+\\s*(BEGIN|END)[\\s_-]+REBOOTMGR[\\s_-]+INFO\\s*#*", Pattern.CASE_INSENSITIVE);

    private HeaderReader() {}

    /**
     * What the header says.
     *
     * @param head the first bytes of the file, up to {@value #BYTES_MAX} of them
     */
    public static HeaderResult read(byte[] head) {
        // One character a byte: a header is ASCII, and what else stands there is nobody's business here.
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!") && text.indexOf('\0') >= 0) {
            return new HeaderResult.Valid(Header.NONE);
        }
        List<String> lines =
                text.lines().limit(LINES_MAX).map(String::stripTrailing).toList();
        List<Integer> marks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.equals(BEGIN) || line.equals(END)) {
                marks.add(at);
            } else if (MARK.matcher(line).matches()) {
                boolean begins = line.toUpperCase(Locale.ROOT).contains("BEGIN");
                problems.add("has in line " + (at + 1) + " nearly the mark of a header: write it as \""
                        + (begins ? BEGIN : END) + "\"");
            }
        }
        if (!problems.isEmpty()) {
            return new HeaderResult.Malformed(problems);
        }
        return marks.isEmpty() ? new HeaderResult.Valid(Header.NONE) : between(lines, marks);
    }

    private static HeaderResult between(List<String> lines, List<Integer> marks) {
        int first = marks.getFirst();
        if (!lines.get(first).equals(BEGIN)) {
            return malformed(
                    "ends a header in line " + (first + 1) + " that has not begun: put \"" + BEGIN + "\" before it");
        }
        if (marks.size() == 1) {
            return malformed("begins a header in line " + (first + 1) + " that does not end within the first "
                    + LINES_MAX + " lines: put \"" + END + "\" after its last field");
        }
        int last = marks.get(1);
        if (marks.size() > 2 || !lines.get(last).equals(END)) {
            return malformed("has more than one header: \"" + BEGIN + "\" and \"" + END + "\" stand in it once");
        }
        HeaderFields fields = new HeaderFields();
        for (int at = first + 1; at < last; at++) {
            fields.line(at + 1, lines.get(at));
        }
        return fields.result();
    }

    private static HeaderResult malformed(String problem) {
        return new HeaderResult.Malformed(List.of(problem));
    }
}
