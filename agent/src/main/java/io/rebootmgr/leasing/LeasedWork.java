package io.rebootmgr.leasing;

import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.process.ForegroundProcess;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.verdict.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that runs as long as a lease is kept, and not a moment longer. */
public final class LeasedWork {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedWork.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    /** A lease that is lost may be somebody else's in a moment. */
    private static final Duration GRACE_LOST = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofSeconds(10);
    /** A Ctrl-C reaches the command by its terminal, too: it may end by itself, with a code that says more. */
    private static final Duration OWN_END = Duration.ofSeconds(10);
    /** What is not renewed in time is ended here; who cannot do that any more leaves it to the guard. */
    private static final Duration LATE = Duration.ofSeconds(2);

    /** Characters of the list of what is left. */
    private static final int LEFT_MAX = 200;

    private final LeaseKeeper keeper;
    private final Clock clock;
    private final ForegroundProcess command;
    private Duration told;

    private LeasedWork(LeaseKeeper keeper, Clock clock, ForegroundProcess command, Duration told) {
        this.keeper = keeper;
        this.clock = clock;
        this.command = command;
        this.told = told;
    }

    /** Starts the program. */
    public interface Start {
        /** With these two times for {@link ForegroundProcess#start}. */
        ForegroundProcess now(Duration trusted, Duration guardGrace) throws IOException;
    }

    /** How it ended. */
    public sealed interface Result {
        /** With this exit code of its own. */
        record Ended(int code) implements Result {}

        /** It was ended, or never begun, for the lease was lost. */
        record Lost(String why, boolean wasStarted) implements Result {}

        /**
         * It was ended, for this process was told to end.
         *
         * @param left what could not be ended, as {@code name (pid)}
         */
        record Told(Terminated by, List<String> left) implements Result {
            public Told {
                left = List.copyOf(left);
            }
        }

        /** There is no such program, or it cannot be started. */
        record NotStarted(String why) implements Result {}
    }

    /** Runs it to its end; of what it started nothing is left where it did not end by itself. */
    public static Result run(Start start, LeaseKeeper keeper, Clock clock) {
        // Others were told of the lease meanwhile, which may have taken longer than a TTL.
        Optional<String> gone = keeper.look();
        if (gone.isPresent()) {
            return new Result.Lost(gone.get(), false);
        }
        Duration until = keeper.sureUntil();
        Duration quarter = keeper.ttl().dividedBy(4);
        ForegroundProcess command;
        try {
            // It was renewed that long ago at most: what a killed holder leaves is gone before the TTL is over.
            command = start.now(trusted(until, clock), quarter.compareTo(GRACE_LOST) < 0 ? quarter : GRACE_LOST);
        } catch (IOException e) {
            return new Result.NotStarted(String.valueOf(e.getMessage()));
        }
        try (command) {
            return new LeasedWork(keeper, clock, command, until).attend();
        }
    }

    private static Duration trusted(Duration until, Clock clock) {
        return until.plus(LATE).minus(clock.elapsed());
    }

    private Result attend() {
        try {
            while (true) {
                Optional<Result> over = look();
                if (over.isPresent()) {
                    return over.get();
                }
            }
        } catch (Terminated e) {
            return told(e);
        } catch (RuntimeException | Error e) {
            end(GRACE_LOST);
            throw e;
        }
    }

    /** Waits a moment for its end, and sees to the lease. */
    private Optional<Result> look() {
        OptionalInt code = command.exit(LOOK_EVERY);
        if (code.isPresent()) {
            return Optional.of(ended(code.getAsInt()));
        }
        clock.checkTerminated();
        Optional<String> lost = keeper.look();
        if (lost.isPresent()) {
            end(GRACE_LOST);
            return Optional.of(new Result.Lost(lost.get(), true));
        }
        if (!keeper.sureUntil().equals(told)) {
            told = keeper.sureUntil();
            command.trust(trusted(told, clock));
        }
        return Optional.empty();
    }

    private Result ended(int code) {
        Duration now = clock.elapsed();
        if (now.compareTo(keeper.sureUntil()) >= 0 || now.compareTo(told.plus(LATE)) >= 0) {
            // By its guard, where this process stood still, or was told too late that it is renewed.
            end(GRACE_LOST);
            return new Result.Lost("it was not renewed for longer than its TTL", true);
        }
        List<String> left = command.left();
        if (!left.isEmpty()) {
            LOG.warn(
                    "the command has ended, and its lease with it; what it left running is not under the lease: {}",
                    PrintableText.of(String.join(", ", left), LEFT_MAX));
        }
        return new Result.Ended(code);
    }

    private Result told(Terminated by) {
        if (by.code() == ExitCode.INTERRUPTED) {
            Duration until = clock.elapsed().plus(OWN_END);
            while (clock.elapsed().compareTo(until) < 0) {
                Optional<Result> over = look();
                if (over.isPresent()) {
                    return over.get();
                }
            }
        }
        // Nobody renews it while the command ends.
        Duration half = keeper.ttl().dividedBy(2);
        boolean isEnded = end(half.compareTo(GRACE) < 0 ? half : GRACE);
        return new Result.Told(by, isEnded ? List.of() : command.left());
    }

    private boolean end(Duration grace) {
        boolean isEnded = command.end(grace);
        if (!isEnded) {
            LOG.warn(
                    "some of what the command started cannot be ended: {}",
                    PrintableText.of(String.join(", ", command.left()), LEFT_MAX));
        }
        return isEnded;
    }
}
