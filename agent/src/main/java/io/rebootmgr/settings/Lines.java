package io.rebootmgr.settings;

import java.util.OptionalInt;

/** Finds the line that sets a key. The parser does not keep it; only messages need it. */
final class Lines {
    private Lines() {}

    /**
     * The first line that sets {@code key} ({@code consul.address}, or {@code consul} for the table), from 1. Empty
     * when there is none that looks like it: inside an inline table, say, it is the table's line.
     */
    static OptionalInt find(String text, String key) {
        OptionalInt table = OptionalInt.empty();
        String section = "";
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.startsWith("[")) {
                section = plain(line.replaceAll("^\\[+|\\].*$", ""));
                if (section.equals(key)) {
                    return OptionalInt.of(number);
                }
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0 || line.startsWith("#")) {
                continue;
            }
            String name = plain(line.substring(0, equals));
            String whole = section.isEmpty() ? name : section + "." + name;
            if (whole.equals(key)) {
                return OptionalInt.of(number);
            }
            if (table.isEmpty() && key.startsWith(whole + ".")) {
                table = OptionalInt.of(number);
            }
        }
        return table;
    }

    /** A key without the quotes and spaces it may be written with. */
    private static String plain(String key) {
        return key.replaceAll("[\"'\\s]", "");
    }
}
