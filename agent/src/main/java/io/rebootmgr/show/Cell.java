package io.rebootmgr.show;

import java.util.List;

/**
 * What stands in one place of a table: lines, each of which wraps by itself.
 *
 * @param lines harmless, whatever they were made of
 */
public record Cell(List<String> lines, Style style) {
    public Cell {
        lines = lines.stream().map(Text::harmless).toList();
    }

    public static Cell of(String text) {
        return of(text, Style.PLAIN);
    }

    public static Cell of(String text, Style style) {
        return new Cell(List.of(text), style);
    }

    /** Several lines; none leaves the place empty. */
    public static Cell lines(List<String> lines) {
        return new Cell(lines, Style.PLAIN);
    }

    int width() {
        return lines.stream().mapToInt(Text::width).max().orElse(0);
    }

    List<String> wrapped(int width) {
        return lines.stream()
                .flatMap(line -> Text.wrapped(line, width).stream())
                .toList();
    }
}
