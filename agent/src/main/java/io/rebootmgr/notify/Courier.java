package io.rebootmgr.notify;

import io.rebootmgr.event.Audience;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.EventJson;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.Json;
import io.rebootmgr.process.LogContext;
import io.rebootmgr.task.Executables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/** Brings events to the programs of a directory, in order, on a thread of its own. */
public final class Courier implements Audience {
    /** Between two looks at a signal while the last programs end. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Self self;
    private final Clock clock;
    private final Path directory;
    private final boolean asRoot;
    private final Hook hook;
    private CompletableFuture<Void> delivered = CompletableFuture.completedFuture(null);
    private Optional<List<Path>> programs = Optional.empty();

    /**
     * @param directory of the programs; may be missing
     * @param asRoot whether this agent runs as root, so that nobody else may be able to write what it runs
     * @param environment what the programs get, clean
     */
    public Courier(Self self, Clock clock, Path directory, boolean asRoot, Map<String, String> environment) {
        this(self, clock, directory, asRoot, new Hook(environment, Hook.BOUND));
    }

    Courier(Self self, Clock clock, Path directory, boolean asRoot, Hook hook) {
        this.self = self;
        this.clock = clock;
        this.directory = directory;
        this.asRoot = asRoot;
        this.hook = hook;
    }

    @Override
    public boolean hasListeners() {
        return !programs().isEmpty();
    }

    @Override
    public void bring(Event event, Surroundings surroundings) {
        List<Path> to = programs();
        if (to.isEmpty()) {
            return;
        }
        Map<String, String> words = words(event);
        byte[] json = json(event, surroundings);
        Runnable work = LogContext.carriedTo(() -> {
            for (Path program : to) {
                Executables.obstacle(program, asRoot)
                        .ifPresentOrElse(Courier::notTold, () -> hook.run(program, words, json));
            }
        });
        delivered = delivered.thenRunAsync(
                work, task -> Thread.ofPlatform().daemon().name("notifications").start(task));
    }

    /**
     * Tells each program at once, one after the other; gives what went wrong with each, nothing where it took the
     * event.
     */
    public Map<Path, Optional<String>> tellNow(Event event, Surroundings surroundings) {
        Map<Path, Optional<String>> told = new LinkedHashMap<>();
        for (Path program : programs()) {
            Optional<String> obstacle = Executables.obstacle(program, asRoot);
            told.put(
                    program,
                    obstacle.isPresent() ? obstacle : hook.run(program, words(event), json(event, surroundings)));
        }
        return told;
    }

    private static Map<String, String> words(Event event) {
        Map<String, String> words = new HashMap<>();
        words.put("REBOOTMGR_EVENT", EventJson.name(event));
        return words;
    }

    private byte[] json(Event event, Surroundings surroundings) {
        return (Json.line(EventJson.of(event, surroundings, self, clock.now())) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What is under way goes on; a signal is not heard. */
    @Override
    public void await(Duration atMost) {
        try {
            delivered.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            LoggerFactory.getLogger(Courier.class).warn("a notification failed: {}", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run is over: waits for what is still to be brought, then ends it. A signal shortens the waiting. */
    public void finish(Duration atMost) {
        Duration end = clock.elapsed().plus(atMost);
        try {
            while (!delivered.isDone() && clock.elapsed().compareTo(end) < 0) {
                clock.checkTerminated();
                await(LOOK);
            }
        } catch (Terminated e) {
            LoggerFactory.getLogger(Courier.class).info("told to end: notifications are not waited for");
        }
        if (!delivered.isDone()) {
            LoggerFactory.getLogger(Courier.class).warn("notifications take too long: what is left is dropped");
            hook.endAll();
            await(Hook.GRACE.multipliedBy(4));
        }
    }

    private List<Path> programs() {
        if (programs.isEmpty()) {
            programs = Optional.of(find());
        }
        return programs.get();
    }

    private List<Path> find() {
        try {
            return switch (Executables.in(directory, asRoot)) {
                case Executables.Missing missing -> List.of();
                case Executables.Refused(List<String> causes) -> {
                    LoggerFactory.getLogger(Courier.class).warn("nobody is notified: {}", String.join("; ", causes));
                    yield List.of();
                }
                case Executables.Found(List<Path> files, var skipped, var broken) -> {
                    broken.forEach(other -> notTold(other.text()));
                    yield files;
                }
            };
        } catch (HostException e) {
            LoggerFactory.getLogger(Courier.class).warn("nobody is notified: {}", e.getMessage());
            return List.of();
        }
    }

    private static void notTold(String cause) {
        LoggerFactory.getLogger(Courier.class).warn("is not notified: {}", cause);
    }
}
