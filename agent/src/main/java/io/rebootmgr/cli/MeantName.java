package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.text.Slips;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody who typed another one may have meant. */
final class MeantName {
    /** So many letters wrong are still a slip; of short names fewer. */
    private static final int MOST_SLIPS = 2;

    private static final int LETTERS_A_SLIP = 3;

    private MeantName() {}

    /**
     * The most alike of the names; empty when none is alike. The first part of a long host name is as good as all of
     * it.
     */
    static Optional<String> of(String typed, Collection<String> names) {
        int most = Math.min(MOST_SLIPS, Math.max(1, typed.length() / LETTERS_A_SLIP));
        Optional<String> nearest = Optional.empty();
        int least = most + 1;
        for (String name : names) {
            if (!Keys.isName(name)) {
                continue;
            }
            int slips = slips(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), most);
            if (slips < least) {
                least = slips;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    private static int slips(String typed, String name, int most) {
        if (host(typed).equals(host(name))) {
            return 0;
        }
        return Math.abs(typed.length() - name.length()) > most ? most + 1 : Slips.between(typed, name);
    }

    private static String host(String name) {
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
