package io.rebootmgr.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** What the agents themselves log. There is one log in a JVM, so whoever replays hears of nobody else. */
final class AgentLog {
    private AgentLog() {}

    /** Nobody hears it. */
    static void silence() {
        root().setLevel(Level.OFF);
    }

    /** Every line goes to a reader. */
    static void tell(Consumer<String> reader) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                reader.accept("    " + event.getLevel() + " "
                        + event.getMDCPropertyMap().getOrDefault("claim", "") + " " + event.getFormattedMessage());
            }
        };
        Logger root = root();
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.setLevel(Level.INFO);
        root.addAppender(appender);
    }

    private static Logger root() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
