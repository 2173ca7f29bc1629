package io.rebootmgr.nodes;

import io.rebootmgr.consul.Keys;
import java.util.ArrayList;
import java.util.List;

/** Reads one text of a node list. Used once. */
final class NodeListReader {
    private static final int MOST_SPANS = 10_000;
    private static final int LONGEST_NAME = 200;

    private final String text;
    private final List<NodeList.Word> words = new ArrayList<>();
    private int at;

    private NodeListReader(String text) {
        this.text = text;
    }

    /** What is wrong, and at which character, counted from 1. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(int at, String what) {
            super("at character " + (at + 1) + ": " + what);
        }
    }

    static List<NodeList.Word> words(String text) throws Wrong {
        NodeListReader reader = new NodeListReader(text);
        do {
            reader.word();
        } while (reader.comma());
        return reader.words;
    }

    private boolean comma() {
        if (at < text.length()) {
            at++;
            return true;
        }
        return false;
    }

    private void word() throws Wrong {
        blanks();
        int begin = at;
        if (at < text.length() && text.charAt(at) == '@') {
            at++;
            String group = plain();
            end(begin);
            if (!Keys.isName(group)) {
                throw new Wrong(
                        begin, "'@" + group + "' names no group: letters, digits, '.', '_' and '-' behind the @");
            }
            words.add(new NodeList.Word.Group(group));
            return;
        }
        NamePattern pattern = pattern(begin);
        end(begin);
        if (pattern.longest() > LONGEST_NAME) {
            throw new Wrong(begin, "a name has at most " + LONGEST_NAME + " characters");
        }
        String name = pattern.names().findFirst().orElseThrow();
        if (!Keys.isName(name)) {
            throw new Wrong(begin, "'" + name + "' is no name of a node");
        }
        words.add(new NodeList.Word.Names(text.substring(begin, at).strip(), pattern));
    }

    /** A word ends at a comma or with the text. */
    private void end(int begin) throws Wrong {
        int end = at;
        blanks();
        if (end == begin) {
            throw new Wrong(begin, "a name, a range like web[1-3] or a @group is missing");
        }
        if (at < text.length() && text.charAt(at) != ',') {
            throw new Wrong(
                    at,
                    at > end
                            ? "names are separated by commas"
                            : "'" + text.charAt(at)
                                    + "' is not of a name: letters, digits, '.', '_', '-', and numbers in [ ]");
        }
    }

    private NamePattern pattern(int begin) throws Wrong {
        List<String> texts = new ArrayList<>();
        List<Numbers> digits = new ArrayList<>();
        String before = "";
        Numbers place = Numbers.NONE;
        boolean inDigits = false;
        while (true) {
            int piece = at;
            Numbers more;
            if (at < text.length() && text.charAt(at) == '[') {
                more = bracket();
            } else if (at < text.length() && isDigit(text.charAt(at))) {
                more = Numbers.of(digits(Integer.MAX_VALUE));
            } else {
                String plain = letters();
                if (inDigits) {
                    texts.add(before);
                    digits.add(place);
                    before = "";
                    place = Numbers.NONE;
                    inDigits = false;
                }
                before += plain;
                if (plain.isEmpty()) {
                    texts.add(before);
                    return new NamePattern(texts, digits);
                }
                continue;
            }
            if (!place.isFewBefore(more, MOST_SPANS)) {
                throw new Wrong(
                        piece, "too many combinations: of numbers side by side only the last may be a long range");
            }
            place = place.before(more);
            inDigits = true;
            if (at - begin > NodeList.LONGEST_TEXT) {
                throw new Wrong(begin, "too long");
            }
        }
    }

    private Numbers bracket() throws Wrong {
        int open = at++;
        List<Numbers.Span> spans = new ArrayList<>();
        while (true) {
            range(spans);
            char next = at < text.length() ? text.charAt(at) : '\0';
            at++;
            if (next == ']') {
                return new Numbers(spans);
            }
            if (next == '\0') {
                throw new Wrong(open, "this [ is not closed");
            }
            if (next != ',') {
                throw new Wrong(
                        at - 1,
                        "'" + next + "' within [ ]: expected numbers and ranges with commas between, as [1-3,07]");
            }
            if (spans.size() > MOST_SPANS) {
                throw new Wrong(open, "more than " + MOST_SPANS + " ranges in one [ ]");
            }
        }
    }

    private void range(List<Numbers.Span> spans) throws Wrong {
        int begin = at;
        String from = digits(Numbers.MOST_DIGITS);
        if (from.isEmpty()) {
            throw new Wrong(begin, "a number is missing within [ ], as [1-3,07]");
        }
        if (at >= text.length() || text.charAt(at) != '-') {
            spans.add(new Numbers.Span(from, from));
            return;
        }
        at++;
        int second = at;
        String to = digits(Numbers.MOST_DIGITS);
        if (to.isEmpty()) {
            throw new Wrong(second, "the range " + from + "- has no end");
        }
        if (isPadded(to) && to.length() != from.length()) {
            throw new Wrong(begin, "the range " + from + "-" + to + " has zeros in front of its end only");
        }
        if (Long.parseLong(from) > Long.parseLong(to)) {
            throw new Wrong(begin, "the range " + from + "-" + to + " runs backwards");
        }
        spans.addAll(Numbers.range(Long.parseLong(from), Long.parseLong(to), isPadded(from) ? from.length() : 1));
    }

    private static boolean isPadded(String digits) {
        return digits.length() > 1 && digits.charAt(0) == '0';
    }

    private String digits(int most) throws Wrong {
        int begin = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at - begin > most) {
            throw new Wrong(begin, "a number of more than " + most + " digits");
        }
        return text.substring(begin, at);
    }

    private String letters() {
        int begin = at;
        while (at < text.length() && !isDigit(text.charAt(at)) && Keys.isName("x" + text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private String plain() {
        int begin = at;
        while (at < text.length() && Keys.isName("x" + text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
