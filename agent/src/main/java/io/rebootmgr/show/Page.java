package io.rebootmgr.show;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Paragraphs and tables, one below the other: {@link Table#WIDTH} columns wide, or as wide as their texts for programs
 * that read them.
 */
public final class Page {
    /** Wider than any text: nothing wraps. */
    private static final int UNBOUNDED = 1_000_000;

    private static final String INDENT = "  ";
    /** Columns of an item's label. */
    private static final int LABEL = 10;

    private final boolean coloured;
    /** Each gives its lines for a width. */
    private final List<IntFunction<List<String>>> blocks = new ArrayList<>();

    private boolean endsWithGap;

    public Page(boolean coloured) {
        this.coloured = coloured;
    }

    public Page line(String text) {
        return line(text, Style.PLAIN);
    }

    /** A paragraph; from its second line on it is indented. */
    public Page line(String text, Style style) {
        return paragraph("", text, style, INDENT);
    }

    /** An empty line, if anything stands above it. */
    public Page gap() {
        if (!blocks.isEmpty() && !endsWithGap) {
            blocks.add(width -> List.of(""));
            endsWithGap = true;
        }
        return this;
    }

    public Page table(Table table) {
        return add(width -> table.lines(width, coloured));
    }

    /** A labelled paragraph below a line; its own lines stand below one another. */
    public Page item(String label, String text, Style style) {
        String margin = INDENT + INDENT;
        return paragraph(margin + Text.padded(label, LABEL), text, style, margin + " ".repeat(LABEL));
    }

    private Page paragraph(String front, String text, Style style, String indent) {
        String harmless = Text.harmless(text);
        return add(width -> {
            List<String> wrapped = Text.wrapped(harmless, width - indent.length());
            List<String> lines = new ArrayList<>();
            for (int at = 0; at < wrapped.size(); at++) {
                lines.add((at == 0 ? front : indent) + style.of(wrapped.get(at), coloured));
            }
            return lines;
        });
    }

    private Page add(IntFunction<List<String>> block) {
        blocks.add(block);
        endsWithGap = false;
        return this;
    }

    /** How many more there are than are shown; nothing where there are none. */
    public Page more(int more, String what) {
        return more > 0 ? line("… and " + NodeTable.number(more) + " more " + what, Style.FAINT) : this;
    }

    public List<String> lines() {
        return lines(Table.WIDTH);
    }

    private List<String> lines(int width) {
        return blocks.stream().flatMap(block -> block.apply(width).stream()).toList();
    }

    /** All lines, each ended: for people. */
    public String text() {
        return text(lines());
    }

    /** The same with nothing wrapped, for a pipe: one line is one row, whatever stands in it. */
    public String unwrapped() {
        return text(lines(UNBOUNDED));
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
