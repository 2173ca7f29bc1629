package io.rebootmgr.text;

/**
 * A name or id from elsewhere in a command that people are told to type: whatever it holds, a shell takes it for one
 * word.
 */
public final class ShellWord {
    private static final int LONGEST = 4096;

    private ShellWord() {}

    /** As it is where it is plain, else in single quotes, printable, at most 4,096 characters of it. */
    public static String of(String raw) {
        String text = PrintableText.of(raw, LONGEST);
        boolean plain = !text.isEmpty();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            plain &= (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._-:/@+=,%".indexOf(c) >= 0;
        }
        return plain ? text : inQuotes(text);
    }

    /** The same, in quotes even where it is plain: for paths. */
    public static String quoted(String raw) {
        return inQuotes(PrintableText.of(raw, LONGEST));
    }

    private static String inQuotes(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
