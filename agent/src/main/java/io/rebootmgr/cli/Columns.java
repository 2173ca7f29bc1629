package io.rebootmgr.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns, two blanks apart, no wider than 100; a cell that is too long goes on below itself. */
final class Columns {
    private static final int WIDEST = 100;
    private static final String GAP = "  ";

    private final int[] most;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param most how wide each column may become; together at most 100 with the gaps */
    Columns(int... most) {
        this.most = most.clone();
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintStream out) {
        int[] widths = new int[most.length];
        int left = WIDEST;
        for (int column = 0; column < most.length; column++) {
            int at = column;
            int widest =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            widths[column] = Math.min(Math.min(widest, most[column]), left);
            left -= widths[column] + GAP.length();
        }
        rows.forEach(row -> print(row, widths, out));
    }

    private static void print(List<String> row, int[] widths, PrintStream out) {
        List<List<String>> cells = new ArrayList<>();
        int height = 0;
        for (int column = 0; column < widths.length; column++) {
            List<String> lines = wrapped(row.get(column), widths[column]);
            cells.add(lines);
            height = Math.max(height, lines.size());
        }
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String text = i < cells.get(column).size() ? cells.get(column).get(i) : "";
                line.append(text)
                        .append(" ".repeat(widths[column] - text.length()))
                        .append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** At blanks where there are some, else anywhere. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text.replaceAll("\\s+", " ");
        while (rest.length() > width && width > 0) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
