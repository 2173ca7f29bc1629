package io.rebootmgr.task;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** What tasks print, as it reaches the log; and not the console of the test. */
final class LoggedLines implements AutoCloseable {
    private final Logger logger;
    private final Optional<Level> level;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    LoggedLines() {
        this("task");
    }

    /** The lines of that logger; only one test at a time may listen to it. */
    LoggedLines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        level = Optional.ofNullable(logger.getLevel());
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    /** Each as {@code LEVEL name: line}. */
    List<String> all() {
        return appender.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(level.orElse(null));
    }
}
