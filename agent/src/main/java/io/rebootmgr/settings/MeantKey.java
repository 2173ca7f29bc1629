package io.rebootmgr.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a misspelt word may have meant. */
final class MeantKey {
    private static final int LONGEST = 40;

    private MeantKey() {}

    /**
     * The known word within two edits (one for words of three letters), or that begins like it or the other way round.
     */
    static Optional<String> nearest(String word, List<String> known) {
        String folded = word.toLowerCase(Locale.ROOT).replace('-', '_');
        if (folded.length() > LONGEST) {
            return Optional.empty();
        }
        String best = "";
        int fewest = folded.length() < 4 ? 2 : 3;
        for (String candidate : known) {
            int edits = edits(folded, candidate);
            if (edits < fewest) {
                best = candidate;
                fewest = edits;
            }
        }
        for (String candidate : known) {
            boolean alike = candidate.startsWith(folded) || folded.startsWith(candidate);
            if (best.isEmpty() && alike && folded.length() >= 3) {
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
