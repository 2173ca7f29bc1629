package io.rebootmgr.slot;

import io.rebootmgr.consul.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What people type for a claim. Whoever may write a list of claims can put any text into it, and what is dropped from a
 * terminal, or cut off there, cannot be typed: a text of our own stands for it, the same at every look and another one
 * for every text.
 */
public final class Typed {
    private static final int LONGEST = 200;
    /** Of the digest: enough to tell apart what one list holds. */
    private static final int DIGITS = 12;

    private Typed() {}

    /** The id of a claim as it is, or {@code unprintable-} and twelve digits. */
    public static String id(String raw) {
        boolean plain = !raw.isBlank()
                && raw.length() <= LONGEST
                && raw.equals(raw.strip())
                && raw.codePoints().allMatch(Typed::isPrintable);
        return plain ? raw : "unprintable-" + digest(raw);
    }

    /**
     * The name of the node that it is said to be of, or {@code unnameable-} and twelve digits where no node can be
     * called so.
     */
    public static String node(String raw) {
        return Keys.isName(raw) ? raw : "unnameable-" + digest(raw);
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }

    private static String digest(String raw) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(raw.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
