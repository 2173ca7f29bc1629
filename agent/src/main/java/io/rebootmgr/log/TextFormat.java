package io.rebootmgr.log;

import io.rebootmgr.text.PrintableText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * For people. Short on a terminal, where everything is of today and colour says what matters; in a file with date and
 * zone. Brief, where somebody watches one run, it leaves out what is the same in nearly every line. What comes from
 * elsewhere cannot do anything to the terminal.
 */
final class TextFormat implements LogFormat {
    /** Ours have twelve characters; one that Consul tells may be anything. */
    static final int LONGEST_CLAIM = 100;

    static final int LONGEST = 16 * 1024;

    private static final String RESET = "\u001B[0m";
    private static final String DIM = "\u001B[2m";

    private final boolean terminal;
    private final boolean coloured;
    private final boolean brief;
    private final DateTimeFormatter time;

    TextFormat(boolean terminal, boolean coloured, boolean brief, ZoneId zone) {
        this.terminal = terminal;
        this.coloured = coloured;
        this.brief = brief;
        this.time = DateTimeFormatter.ofPattern(terminal ? "HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT)
                .withZone(zone);
    }

    @Override
    public String lines(LogEvent event) {
        StringBuilder line = new StringBuilder();
        line.append(in(DIM, time.format(event.time()))).append(' ');
        if (!brief || event.severity() != Severity.INFO) {
            line.append(in(
                    colour(event.severity()), "%-7s".formatted(event.severity().label())));
            line.append(' ');
        }
        if (!brief && !event.claim().isEmpty()) {
            String claim = PrintableText.of(event.claim(), LONGEST_CLAIM);
            line.append(in(DIM, terminal ? claim : "[" + claim + "]"));
            line.append(' ');
        }
        if (event.severity() == Severity.DEBUG && !event.source().isEmpty()) {
            line.append(event.source()).append(": ");
        }
        line.append(PrintableText.of(LogFormat.folded(event.message()), LONGEST))
                .append('\n');
        event.trace()
                .lines()
                .forEach(at -> line.append(PrintableText.of(at, LONGEST)).append('\n'));
        return line.toString();
    }

    private String in(String colour, String text) {
        return coloured && !colour.isEmpty() ? colour + text + RESET : text;
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case ERROR -> "\u001B[31m";
            case WARNING -> "\u001B[33m";
            case NOTICE -> "\u001B[36m";
            case INFO -> "";
            case DEBUG -> DIM;
        };
    }
}
