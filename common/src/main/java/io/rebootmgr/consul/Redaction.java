package io.rebootmgr.consul;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the token out of what others say. A proxy's error page may repeat the request's headers, and what it says goes
 * to the terminal, the log and, as a node's last word, to everybody who may read Consul's keys. What repeats it in
 * another encoding means to: it has the token, and needs nobody's log to give it away.
 */
final class Redaction {
    private static final String HIDDEN = "(token hidden)";
    /** So much of a token's beginning is taken for it: texts are cut. */
    private static final int TELLING = 8;

    private final Optional<String> token;

    Redaction(Optional<String> token) {
        this.token = token;
    }

    /** The text without the token, and without a beginning of it that is long enough to tell. */
    String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        if (token.isEmpty()) {
            return text;
        }
        String secret = token.get();
        String beginning = secret.substring(0, Math.min(TELLING, secret.length()));
        StringBuilder clean = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, from)) {
            int end = beginning.length();
            while (end < secret.length() && at + end < text.length() && text.charAt(at + end) == secret.charAt(end)) {
                end++;
            }
            clean.append(text, from, at).append(HIDDEN);
            from = at + end;
        }
        return clean.append(text.substring(from)).toString();
    }

    /** Whether this, or what caused it, repeats the token: then only its text may be kept, cleaned. */
    boolean isNeeded(Throwable thrown) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < 20; at = at.getCause()) {
            String text = at.toString();
            if (!of(text).equals(text)) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
