package io.rebootmgr.process;

import io.rebootmgr.text.PrintableText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes what is, or looks like, a secret out of a line that other programs wrote, before it goes where others read than
 * read the log: passwords in URLs, what follows words like "token" or "password", and every value of the agent's own
 * environment whose name says that it is one. What looks like none stays: a secret without a word before it cannot be
 * told from a name.
 */
public final class HiddenSecrets {
    private static final String HIDDEN = "***";
    private static final int LENGTH_MAX = 200;
    /** A shorter value may be part of an innocent text by chance. */
    private static final int VALUE_LENGTH_MIN = 6;

    private final Map<String, String> environment;

    public HiddenSecrets(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The line, printable, at most {@value #LENGTH_MAX} characters, its secrets replaced by {@value #HIDDEN}. */
    public String hidden(String line) {
        if (line.isEmpty()) {
            return line;
        }
        String clean = PrintableText.of(line, LineStream.LINE_BYTES);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String value = variable.getValue().strip();
            if (value.length() >= VALUE_LENGTH_MIN && isSecret(variable.getKey())) {
                clean = clean.replace(value, HIDDEN);
            }
        }
        for (Pattern pattern : Patterns.ALL) {
            clean = pattern.matcher(clean).replaceAll("$1" + HIDDEN);
        }
        return clean.length() <= LENGTH_MAX ? clean : PrintableText.of(clean, LENGTH_MAX - 1) + "…";
    }

    private static boolean isSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return List.of("TOKEN", "SECRET", "PASSW", "CREDENTIAL", "_KEY", "_AUTH", "WEBHOOK").stream()
                .anyMatch(upper::contains);
    }

    /** Apart: no idle run needs them. Each keeps its first group and hides the rest. */
    private static final class Patterns {
        private static final String WORD =
                "(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key"
                        + "|secret[-_ ]?id|authorization|cookie)";

        static final List<Pattern> ALL = List.of(
                // scheme://user:password@host
                Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*://[^\\s/:@]*:)[^\\s/@]+(?=@)"),
                // Authorization: Basic xxx, Bearer xxx
                Pattern.compile("(?i)(\\b(?:basic|bearer|negotiate)\\s+)[A-Za-z0-9._~+/=-]{6,}"),
                // X-Consul-Token: xxx, "password": "xxx", ?token=xxx, client_secret=xxx
                Pattern.compile("(?i)([A-Za-z0-9_-]*" + WORD + "[A-Za-z0-9_-]*[\"']?\\s*[=:]\\s*[\"']?)(?!\\*\\*\\*)"
                        + "[^\\s\"'&,;]+"),
                // --password xxx
                Pattern.compile("(?i)(--?[A-Za-z0-9-]*" + WORD + "[A-Za-z0-9-]*\\s+)(?!\\*\\*\\*)[^\\s-]\\S*"),
                // incoming webhooks: the path is the secret
                Pattern.compile("(https?://[^\\s/]+/(?:services|hooks|webhook)/)\\S+"));

        private Patterns() {}
    }
}
