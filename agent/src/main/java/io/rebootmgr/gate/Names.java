package io.rebootmgr.gate;

import io.rebootmgr.slot.Claim;
import io.rebootmgr.text.Few;
import java.util.List;

/** Lists of names for people. */
final class Names {
    private static final int MAX_SHOWN = 5;

    private Names() {}

    /** Who holds these claims, and how far each of them is. */
    static String claims(List<Claim> claims) {
        return text(claims.stream()
                .map(claim -> claim.node() + " (" + claim.text() + ")")
                .toList());
    }

    /** The first five, and how many more. */
    static String text(List<String> names) {
        return Few.of(names, MAX_SHOWN);
    }
}
