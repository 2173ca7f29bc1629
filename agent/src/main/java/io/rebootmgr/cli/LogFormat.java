package io.rebootmgr.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What the log looks like: on standard error, one line an event, the claim id in it. Logback asks for it at the first
 * line that is logged, so that a run which logs nothing does not start Logback at all.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogFormat extends ContextAwareBase implements Configurator {
    private static volatile Level level = Level.WARN;
    private static volatile boolean journal = System.getenv("JOURNAL_STREAM") != null;

    /** How much is logged: warnings, with {@code -v} every step, with {@code -vv} everything. Before the first line. */
    static void verbosity(int times) {
        level = times == 0 ? Level.WARN : times == 1 ? Level.INFO : Level.DEBUG;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        // journald stamps the time itself.
        String time = journal ? "" : "%d{HH:mm:ss.SSS} ";
        encoder.setPattern(time + "%-5level %replace([%X{claim}] ){'^\\[\\] ',''}%logger{0}: %msg%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.rebootmgr").setLevel(level);
        context.getLogger("task").setLevel(level);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
