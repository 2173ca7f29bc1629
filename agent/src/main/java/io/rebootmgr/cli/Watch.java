package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.host.Clock;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.show.Page;
import io.rebootmgr.show.Style;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Shows the fleet again and again, until the process is told to end or nobody reads its output any more. A Consul that
 * does not answer is told below what was seen last.
 */
final class Watch {
    /** Of a fleet that takes long to read: Consul has other things to do for most of the time. */
    private static final int PAUSE_PER_READ = 4;

    private static final String HOME = "\u001B[H";
    private static final String CLEAR_LINE = "\u001B[K";
    private static final String CLEAR_BELOW = "\u001B[J";
    private static final String CLEAR_ALL = "\u001B[2J";

    private final Supplier<Overview> look;
    private final BiFunction<Overview, Instant, String> text;
    private final Consumer<Duration> wait;
    private final Clock clock;
    private final Shell shell;
    private final boolean redraws;
    private Optional<Overview> seen = Optional.empty();
    private Instant seenAt = Instant.EPOCH;
    private Optional<String> trouble = Optional.empty();
    private boolean begun;

    /**
     * With {@code wait}, which is told how long at least, it waits between two looks. With {@code redraws} the text is
     * drawn over the last one, else printed below it when the fleet has changed.
     */
    Watch(
            Supplier<Overview> look,
            BiFunction<Overview, Instant, String> text,
            Consumer<Duration> wait,
            Clock clock,
            Shell shell,
            boolean redraws) {
        this.look = look;
        this.text = text;
        this.wait = wait;
        this.clock = clock;
        this.shell = shell;
        this.redraws = redraws;
    }

    /** Ends by {@link io.rebootmgr.host.Terminated}, or when the output is closed. */
    void run() {
        while (!shell.out().checkError()) {
            Duration before = clock.elapsed();
            look();
            Duration took = clock.elapsed().minus(before).multipliedBy(PAUSE_PER_READ);
            wait.accept(took);
        }
    }

    private void look() {
        Optional<Overview> fleet = Optional.empty();
        Optional<String> failure = Optional.empty();
        try {
            fleet = Optional.of(look.get());
        } catch (ConsulException e) {
            if (seen.isEmpty() && e.kind() == ConsulException.Kind.FORBIDDEN) {
                throw e; // it will not get better by waiting
            }
            failure = Optional.of(e.reason());
        }
        boolean changed = !failure.equals(trouble) || (fleet.isPresent() && !isSame(fleet.get()));
        trouble = failure;
        if (fleet.isPresent()) {
            seen = fleet;
            seenAt = clock.now();
        }
        if (redraws) {
            redraw();
        } else if (changed) {
            append();
        }
        begun = true;
    }

    /** What is expected moves with the time, and is no news. */
    private boolean isSame(Overview other) {
        return seen.filter(overview -> overview.fleet().equals(other.fleet())).isPresent();
    }

    private void redraw() {
        Instant now = clock.now();
        String page = seen.map(fleet -> text.apply(fleet, now)).orElse("")
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
        seen.ifPresent(fleet -> shell.out().print(text.apply(fleet, clock.now())));
        shell.out().flush();
    }

    private String outage(String why) {
        return why
                + (seen.isEmpty() ? "" : "; showing data from " + Moments.alone(seenAt, ZoneId.systemDefault()))
                + "; still retrying";
    }
}
