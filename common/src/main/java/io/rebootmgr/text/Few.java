package io.rebootmgr.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists for people: of a fleet's thousands nobody reads more than a few. */
public final class Few {
    private Few() {}

    /** The first of these, and how many more there are: {@code web1, web2 and 7 more}. */
    public static String of(Collection<String> all, int most) {
        int more = all.size() - most;
        return all.stream().limit(most).collect(Collectors.joining(", ")) + (more > 0 ? " and " + more + " more" : "");
    }
}
