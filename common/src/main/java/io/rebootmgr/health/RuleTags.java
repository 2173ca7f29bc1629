package io.rebootmgr.health;

import io.rebootmgr.health.HealthRule.Bounds;
import io.rebootmgr.health.HealthRule.Malformed;
import java.util.List;
import java.util.OptionalInt;

/** How a rule is written in tags. */
final class RuleTags {
    private static final int MOST = 1_000_000;
    private static final String EXPECTED = "a whole number from 0 to " + MOST;

    private RuleTags() {}

    static HealthRule read(List<String> tags) {
        Bound least = bound("min_passing", tags);
        Bound most = bound("max_failing", tags);
        if (least instanceof Bad bad) {
            return bad.rule();
        }
        if (most instanceof Bad bad) {
            return bad.rule();
        }
        OptionalInt minPassing = number(least);
        OptionalInt maxFailing = number(most);
        boolean untold = minPassing.isEmpty() && maxFailing.isEmpty();
        return new Bounds(minPassing, untold ? OptionalInt.of(0) : maxFailing);
    }

    /** The bound of this name. The same tag twice is one; two numbers contradict each other. */
    private static Bound bound(String name, List<String> tags) {
        Bound bound = new None();
        for (String tag : tags) {
            if (!tag.equals(name) && !tag.startsWith(name + "=")) {
                continue;
            }
            OptionalInt number = tag.equals(name) ? OptionalInt.empty() : parse(tag.substring(name.length() + 1));
            if (number.isEmpty()) {
                return new Bad(new Malformed(tag, name + "= and " + EXPECTED));
            }
            if (bound instanceof Set earlier && earlier.value != number.getAsInt()) {
                return new Bad(new Malformed(tag, "one " + name + ", there is " + name + "=" + earlier.value + " too"));
            }
            bound = new Set(number.getAsInt());
        }
        return bound;
    }

    private static OptionalInt number(Bound bound) {
        return bound instanceof Set set ? OptionalInt.of(set.value) : OptionalInt.empty();
    }

    /** Plain digits only: what {@link Integer#parseInt} takes besides (+2, other scripts' digits) is a slip here. */
    private static OptionalInt parse(String text) {
        if (text.isEmpty() || text.length() > 7 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text);
        return number <= MOST ? OptionalInt.of(number) : OptionalInt.empty();
    }

    private sealed interface Bound {}

    private record None() implements Bound {}

    private record Set(int value) implements Bound {}

    private record Bad(Malformed rule) implements Bound {}
}
