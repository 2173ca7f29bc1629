package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.host.Clock;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.show.Page;
import io.rebootmgr.show.Style;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Shows something again and again, until the process is told to end or nobody reads its output any more. A Consul that
 * does not answer is told below what was seen last.
 *
 * @param <T> what is seen at a look
 */
final class WatchLoop<T> {
    /** Of a fleet that takes long to read: Consul has other things to do for most of the time. */
    private static final int PAUSE_PER_READ = 4;

    private static final String HOME = "\u001B[H";
    private static final String CLEAR_LINE = "\u001B[K";
    private static final String CLEAR_BELOW = "\u001B[J";
    private static final String CLEAR_ALL = "\u001B[2J";

    private final Supplier<T> look;
    private final BiFunction<T, Instant, String> text;
    private final BiPredicate<T, T> same;
    private final Consumer<Duration> wait;
    private final Clock clock;
    private final Shell shell;
    private final boolean redraws;
    private Optional<T> seen = Optional.empty();
    private Instant seenAt = Instant.EPOCH;
    private Optional<String> trouble = Optional.empty();
    private boolean begun;

    /**
     * With {@code wait}, which is told how long at least, it waits between two looks. With {@code redraws} the text is
     * drawn over the last one, else printed below it when what is seen is not the same any more.
     */
    WatchLoop(
            Supplier<T> look,
            BiFunction<T, Instant, String> text,
            BiPredicate<T, T> same,
            Consumer<Duration> wait,
            Clock clock,
            Shell shell,
            boolean redraws) {
        this.look = look;
        this.text = text;
        this.same = same;
        this.wait = wait;
        this.clock = clock;
        this.shell = shell;
        this.redraws = redraws;
    }

    /** Ends by {@link io.rebootmgr.host.Terminated}, or when the output is closed. */
    void run() {
        Optional<T> unused = until(ignored -> false);
    }

    /** The same, and when what is seen is over. Gives what was seen last. */
    Optional<T> until(Predicate<T> over) {
        while (!shell.out().checkError()) {
            Duration before = clock.elapsed();
            look();
            if (trouble.isEmpty() && seen.filter(over).isPresent()) {
                return seen;
            }
            Duration took = clock.elapsed().minus(before).multipliedBy(PAUSE_PER_READ);
            wait.accept(took);
        }
        return seen;
    }

    private void look() {
        Optional<T> now = Optional.empty();
        Optional<String> failure = Optional.empty();
        try {
            now = Optional.of(look.get());
        } catch (ConsulException e) {
            if (seen.isEmpty() && e.kind() == ConsulException.Kind.FORBIDDEN) {
                throw e; // it will not get better by waiting
            }
            failure = Optional.of(e.reason());
        }
        boolean changed = !failure.equals(trouble) || (now.isPresent() && !isSame(now.get()));
        trouble = failure;
        if (now.isPresent()) {
            seen = now;
            seenAt = clock.now();
        }
        if (redraws) {
            redraw();
        } else if (changed) {
            append();
        }
        begun = true;
    }

    private boolean isSame(T other) {
        return seen.filter(before -> same.test(before, other)).isPresent();
    }

    private void redraw() {
        Instant now = clock.now();
        String page = seen.map(last -> text.apply(last, now)).orElse("")
                + trouble.map(why -> "\n"
                                + new Page(shell.coloured())
                                        .line("rebootmgr: " + outage(why), Style.ALARM)
                                        .text())
                        .orElse("");
        shell.out().print((begun ? "" : CLEAR_ALL) + HOME + page.replace("\n", CLEAR_LINE + "\n") + CLEAR_BELOW);
        shell.out().flush();
    }

    private void append() {
        if (trouble.isPresent()) {
            shell.warn(outage(trouble.get()));
            return;
        }
        seen.ifPresent(last -> shell.out().print(text.apply(last, clock.now())));
        shell.out().flush();
    }

    private String outage(String why) {
        return why
                + (seen.isEmpty() ? "" : "; showing data from " + Moments.alone(seenAt, ZoneId.systemDefault()))
                + "; still retrying";
    }
}
