package io.rebootmgr.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** What the agents themselves log. A thousand nodes say too much; the replay of a few lets them speak. */
public final class AgentLog {
    private AgentLog() {}

    /** Nothing is logged any more. */
    public static void silence() {
        root().setLevel(Level.OFF);
    }

    /** Runs something, and gives what the agents log meanwhile to the same reader as all other lines. */
    static Result told(java.io.PrintWriter out, Function<Consumer<String>, Result> replay) {
        Lines lines = new Lines(out);
        lines.setContext(context());
        lines.start();
        root().detachAndStopAllAppenders();
        root().addAppender(lines);
        root().setLevel(Level.INFO);
        Result result = replay.apply(out::println);
        silence();
        return result;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Logger root() {
        return context().getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final java.io.PrintWriter out;

        Lines(java.io.PrintWriter out) {
            this.out = out;
        }

        @Override
        protected void append(ILoggingEvent event) {
            out.println("               " + event.getLevel() + " ["
                    + event.getMDCPropertyMap().getOrDefault("claim", "") + "] " + event.getFormattedMessage());
        }
    }
}
