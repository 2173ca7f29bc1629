package io.rebootmgr.settings;

import io.rebootmgr.text.Slips;
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
            int edits = Slips.between(folded, candidate);
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
}
