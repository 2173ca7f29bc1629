package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Wave;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For a job that started a rollout, or has something to do behind it. */
@Command(
        name = "wait",
        description = {
            "Wait until a rollout is done, or one of its waves has soaked: exit 0 then, and 13 where it has failed or"
                    + " was aborted, or the time is over; 105 where somebody has taken it out of Consul. One that is"
                    + " paused is waited for.",
            "",
            "Example: rebootmgr rollout wait 9f6c1a542e8b --wave canaries --timeout 5h"
        })
final class RolloutWaitCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "ID", converter = NameConverter.class, description = "The rollout.")
    private String id = "";

    @Option(
            names = "--wave",
            paramLabel = "NAME",
            description = "Only until this wave has soaked and the next one is open.")
    private @Nullable String wave;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Wait so long at most (default: without end).")
    private @Nullable Duration timeout;

    private final Shell shell;

    RolloutWaitCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            FleetWatcher watcher = new FleetWatcher(workplace.consul(), workplace.keys(), clock);
            String last = "it was not seen";
            boolean isPaused = false;
            List<String> locks = List.of();
            Optional<String> trouble = Optional.empty();
            while (timeout == null || clock.elapsed().compareTo(timeout) < 0) {
                try {
                    RolloutView seen = look(workplace, clock.now());
                    Optional<Integer> end = end(seen);
                    if (end.isPresent()) {
                        return end.get();
                    }
                    last = seen.word() + (seen.why().isEmpty() ? "" : ": " + String.join("; ", seen.why()));
                    boolean wasPaused = isPaused;
                    isPaused = seen.rollout().state() == RolloutState.PAUSED;
                    if (isPaused && !wasPaused) {
                        shell.warn("rollout " + id + ": " + last + "; still waiting");
                    }
                    if (!seen.locks().isEmpty() && !seen.locks().equals(locks)) {
                        shell.warn("rollout " + id + ": " + String.join("; ", seen.locks()) + "; still waiting");
                    }
                    locks = seen.locks();
                    trouble = Optional.empty();
                } catch (ConsulException e) {
                    if (!e.kind().mayPass()) {
                        throw e;
                    }
                    if (trouble.isEmpty()) {
                        shell.warn(e.reason() + "; still waiting");
                    }
                    trouble = Optional.of(e.reason());
                }
                watcher.await(Duration.ZERO);
            }
            return told(
                    ExitCode.ROLLOUT,
                    "not " + (wave == null ? "done" : "past wave " + wave) + " after " + Durations.format(timeout)
                            + ", " + trouble.orElse(last));
        } catch (Terminated e) {
            return e.code().number();
        }
    }

    private RolloutView look(Workplace workplace, Instant now) {
        RolloutReading.Found found =
                new RolloutReading(workplace.consul(), workplace.keys(), now, ZoneId.systemDefault()).one(id);
        if (found.views().isEmpty()) {
            throw RolloutOrders.unknown(id, found.unreadable());
        }
        return found.views().getFirst();
    }

    /** Empty while it goes on. */
    private Optional<Integer> end(RolloutView seen) {
        Rollout rollout = seen.rollout();
        RolloutState state = rollout.state();
        boolean isPast = isPast(seen);
        Optional<String> unbelieved = isPast ? Optional.empty() : unbelieved(seen);
        if (unbelieved.isPresent()) {
            return Optional.of(told(ExitCode.INVALID, unbelieved.get()));
        }
        if (!isPast && seen.isHeld()) {
            return Optional.of(told(ExitCode.INVALID, seen.word() + ": " + String.join("; ", seen.why())));
        }
        if (seen.isGone()) {
            return Optional.of(told(ExitCode.INVALID, seen.state() + ": " + String.join("; ", seen.why())));
        }
        if (state == RolloutState.FAILED || state == RolloutState.ABORTED) {
            return Optional.of(
                    told(ExitCode.ROLLOUT, state.label() + (rollout.why().isEmpty() ? "" : ": " + rollout.why())));
        }
        return state == RolloutState.DONE || isPast
                ? Optional.of(told(ExitCode.DONE, isPast ? "wave " + wave + " has soaked" : state.label()))
                : Optional.empty();
    }

    /** Whether the wave that is waited for is over. */
    private boolean isPast(RolloutView seen) {
        if (wave == null) {
            return false;
        }
        Rollout rollout = seen.rollout();
        List<String> names = rollout.order().waves().stream().map(Wave::name).toList();
        if (!names.contains(wave)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "rollout " + id + " has no wave " + wave + ": its waves are " + String.join(", ", names));
        }
        return names.indexOf(wave) < seen.passed();
    }

    /** Its record is every node's to write, and what its nodes say themselves is not. */
    private static Optional<String> unbelieved(RolloutView seen) {
        return seen.rollout().state() == RolloutState.DONE
                ? seen.nodes().entrySet().stream()
                        .filter(place -> place.getValue().state().isOpen())
                        .findFirst()
                        .map(place -> "its record says that it is done, and " + place.getKey() + " is "
                                + place.getValue().state().label() + ": somebody else has written that")
                : Optional.empty();
    }

    private int told(ExitCode code, String how) {
        String text = "rollout " + id + ": " + how;
        if (code == ExitCode.DONE) {
            shell.say(text);
        } else {
            shell.warn(text);
        }
        return code.number();
    }
}
