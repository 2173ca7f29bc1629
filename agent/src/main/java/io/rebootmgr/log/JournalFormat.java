package io.rebootmgr.log;

import io.rebootmgr.text.PrintableText;

/**
 * For journald: no time, which it stamps itself, and the priority in front of every line, those of a stack trace too.
 */
final class JournalFormat implements LogFormat {
    @Override
    public String lines(LogEvent event) {
        StringBuilder begin = new StringBuilder().append('<');
        begin.append(event.severity().priority()).append('>');
        if (!event.claim().isEmpty()) {
            begin.append('[')
                    .append(PrintableText.of(event.claim(), TextFormat.LONGEST_CLAIM))
                    .append("] ");
        }
        StringBuilder lines = new StringBuilder();
        add(lines, begin, LogFormat.folded(event.message()));
        if (!event.trace().isEmpty()) {
            for (String line : event.trace().split("\n", -1)) {
                if (!line.isBlank()) {
                    add(lines, begin, line);
                }
            }
        }
        return lines.toString();
    }

    private static void add(StringBuilder lines, StringBuilder begin, String text) {
        lines.append(begin).append(PrintableText.of(text, TextFormat.LONGEST)).append('\n');
    }
}
