package io.rebootmgr.page;

import io.rebootmgr.policy.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and spans as the page writes them: in the zone of the machine that serves it, which it names. */
record Texts(ZoneId zone) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz", Locale.ENGLISH);

    String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    String span(Instant from, Instant to) {
        return span(Duration.between(from, to));
    }

    String span(Duration duration) {
        return Durations.brief(duration);
    }
}
