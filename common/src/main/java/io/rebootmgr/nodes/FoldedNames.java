package io.rebootmgr.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of nodes in as few words as {@link NodeList} reads back: {@code db1,web[1-3,07]}. */
public final class FoldedNames {
    /** The last number of a name; a longer one is no counter. */
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})(\\D*)");

    private FoldedNames() {}

    /** Names that differ in one number, and write it with as many zeros in front. */
    private record Kind(String before, String after, int width) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byText = (before + "\0" + after).compareTo(other.before + "\0" + other.after);
            return byText != 0 ? byText : Integer.compare(width, other.width);
        }

        String text(long number) {
            return "0".repeat(Math.max(0, width - Long.toString(number).length())) + number;
        }
    }

    /** A word each, in order. */
    public static List<String> words(Collection<String> names) {
        Map<Kind, List<Long>> numbers = new TreeMap<>();
        List<String> words = new ArrayList<>();
        for (String name : names) {
            Matcher matcher = NUMBERED.matcher(name);
            if (matcher.matches()) {
                String digits = matcher.group(2);
                int width = digits.startsWith("0") && digits.length() > 1 ? digits.length() : 0;
                numbers.computeIfAbsent(new Kind(matcher.group(1), matcher.group(3), width), kind -> new ArrayList<>())
                        .add(Long.parseLong(digits));
            } else {
                words.add(name);
            }
        }
        numbers.forEach((kind, those) -> words.add(word(kind, those)));
        words.sort(null);
        return words;
    }

    private static String word(Kind kind, List<Long> numbers) {
        List<Long> sorted = numbers.stream().distinct().sorted().toList();
        if (sorted.size() == 1) {
            return kind.before() + kind.text(sorted.getFirst()) + kind.after();
        }
        List<String> ranges = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= sorted.size(); at++) {
            if (at == sorted.size() || sorted.get(at) != sorted.get(at - 1) + 1) {
                String first = kind.text(sorted.get(from));
                ranges.add(at - 1 == from ? first : first + "-" + kind.text(sorted.get(at - 1)));
                from = at;
            }
        }
        return kind.before() + ranges.stream().collect(Collectors.joining(",", "[", "]")) + kind.after();
    }
}
