package io.rebootmgr.report;

import io.rebootmgr.cycle.Listener;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Clock;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Follows a run and keeps the metrics file up to date. Whatever goes wrong here is a warning in the log and nothing more. */
public final class Report implements Listener {
    /** A run that waits or drains for hours says so often that the agent is at work. */
    private static final Duration REFRESH = Duration.ofMinutes(5);

    private static final int FOR_EVERYBODY = 0644;
    private static final int FOR_ROOT = 0600;

    private final Self self;
    private final Clock clock;
    private final Path metrics;
    private final Path memoryFile;
    private final Supplier<Facts> fresh;
    private final Memory remembered;
    private Memory memory;
    private Optional<Facts> facts = Optional.empty();
    private String state = "";
    private boolean glanced;
    private boolean looked;
    private boolean rebooting;
    private boolean warned;
    private Duration written;

    /**
     * @param metrics the file to be written
     * @param stateDirectory keeps what the next run has to know
     * @param fresh the facts anew, asked for after a run that did something
     */
    public Report(Self self, Clock clock, Path metrics, Path stateDirectory, Supplier<Facts> fresh) {
        this.self = self;
        this.clock = clock;
        this.metrics = metrics;
        this.memoryFile = stateDirectory.resolve("report.json");
        this.fresh = fresh;
        this.remembered = load();
        this.memory = remembered;
        this.written = clock.elapsed();
    }

    @Override
    public void glanced(Facts seen) {
        glanced = true;
        facts = Optional.of(seen);
        wanted(seen);
    }

    @Override
    public void saw(Facts seen) {
        looked = true;
        facts = Optional.of(seen);
        wanted(seen);
        if (clock.elapsed().minus(written).compareTo(REFRESH) >= 0) {
            write(OptionalInt.empty(), label());
        }
    }

    @Override
    public void happened(Event event) {
        // No switch over types before something has happened: its first use costs 20 ms.
        if (event instanceof Event.Completed completed) {
            memory = memory.rebooted(now(), completed.entry().phases());
            state = State.IDLE.label();
        } else if (event instanceof Event.Claimed) {
            state = State.PREPARING.label();
            memory = memory.held(Optional.empty(), now());
        } else if (event instanceof Event.Rebooting) {
            state = State.REBOOTING.label();
            rebooting = true;
        } else if (event instanceof Event.Back) {
            state = State.RETURNING.label();
        }
        write(OptionalInt.empty(), label());
    }

    /** The run is over. */
    public void ended(Outcome outcome) {
        boolean goingDown = rebooting && outcome.code() == ExitCode.DONE;
        boolean answering = outcome.code() != ExitCode.CONSUL && outcome.code() != ExitCode.TERMINATED;
        if (!glanced && !looked && outcome.code() == ExitCode.DONE) {
            // Another run is at work and tells of itself.
            return;
        }
        boolean quiet = !looked;
        if (!quiet && answering && !goingDown) {
            lookAgain();
        }
        if (answering) {
            Optional<String> stop = outcome.code() == ExitCode.STOPPED ? Optional.of("stop") : Optional.empty();
            memory = memory.held(outcome.gate().isPresent() ? outcome.gate() : stop, now());
        }
        boolean idle = quiet && outcome.code() == ExitCode.DONE;
        write(OptionalInt.of(outcome.code().number()), idle ? State.IDLE.label() : label());
        save();
    }

    private void lookAgain() {
        try {
            facts = Optional.of(fresh.get());
            state = "";
            wanted(facts.get());
        } catch (RuntimeException e) {
            // What was seen before is told.
            return;
        }
    }

    /** Something asks for a reboot, since it was first seen. */
    private void wanted(Facts seen) {
        List<Trigger> asking;
        try {
            asking = seen.fresh();
        } catch (MalformedJson e) {
            asking = seen.triggers();
        }
        if (asking.isEmpty() != (memory.requiredSince() == 0)) {
            memory = memory.required(asking.isEmpty() ? 0 : now());
        }
    }

    /** What the node is doing: as its own events say, else as its status in Consul. */
    private String label() {
        if (!state.isEmpty() || facts.isEmpty()) {
            return state;
        }
        try {
            Optional<NodeStatus> status = facts.get().status();
            return status.isPresent() ? status.get().state().label() : State.IDLE.label();
        } catch (MalformedJson e) {
            return "";
        }
    }

    private void write(OptionalInt exitCode, String doing) {
        try {
            String text = NodeMetrics.text(self, now(), exitCode, doing, memory, facts);
            WholeFile.write(metrics, text.getBytes(StandardCharsets.UTF_8), FOR_EVERYBODY);
        } catch (IOException | RuntimeException e) {
            warn("metrics not written to " + metrics, e);
        }
        written = clock.elapsed();
    }

    private Memory load() {
        try {
            Optional<byte[]> saved = WholeFile.read(memoryFile);
            return saved.isPresent() ? Memory.parse(saved.get()) : Memory.NONE;
        } catch (IOException | MalformedJson e) {
            warn("not remembered what earlier runs reported, " + memoryFile, e);
            return Memory.NONE;
        }
    }

    private void save() {
        if (Arrays.equals(memory.bytes(), remembered.bytes())) {
            return;
        }
        try {
            Files.createDirectories(memoryFile.getParent());
            WholeFile.write(memoryFile, memory.bytes(), FOR_ROOT);
        } catch (IOException | RuntimeException e) {
            warn("not remembered what was reported, " + memoryFile, e);
        }
    }

    /** Once in a run. Asked for when there is something to say: an idle run shall not start the log. */
    private void warn(String what, Exception e) {
        if (!warned) {
            warned = true;
            LoggerFactory.getLogger(Report.class).warn("{}: {}", what, e.toString());
        }
    }

    private long now() {
        return clock.now().getEpochSecond();
    }
}
