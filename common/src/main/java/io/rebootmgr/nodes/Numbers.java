package io.rebootmgr.nodes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A set of digit strings, as the digits at one place of a name can be: spans of strings of one length each, so that
 * {@code 07} is not {@code 7} and a billion numbers are one span.
 */
record Numbers(List<Span> spans) {
    /** Of more digits nobody numbers machines. */
    static final int MOST_DIGITS = 15;

    static final Numbers NONE = new Numbers(List.of(new Span("", "")));

    /** All digit strings of one length from {@code low} to {@code high}, both included. */
    record Span(String low, String high) {
        boolean meets(Span other) {
            return low.length() == other.low.length()
                    && low.compareTo(other.high) <= 0
                    && other.low.compareTo(high) <= 0;
        }

        /** The first that both have. */
        String firstOf(Span other) {
            return low.compareTo(other.low) >= 0 ? low : other.low;
        }

        Span or(Span overlapping) {
            return high.compareTo(overlapping.high) >= 0 ? this : new Span(low, overlapping.high);
        }

        boolean isBefore(Span other) {
            int byLength = Integer.compare(high.length(), other.high.length());
            return byLength < 0 || (byLength == 0 && high.compareTo(other.high) < 0);
        }

        long size() {
            int same = same();
            return same == low.length() ? 1 : number(high, same) - number(low, same) + 1;
        }

        Stream<String> all() {
            int same = same();
            return same == low.length()
                    ? Stream.of(low)
                    : LongStream.rangeClosed(number(low, same), number(high, same))
                            .mapToObj(n -> low.substring(0, same) + padded(n, low.length() - same));
        }

        /** How many digits in front never change; what is behind them is a number. */
        private int same() {
            int same = 0;
            while (same < low.length() && low.charAt(same) == high.charAt(same)) {
                same++;
            }
            return same;
        }

        private static long number(String digits, int from) {
            return Long.parseLong(digits.substring(from));
        }
    }

    Numbers {
        spans = merged(spans);
    }

    /** In order, and those that overlap as one. */
    private static List<Span> merged(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingInt((Span span) -> span.low().length()).thenComparing(Span::low));
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && last.meets(span)) {
                merged.set(merged.size() - 1, last.or(span));
            } else {
                merged.add(span);
            }
        }
        return List.copyOf(merged);
    }

    static Numbers of(String digits) {
        return new Numbers(List.of(new Span(digits, digits)));
    }

    /** Every number of a range, with at least so many digits. */
    static List<Span> range(long from, long to, int digits) {
        List<Span> spans = new ArrayList<>();
        long low = from;
        while (low <= to) {
            int length = Math.max(digits, Long.toString(low).length());
            long high = Math.min(to, highest(length));
            spans.add(new Span(padded(low, length), padded(high, length)));
            low = high + 1;
        }
        return spans;
    }

    private static long highest(int length) {
        long power = 1;
        for (int i = 0; i < length; i++) {
            power *= 10;
        }
        return power - 1;
    }

    private static String padded(long number, int length) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }

    /** How many there are, or {@link Long#MAX_VALUE}. */
    long size() {
        long size = 0;
        for (Span span : spans) {
            size = span.size() > Long.MAX_VALUE - size ? Long.MAX_VALUE : size + span.size();
        }
        return size;
    }

    /** One that both have. */
    Optional<String> common(Numbers other) {
        int mine = 0;
        int theirs = 0;
        while (mine < spans.size() && theirs < other.spans.size()) {
            Span one = spans.get(mine);
            Span two = other.spans.get(theirs);
            if (one.meets(two)) {
                return Optional.of(one.firstOf(two));
            }
            if (one.isBefore(two)) {
                mine++;
            } else {
                theirs++;
            }
        }
        return Optional.empty();
    }

    Stream<String> all() {
        return spans.stream().flatMap(Span::all);
    }

    /** Each of these with each of the others behind it; all of these are written out, so they must be few. */
    Numbers before(Numbers behind) {
        return new Numbers(all().flatMap(
                        first -> behind.spans.stream().map(span -> new Span(first + span.low, first + span.high)))
                .toList());
    }

    /** Whether {@link #before} would make that many spans at most. */
    boolean isFewBefore(Numbers behind, int most) {
        return size() <= most && size() * behind.spans.size() <= most;
    }
}
