package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.policy.Moments;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The watch with a clock of its own: it goes on until what it was given to see is used up. */
class WatchLoopTest {
    private static final String EPOCH = Moments.alone(Instant.EPOCH, ZoneId.systemDefault());

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Overview CALM = overview(true);
    private static final Overview NEW = overview(false);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Duration> pauses = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;
    private Duration reading = Duration.ZERO;

    private static Overview overview(boolean initialised) {
        Fleet fleet =
                new Fleet(initialised, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return Overview.of(fleet, Instant.EPOCH);
    }

    /** Sees a fleet or an exception per look. */
    private WatchLoopTest watch(boolean redraws, Object... looks) {
        Deque<Object> left = new ArrayDeque<>(Arrays.asList(looks));
        Clock clock = new Clock() {
            @Override
            public Instant now() {
                return Instant.EPOCH.plus(elapsed);
            }

            @Override
            public Duration elapsed() {
                return elapsed;
            }

            @Override
            public void sleep(Duration duration) {
                pauses.add(duration);
                elapsed = elapsed.plus(duration);
                if (left.isEmpty()) {
                    throw new Terminated();
                }
            }

            @Override
            public void checkTerminated() {}
        };
        Shell shell = new Shell(
                Map.of(),
                new BufferedReader(new StringReader("")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        WatchLoop<Overview> watch = new WatchLoop<>(
                () -> {
                    elapsed = elapsed.plus(reading);
                    Object next = left.remove();
                    if (next instanceof ConsulException e) {
                        throw e;
                    }
                    return (Overview) next;
                },
                (fleet, now) -> "at " + now.getEpochSecond() + (fleet.fleet().initialised() ? " calm\n" : " new\n"),
                (before, now) -> before.fleet().equals(now.fleet()),
                least -> clock.sleep(least.compareTo(SECOND) > 0 ? least : SECOND),
                clock,
                shell,
                redraws);
        assertThatThrownBy(watch::run).isInstanceOf(Terminated.class);
        return this;
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aFileGetsANewTableOnlyWhenSomethingChanged() {
        watch(false, NEW, NEW, CALM, CALM, CALM, NEW);
        assertThat(out()).isEqualTo("at 0 new\nat 2 calm\nat 5 new\n");
    }

    @Test
    void aTerminalIsRedrawnEverySecondInPlace() {
        watch(true, NEW, NEW);
        assertThat(out()).isEqualTo("\u001B[2J\u001B[Hat 0 new\u001B[K\n\u001B[J\u001B[Hat 1 new\u001B[K\n\u001B[J");
        assertThat(pauses).containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void anOutageIsToldOnceAndTheWatchGoesOn() {
        ConsulException down = new ConsulException(Kind.UNREACHABLE, "Consul does not answer");
        watch(false, down, CALM, down, down, CALM);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("""
                rebootmgr: Consul does not answer; still retrying
                rebootmgr: Consul does not answer; showing data from %s; still retrying
                """.formatted(EPOCH));
        assertThat(out()).isEqualTo("at 1 calm\nat 4 calm\n");
    }

    @Test
    void onATerminalAnOutageStandsBelowWhatWasSeenLast() {
        watch(true, CALM, new ConsulException(Kind.NO_LEADER, "Consul has no leader"));
        assertThat(out()).endsWith("""
                at 1 calm\u001B[K
                \u001B[K
                rebootmgr: Consul has no leader; showing data from %s; still retrying\u001B[K
                \u001B[J""".formatted(EPOCH));
    }

    @Test
    void aFleetThatTakesLongToReadIsReadLessOften() {
        reading = Duration.ofSeconds(2);
        watch(false, CALM, CALM);
        assertThat(pauses).containsOnly(Duration.ofSeconds(8));
    }
}
