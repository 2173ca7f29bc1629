package io.rebootmgr.fleet;

import io.rebootmgr.consul.View;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stop flag that is set. Its value is words for people, whoever wrote it; the command {@code stop} ends them with who
 * and since when, so that agents that know nothing of that, and {@code consul kv get}, show it as well.
 *
 * @param name the group's or node's, empty for the fleet's
 * @param reason may be empty
 * @param by who stopped; empty where the value does not say
 */
public record StopFlag(Scope scope, String name, String key, String reason, String by, Optional<Instant> since) {
    /** Of all that an operator may give as a reason, and what stands behind it. */
    private static final int MOST_READ = 2_000;

    private static final int REASON_LENGTH_MAX = 500;
    private static final String STOPPED = "stopped";
    private static final Pattern SIGNED =
            Pattern.compile("(?s)(.*?) ?\\(by ([!-~]{1,200}) since ([-0-9:TZ]{20})\\)\\s*");

    /** What {@code stop} writes. */
    public static byte[] value(String reason, String by, Instant now) {
        String signed = (reason.isEmpty() ? STOPPED : reason) + " (by " + by + " since "
                + now.truncatedTo(ChronoUnit.SECONDS) + ")";
        return signed.getBytes(StandardCharsets.UTF_8);
    }

    /** What a key says. */
    public static StopFlag in(View.Entry entry, Scope scope, String name) {
        byte[] value = entry.value();
        String raw = new String(value, 0, Math.min(value.length, MOST_READ), StandardCharsets.UTF_8);
        Matcher signed = SIGNED.matcher(raw);
        if (signed.matches()) {
            try {
                Instant since = Instant.parse(signed.group(3));
                String reason = PrintableText.excerpt(signed.group(1), REASON_LENGTH_MAX);
                return new StopFlag(
                        scope,
                        name,
                        entry.key(),
                        reason.equals(STOPPED) ? "" : reason,
                        signed.group(2),
                        Optional.of(since));
            } catch (DateTimeException e) {
                // Somebody's words, then.
            }
        }
        return new StopFlag(scope, name, entry.key(), entry.text(), "", Optional.empty());
    }

    /** Reason, who and since when: {@code incident 42, by alice@adm1 since Fri 2026-01-30 12:00 UTC}; may be empty. */
    public String text(ZoneId zone) {
        String who = since.map(at -> "by " + by + " since " + Moments.alone(at, zone))
                .orElse("");
        return reason.isEmpty() || who.isEmpty() ? reason + who : reason + ", " + who;
    }

    /** {@code rebootmgr resume} of this one, in backticks. */
    public String resume() {
        return scope.typed("rebootmgr resume", name);
    }

    /** Whom it stops. */
    public enum Scope {
        FLEET,
        GROUP,
        NODE;

        /** The command for the one of this name, in backticks. */
        public String typed(String command, String name) {
            Suggestion typed = Suggestion.of(command);
            return switch (this) {
                case FLEET -> typed.typed();
                case GROUP -> typed.option("--group", name).typed();
                case NODE -> typed.option("--node", name).typed();
            };
        }
    }
}
