package io.rebootmgr.task;

import io.rebootmgr.task.EnvWords.Unclear;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The words in the value of {@code env -S}: its blanks, quotes, escapes, variables and comments, as GNU coreutils takes
 * them.
 */
final class SplitString {
    private static final String BLANKS = " \t\n\u000b\f\r";
    private static final String ESCAPES = "fnrtv";
    private static final String ESCAPED = "\f\n\r\t\u000b";
    private static final String PLAIN_ESCAPES = "\"#$'\\";

    private final String text;
    private final Map<String, String> environment;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int at;
    private boolean inWord;
    private boolean single;
    private boolean twofold;

    private SplitString(String text, Map<String, String> environment) {
        this.text = text;
        this.environment = environment;
    }

    /** @param environment where {@code ${NAME}} is looked up; what is not there is empty */
    static List<String> of(String text, Map<String, String> environment) throws Unclear {
        return new SplitString(text, environment).split();
    }

    private List<String> split() throws Unclear {
        while (at < text.length()) {
            char c = text.charAt(at);
            at++;
            if (c == '\'' && !twofold) {
                single = !single;
                inWord = true;
            } else if (c == '"' && !single) {
                twofold = !twofold;
                inWord = true;
            } else if (BLANKS.indexOf(c) >= 0 && !single && !twofold) {
                end();
            } else if (c == '#' && !inWord) {
                break;
            } else if (c == '\\') {
                escape();
            } else if (c == '$' && !single) {
                variable();
            } else {
                add(c);
            }
        }
        if (single || twofold) {
            throw new Unclear("has a quote without an end in what follows env -S");
        }
        end();
        return words;
    }

    private void escape() throws Unclear {
        char c = at < text.length() ? text.charAt(at) : '\0';
        if (single && c != '\\' && c != '\'') {
            add('\\');
            return;
        }
        at++;
        if (PLAIN_ESCAPES.indexOf(c) >= 0) {
            add(c);
        } else if (ESCAPES.indexOf(c) >= 0) {
            add(ESCAPED.charAt(ESCAPES.indexOf(c)));
        } else if (c == '_' && twofold) {
            add(' ');
        } else if (c == '_') {
            end();
        } else if (c == 'c' && !twofold) {
            at = text.length();
        } else {
            throw new Unclear("has a backslash that env -S does not understand");
        }
    }

    private void variable() throws Unclear {
        int end = text.indexOf('}', at);
        String name = end > at && text.charAt(at) == '{' ? text.substring(at + 1, end) : "";
        if (name.isEmpty()) {
            throw new Unclear("has a $ that env -S does not understand: only ${NAME}");
        }
        if (name.startsWith("REBOOTMGR_")) {
            throw new Unclear("uses ${" + name + "}, which is not known before the start");
        }
        at = end + 1;
        word.append(environment.getOrDefault(name, ""));
        inWord = true;
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
