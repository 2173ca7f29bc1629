package io.rebootmgr.leasing;

import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.process.ForegroundProcess;
import io.rebootmgr.verdict.ExitCode;
import java.io.IOException;
import java.time.Duration;
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

    private LeasedWork() {}

    /** Starts the program. */
    public interface Start {
        ForegroundProcess now() throws IOException;
    }

    /** How it ended. */
    public sealed interface Result {
        /** With this exit code of its own. */
        record Ended(int code) implements Result {}

        /** It was ended, or never begun, for the lease was lost. */
        record Lost(String why) implements Result {}

        /** It was ended, for this process was told to end. */
        record Told(Terminated by) implements Result {}

        /** There is no such program, or it cannot be started. */
        record NotStarted(String why) implements Result {}
    }

    /** Runs it to its end; of what it started nothing is left where it did not end by itself. */
    public static Result run(Start start, LeaseKeeper keeper, Clock clock) {
        // Others were told of the lease meanwhile, which may have taken longer than a TTL.
        Optional<String> gone = keeper.look();
        if (gone.isPresent()) {
            return new Result.Lost(gone.get());
        }
        ForegroundProcess work;
        try {
            work = start.now();
        } catch (IOException e) {
            return new Result.NotStarted(String.valueOf(e.getMessage()));
        }
        try {
            while (true) {
                OptionalInt code = work.exit(LOOK_EVERY);
                if (code.isPresent()) {
                    return new Result.Ended(code.getAsInt());
                }
                clock.checkTerminated();
                Optional<String> lost = keeper.look();
                if (lost.isPresent()) {
                    end(work, GRACE_LOST);
                    return new Result.Lost(lost.get());
                }
            }
        } catch (Terminated e) {
            OptionalInt own = e.code() == ExitCode.INTERRUPTED ? work.exit(OWN_END) : OptionalInt.empty();
            if (own.isPresent()) {
                return new Result.Ended(own.getAsInt());
            }
            end(work, GRACE);
            return new Result.Told(e);
        } catch (RuntimeException | Error e) {
            end(work, GRACE_LOST);
            throw e;
        }
    }

    private static void end(ForegroundProcess work, Duration grace) {
        if (!work.end(grace)) {
            LOG.warn("some of what the command started cannot be ended");
        }
    }
}
