package io.rebootmgr.notify;

import io.rebootmgr.process.ChildProcess;
import io.rebootmgr.process.LineStream;
import io.rebootmgr.process.LogContext;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program that is told of an event, for a bounded time. One that hung is told nothing more in this run. */
final class Hook {
    static final Duration BOUND = Duration.ofSeconds(30);

    /** Between SIGTERM and SIGKILL. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Map<String, String> environment;
    private final Duration bound;
    private final Set<Path> hanging = new HashSet<>();
    private volatile boolean ending;

    Hook(Map<String, String> environment, Duration bound) {
        this.environment = Map.copyOf(environment);
        this.bound = bound;
    }

    /** From now on nothing is started, and what runs is ended with all that it started. */
    void endAll() {
        ending = true;
    }

    /** Whatever goes wrong is a warning in the log, and told; empty where the program took it. */
    Optional<String> run(Path program, Map<String, String> words, byte[] input) {
        if (ending || hanging.contains(program)) {
            return Optional.of("it hung before");
        }
        String name = PrintableText.of(program.getFileName().toString(), 255);
        Logger log = LoggerFactory.getLogger(Hook.class);
        LineStream out = new LineStream(LogContext.carriedTo(line -> log.info("notify {}: {}", name, line)));
        LineStream err = new LineStream(LogContext.carriedTo(line -> log.warn("notify {}: {}", name, line)));
        Map<String, String> together = new HashMap<>(environment);
        together.putAll(words);
        try {
            ChildProcess child = ChildProcess.start(List.of(program.toString()), together, input, out, err);
            return attend(child, program, name, log);
        } catch (IOException e) {
            log.warn("notify {} cannot be started: {}", name, e.getMessage());
            return Optional.of("it cannot be started: " + e.getMessage());
        } finally {
            out.finish();
            err.finish();
        }
    }

    private Optional<String> attend(ChildProcess child, Path program, String name, Logger log) {
        long start = System.nanoTime();
        OptionalInt code = child.exit(LOOK);
        while (code.isEmpty() && !ending && System.nanoTime() - start < bound.toNanos()) {
            code = child.exit(LOOK);
        }
        if (code.isEmpty()) {
            child.end(GRACE);
            hanging.add(program);
            log.warn("notify {} did not end in time and was killed", name);
            return Optional.of("it did not end in time and was killed");
        }
        if (code.getAsInt() != 0) {
            log.warn("notify {} failed with exit {}", name, code.getAsInt());
            return Optional.of("it failed with exit " + code.getAsInt());
        }
        return Optional.empty();
    }
}
