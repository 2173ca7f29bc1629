package io.rebootmgr.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.OutputStream;

/**
 * The log on standard error. Logback asks for it at the first event, so that a run which logs nothing does not start
 * it.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogbackSetup extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logging.started();
        LogbackLines lines = new LogbackLines();
        lines.setContext(context);
        lines.start();
        Logging logging = Logging.current();
        OutputStreamAppender<ILoggingEvent> appender =
                logging.narrated().isPresent() ? into(logging.narrated().get()) : ontoStandardError();
        appender.setContext(context);
        appender.setEncoder(lines);
        appender.start();
        Level level = switch (Math.max(logging.verbosity(), logging.narrated().isPresent() ? 1 : 0)) {
            case 0 -> Level.WARN;
            case 1 -> Level.INFO;
            default -> Level.DEBUG;
        };
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.rebootmgr").setLevel(level);
        context.getLogger("task").setLevel(level);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static OutputStreamAppender<ILoggingEvent> ontoStandardError() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        return appender;
    }

    private static OutputStreamAppender<ILoggingEvent> into(OutputStream stream) {
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setOutputStream(stream);
        return appender;
    }
}
