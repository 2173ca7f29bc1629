package io.rebootmgr.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under titles, on a page for people at most {@link #WIDTH} columns wide. Where the texts are wider than that the
 * widest columns give way and their texts wrap.
 */
public final class Table {
    /** Of everything that is printed for people. */
    public static final int WIDTH = 100;

    private static final String GAP = "  ";

    private final List<Cell> titles;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(String... titles) {
        this.titles =
                Arrays.stream(titles).map(title -> Cell.of(title, Style.FAINT)).toList();
    }

    /** One more row, of as many cells as there are titles. */
    public Table row(Cell... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells, expected " + titles.size());
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, titles first. */
    List<String> lines(int most, boolean coloured) {
        int[] widths = widths(most);
        List<String> lines = new ArrayList<>();
        lines.addAll(lines(titles, widths, coloured));
        for (List<Cell> row : rows) {
            lines.addAll(lines(row, widths, coloured));
        }
        return lines;
    }

    private static List<String> lines(List<Cell> row, int[] widths, boolean coloured) {
        List<List<String>> columns = new ArrayList<>();
        for (int column = 0; column < widths.length; column++) {
            columns.add(row.get(column).wrapped(widths[column]));
        }
        int height = columns.stream().mapToInt(List::size).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < height; at++) {
            StringBuilder line = new StringBuilder();
            StringBuilder blanks = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                List<String> texts = columns.get(column);
                String text = at < texts.size() ? texts.get(at) : "";
                if (!text.isEmpty()) {
                    line.append(blanks).append(row.get(column).style().of(text, coloured));
                    blanks.setLength(0);
                }
                blanks.append(" ".repeat(Math.max(0, widths[column] - Text.width(text))))
                        .append(GAP);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private int[] widths(int page) {
        int[] widths = new int[titles.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = titles.get(column).width();
            for (List<Cell> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).width());
            }
        }
        int room = page - GAP.length() * (widths.length - 1);
        int most = Math.min(room, Arrays.stream(widths).max().orElse(room));
        while (Arrays.stream(widths).map(cap(most)).sum() > room) {
            most--;
        }
        return Arrays.stream(widths).map(cap(most)).toArray();
    }

    private static java.util.function.IntUnaryOperator cap(int most) {
        // Two, for a letter may be as wide.
        return width -> Math.min(width, Math.max(2, most));
    }
}
