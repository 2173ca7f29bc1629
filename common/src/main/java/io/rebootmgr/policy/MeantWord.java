package io.rebootmgr.policy;

import io.rebootmgr.text.Slips;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant by one that does not exist. */
final class MeantWord {
    /** No name that anybody meant is longer. */
    private static final int LONGEST = 64;

    private MeantWord() {}

    /** {@code ; did you mean limit?} where one of {@code known} is near, else {@code otherwise}. */
    static String hint(String text, Collection<String> known, String otherwise) {
        return to(text, known).map(near -> "; did you mean " + near + "?").orElse(otherwise);
    }

    private static Optional<String> to(String text, Collection<String> known) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = plain(text);
        int best = wanted.length() < 4 ? 1 : Math.max(2, wanted.length() / 4);
        Optional<String> nearest = Optional.empty();
        for (String name : known) {
            int distance = Slips.between(wanted, plain(name));
            if (distance < best || (distance == best && nearest.isEmpty())) {
                best = distance;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /** Without what people spell differently: {@code taskTimeout}, {@code task-timeout} and {@code task_timeout}. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
