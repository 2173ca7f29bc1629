package io.rebootmgr.show;

import java.util.ArrayList;
import java.util.List;

/** Paragraphs and tables, one below the other, {@link Table#WIDTH} columns wide. */
public final class Page {
    private static final String INDENT = "  ";
    /** Columns of an item's label. */
    private static final int LABEL = 10;

    private final boolean coloured;
    private final List<String> lines = new ArrayList<>();

    public Page(boolean coloured) {
        this.coloured = coloured;
    }

    public Page line(String text) {
        return line(text, Style.PLAIN);
    }

    /** A paragraph; from its second line on it is indented. */
    public Page line(String text, Style style) {
        List<String> wrapped = Text.wrapped(Text.harmless(text), Table.WIDTH - INDENT.length());
        for (int at = 0; at < wrapped.size(); at++) {
            lines.add(style.of((at == 0 ? "" : INDENT) + wrapped.get(at), coloured));
        }
        return this;
    }

    /** An empty line, if anything stands above it. */
    public Page gap() {
        if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
            lines.add("");
        }
        return this;
    }

    public Page table(Table table) {
        lines.addAll(table.lines(coloured));
        return this;
    }

    /** A labelled paragraph below a line; its own lines stand below one another. */
    public Page item(String label, String text, Style style) {
        String margin = INDENT + INDENT;
        String named = Text.padded(label, LABEL);
        List<String> wrapped = Text.wrapped(Text.harmless(text), Table.WIDTH - margin.length() - LABEL);
        for (int at = 0; at < wrapped.size(); at++) {
            String front = margin + (at == 0 ? named : " ".repeat(LABEL));
            lines.add(front + style.of(wrapped.get(at), coloured));
        }
        return this;
    }

    /** How many more there are than are shown; nothing where there are none. */
    public Page more(int more, String what) {
        return more > 0 ? line("… and " + NodeTable.number(more) + " more " + what, Style.FAINT) : this;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** All lines, each ended. */
    public String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
