package io.rebootmgr.health;

import io.rebootmgr.text.PrintableText;

/** Others' words, fit for a reason: the first line that says something, printable, at most 120 characters. */
final class Excerpt {
    private static final int LONGEST = 120;
    private static final int MOST_READ = 64 * 1024;

    private Excerpt() {}

    static String of(String text) {
        String begin = text.length() <= MOST_READ ? text : text.substring(0, MOST_READ);
        return begin.lines()
                .map(line -> PrintableText.excerpt(line, LONGEST))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    static String clip(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
