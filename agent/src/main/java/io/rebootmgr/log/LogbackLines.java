package io.rebootmgr.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** What Logback hands on, in the format of this process. */
final class LogbackLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    /** Among an event's pairs. */
    private static final String TASK = "task";

    private final LogFormat format = Logging.current().format();

    @Override
    public byte[] encode(ILoggingEvent event) {
        return format.lines(of(event)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private static LogEvent of(ILoggingEvent event) {
        String name = event.getLoggerName();
        return new LogEvent(
                event.getInstant(),
                severity(event.getLevel()),
                event.getFormattedMessage(),
                event.getMDCPropertyMap().getOrDefault(Logging.CLAIM, ""),
                task(event.getKeyValuePairs()),
                name.substring(name.lastIndexOf('.') + 1),
                event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()),
                OptionalInt.empty());
    }

    private static String task(@Nullable List<KeyValuePair> pairs) {
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                if (pair.key.equals(TASK)) {
                    return String.valueOf(pair.value);
                }
            }
        }
        return "";
    }

    private static Severity severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> Severity.ERROR;
            case Level.WARN_INT -> Severity.WARNING;
            case Level.INFO_INT -> Severity.INFO;
            default -> Severity.DEBUG;
        };
    }
}
