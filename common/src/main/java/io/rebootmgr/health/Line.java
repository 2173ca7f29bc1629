package io.rebootmgr.health;

/** Others' words, fit for a reason: the first line that says something, printable, at most 120 characters. */
final class Line {
    private static final int LONGEST = 120;

    private Line() {}

    static String of(String text) {
        String line = text.lines()
                .map(each -> each.replaceAll("[\\p{Cntrl}\\s]+", " ").strip())
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        return clip(line, LONGEST);
    }

    static String clip(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
