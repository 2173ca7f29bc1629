package io.rebootmgr.consul;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A question that is asked again when it had no answer which a moment later may be another: a connection that broke, a
 * rate limit (429, 503), servers that are just electing a leader (500). For questions only: of a write nobody knows
 * whether it arrived.
 */
final class AskedAgain {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** Where nobody listens: as long as an agent takes to restart. One that is down should not keep people waiting. */
    private static final Duration RESTART = Duration.ofSeconds(3);

    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final int TOO_MANY = 429;

    private AskedAgain() {}

    /** One try, which may take as long as is left. */
    @FunctionalInterface
    interface Try<T> {
        T ask(Duration left) throws IOException;
    }

    /**
     * The first answer that is one. What goes wrong in the last try, begun within {@code most} from now, is thrown;
     * where that try only ran out of time, what went wrong before it, which says more.
     */
    static <T> T within(Duration most, Try<T> question) throws IOException {
        long begin = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        @Nullable IOException before = null;
        while (true) {
            try {
                return question.ask(most.minusNanos(System.nanoTime() - begin));
            } catch (IOException e) {
                Duration then = Duration.ofNanos(System.nanoTime() - begin).plus(pause);
                if (before != null
                        && (e instanceof InterruptedIOException
                                || then.minus(pause).compareTo(most) >= 0)) {
                    throw before;
                }
                if (then.compareTo(most) >= 0 || then.compareTo(patience(e)) >= 0) {
                    throw e;
                }
                before = e;
            }
            pause(pause, before);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Whether this status says that the answer may be another in a moment. */
    static boolean isBusy(int status) {
        return status == TOO_MANY || status >= 500;
    }

    /** For how long it is worth while to ask again. */
    private static Duration patience(IOException e) {
        return switch (e) {
            case Rejected rejected -> isBusy(rejected.status()) ? FOR_EVER : Duration.ZERO;
            case ConnectException refused -> RESTART;
            case InterruptedIOException late -> Duration.ZERO;
            case SSLException tls -> Duration.ZERO;
            case TooLarge large -> Duration.ZERO;
            case UnknownHostException host -> Duration.ZERO;
            case NoRouteToHostException route -> Duration.ZERO;
            default -> FOR_EVER;
        };
    }

    private static void pause(Duration pause, IOException before) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // Whoever bounds the whole of it wants no more tries.
            Thread.currentThread().interrupt();
            throw before;
        }
    }
}
