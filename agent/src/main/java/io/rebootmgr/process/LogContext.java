package io.rebootmgr.process;

import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.MDC;

/**
 * What a run notes beside every event of its log, its claim: a program's lines come on threads that know nothing of it.
 */
public final class LogContext {
    private LogContext() {}

    /** The same for work of its own. */
    public static Runnable carriedTo(Runnable work) {
        Map<String, String> noted = MDC.getCopyOfContextMap();
        return () -> {
            if (noted != null) {
                MDC.setContextMap(noted);
            }
            work.run();
        };
    }

    /** A sink that logs with what the calling thread has noted, on whatever thread it is called. */
    public static Consumer<String> carriedTo(Consumer<String> sink) {
        Map<String, String> noted = MDC.getCopyOfContextMap();
        return line -> {
            if (noted != null) {
                MDC.setContextMap(noted);
            }
            sink.accept(line);
        };
    }
}
