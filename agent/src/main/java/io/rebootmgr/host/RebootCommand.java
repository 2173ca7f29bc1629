package io.rebootmgr.host;

import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.process.ChildProcess;
import io.rebootmgr.process.LineStream;
import io.rebootmgr.process.LogContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command that reboots the node. It can fail although the node is going down: its answer got lost, somebody else
 * asked first, or the shutdown that it began has killed it, as it does with all of the unit that runs this. Then the
 * system manager is asked, for a slot given back now would let another node go down too; who asks may be killed as well
 * and asks again. In doubt the node is going down: its slot stays taken, and the grace period ends the doubt.
 */
final class RebootCommand {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration STATE_BOUND = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final String SYSTEMCTL = "systemctl";

    private static final String GOING_DOWN = "stopping";
    /** Not "starting": systemd calls it so until the last service has started, even when it has begun to shut down. */
    private static final Set<String> STAYING_UP = Set.of("running", "degraded", "maintenance", "offline");

    private static final int MOST_QUESTIONS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** From here on an exit code tells of a signal. */
    private static final int KILLED = 128;

    private static final Set<Integer> NO_SUCH_PROGRAM = Set.of(126, 127);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Duration bound;

    RebootCommand(List<String> command, Map<String, String> environment) {
        this(command, environment, BOUND);
    }

    RebootCommand(List<String> command, Map<String, String> environment, Duration bound) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.bound = bound;
    }

    Rebooted run() {
        LineStream out = new LineStream(LogContext.carriedTo(line -> log().info("reboot command: {}", line)));
        LineStream err = new LineStream(LogContext.carriedTo(line -> log().warn("reboot command: {}", line)));
        OptionalInt code;
        Optional<String> obstacle = missing().or(() -> LinuxHost.runsAsRoot() ? foreign() : Optional.empty());
        if (obstacle.isPresent()) {
            return new Rebooted.NotStarted(named(obstacle.get()));
        }
        try {
            ChildProcess child = ChildProcess.start(command, environment, out, err);
            code = child.exit(bound);
            if (code.isEmpty()) {
                // It must not reboot the node after the slot was given back.
                child.end(GRACE);
            }
        } catch (IOException e) {
            // It may start yet: a machine without memory, or one that stood still.
            return new Rebooted.Failed(named(e.toString()));
        } finally {
            out.finish();
            err.finish();
        }
        if (code.isPresent() && code.getAsInt() == 0) {
            return new Rebooted.Issued();
        }
        String outcome =
                code.isPresent() ? "exit code " + code.getAsInt() : "no end within " + bound.toSeconds() + " s";
        boolean ofSystemd = Path.of(command.getFirst()).endsWith(SYSTEMCTL);
        boolean killed = code.isEmpty() || code.getAsInt() > KILLED;
        if ((ofSystemd || killed) && isGoingDown()) {
            log().info("reboot command: {}, but the system is going down", outcome);
            return new Rebooted.Issued();
        }
        String detail = err.first();
        return new Rebooted.Failed(named(detail.isEmpty() ? outcome : outcome + ", " + detail));
    }

    /**
     * Asked for when there is something to say: every idle run makes this object, and none shall start the log for it.
     */
    private static Logger log() {
        return LoggerFactory.getLogger(RebootCommand.class);
    }

    /**
     * Judged before the start and by the file alone: what a command says may be the words of a program that it called.
     */
    private Optional<String> missing() {
        return program().isPresent() ? Optional.empty() : Optional.of("No such file that can be executed");
    }

    private Optional<Path> program() {
        String program = command.getFirst();
        List<Path> places = program.contains("/")
                ? List.of(Path.of(program))
                : Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, program))
                        .toList();
        return places.stream()
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Who else than root could put another program there; one that is missing is nobody's. */
    Optional<String> foreign() {
        try {
            Optional<Path> program = program();
            return program.isPresent() ? RootOnly.violatedBy(program.get()) : Optional.empty();
        } catch (IOException e) {
            return Optional.of("whose it is cannot be found out (" + e + ")");
        }
    }

    private String named(String cause) {
        return String.join(" ", command) + ": " + cause;
    }

    private boolean isGoingDown() {
        for (int question = 1; question <= MOST_QUESTIONS; question++) {
            Heading heading = ask();
            if (heading != Heading.UNCLEAR) {
                return heading == Heading.DOWN;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        log().warn("reboot command: cannot find out whether the system is going down; assuming that it is");
        return true;
    }

    private Heading ask() {
        LineStream out = new LineStream(line -> log().debug("{}: {}", SYSTEMCTL, line));
        LineStream err = new LineStream(line -> log().debug("{}: {}", SYSTEMCTL, line));
        OptionalInt code;
        try {
            ChildProcess child = ChildProcess.start(List.of(SYSTEMCTL, "is-system-running"), environment, out, err);
            code = child.exit(STATE_BOUND);
            if (code.isEmpty()) {
                child.end(GRACE);
            }
        } catch (IOException e) {
            return Heading.UP;
        } finally {
            out.finish();
        }
        if (out.first().equals(GOING_DOWN)) {
            return Heading.DOWN;
        }
        boolean noSystemd = code.isPresent() && NO_SUCH_PROGRAM.contains(code.getAsInt());
        return noSystemd || STAYING_UP.contains(out.first()) ? Heading.UP : Heading.UNCLEAR;
    }

    private enum Heading {
        DOWN,
        UP,
        /** Whoever was to answer was killed, or does not know. */
        UNCLEAR
    }
}
