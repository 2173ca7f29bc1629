package io.rebootmgr.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names that one word of a list stands for. A name is texts without digits and the digits between them, in turns;
 * so whether two words mean the same node is decided place by place, and no range is written out.
 *
 * @param texts one more than there are places for digits; the first and the last may be empty
 * @param digits what stands between them
 */
record NamePattern(List<String> texts, List<Numbers> digits) {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    NamePattern {
        texts = List.copyOf(texts);
        digits = List.copyOf(digits);
    }

    /** A plain name. */
    static NamePattern of(String name) {
        List<String> texts = new ArrayList<>();
        List<Numbers> digits = new ArrayList<>();
        Matcher matcher = DIGITS.matcher(name);
        int at = 0;
        while (matcher.find()) {
            texts.add(name.substring(at, matcher.start()));
            digits.add(Numbers.of(matcher.group()));
            at = matcher.end();
        }
        texts.add(name.substring(at));
        return new NamePattern(texts, digits);
    }

    /** A name that both stand for. */
    Optional<String> common(NamePattern other) {
        if (!texts.equals(other.texts)) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder(texts.getFirst());
        for (int place = 0; place < digits.size(); place++) {
            Optional<String> both = digits.get(place).common(other.digits.get(place));
            if (both.isEmpty()) {
                return Optional.empty();
            }
            name.append(both.get()).append(texts.get(place + 1));
        }
        return Optional.of(name.toString());
    }

    /** How many names there are, or {@link Long#MAX_VALUE}. */
    long size() {
        long size = 1;
        for (Numbers place : digits) {
            long factor = place.size();
            size = factor != 0 && size > Long.MAX_VALUE / factor ? Long.MAX_VALUE : size * factor;
        }
        return size;
    }

    int longest() {
        return texts.stream().mapToInt(String::length).sum()
                + digits.stream()
                        .mapToInt(place -> place.spans().stream()
                                .mapToInt(span -> span.high().length())
                                .max()
                                .orElse(0))
                        .sum();
    }

    /** Every name, in the order of the digits from left to right. */
    Stream<String> names() {
        Stream<String> names = Stream.of(texts.getFirst());
        for (int place = 0; place < digits.size(); place++) {
            Numbers numbers = digits.get(place);
            String behind = texts.get(place + 1);
            names = names.flatMap(before -> numbers.all().map(number -> before + number + behind));
        }
        return names;
    }
}
