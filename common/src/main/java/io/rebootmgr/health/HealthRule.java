package io.rebootmgr.health;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What the tags of this node's own instance ask of a service as a whole. */
public sealed interface HealthRule {

    /**
     * Each bound that is there must hold. Without a tag for either, none may fail, which is {@code maxFailing} 0.
     *
     * @param minPassing so many nodes must pass, 0 to 1000000
     * @param maxFailing so many nodes may fail, 0 to 1000000
     */
    record Bounds(OptionalInt minPassing, OptionalInt maxFailing) implements HealthRule {

        boolean allow(int passing, int failing) {
            return passing >= minPassing.orElse(0) && failing <= maxFailing.orElse(Integer.MAX_VALUE);
        }

        /** As the tags say it: {@code min_passing=2 and max_failing=1}, or {@code none may fail}. */
        public String text() {
            List<String> parts = new ArrayList<>();
            minPassing.ifPresent(least -> parts.add("min_passing=" + least));
            maxFailing.ifPresent(most -> parts.add(most == 0 ? "none may fail" : "max_failing=" + most));
            return String.join(" and ", parts);
        }
    }

    /** A tag that says nothing clear: which one, and what it should be. */
    record Malformed(String tag, String expected) implements HealthRule {}

    /** The rule in an instance's tags. */
    static HealthRule of(List<String> tags) {
        return RuleTags.read(tags);
    }

    /**
     * The rule under which both hold: the stricter of each bound. Several instances of a service on one node may be
     * tagged differently, and none of them is more right than the others.
     */
    default HealthRule and(HealthRule other) {
        if (!(this instanceof Bounds mine)) {
            return this;
        }
        return switch (other) {
            case Malformed malformed -> malformed;
            case Bounds theirs ->
                new Bounds(
                        stricter(mine.minPassing, theirs.minPassing, true),
                        stricter(mine.maxFailing, theirs.maxFailing, false));
        };
    }

    private static OptionalInt stricter(OptionalInt a, OptionalInt b, boolean more) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isPresent() ? a : b;
        }
        return OptionalInt.of(more ? Math.max(a.getAsInt(), b.getAsInt()) : Math.min(a.getAsInt(), b.getAsInt()));
    }
}
