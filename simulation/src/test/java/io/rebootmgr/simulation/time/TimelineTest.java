package io.rebootmgr.simulation.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Timeline timeline = new Timeline();
    private final List<String> log = new ArrayList<>();

    @Test
    void eventsHappenByTheirMomentAndThenByTheOrderOfTheirPlanning() {
        timeline.at(seconds(2), () -> log("late"));
        timeline.at(seconds(1), () -> log("first"));
        timeline.at(seconds(1), () -> log("second"));
        timeline.run(HOUR);
        assertThat(log).containsExactly("1 first", "1 second", "2 late");
        assertThat(timeline.now()).isEqualTo(HOUR);
    }

    @Test
    void whatIsCancelledDoesNotHappenAndWhatIsLaterWaits() {
        timeline.at(seconds(1), () -> log("cancelled")).cancel();
        timeline.at(seconds(10), () -> log("later"));
        timeline.run(seconds(5));
        assertThat(log).isEmpty();
        timeline.run(seconds(20));
        assertThat(log).containsExactly("10 later");
    }

    @Test
    void strandsTakeTurnsByTheirSleep() {
        strand("a", 3);
        strand("b", 2);
        timeline.at(seconds(4), () -> log("event"));
        timeline.run(HOUR);
        assertThat(log).containsExactly("0 a", "0 b", "2 b", "3 a", "4 event", "4 b", "6 a", "6 b", "9 a");
    }

    @Test
    void aSleepIsNotEndedByARouseAndAPauseIs() {
        Strand sleeper = timeline.start(() -> {
            Strand self = self();
            self.pause(seconds(10));
            log("roused");
            self.sleep(seconds(10));
            log("slept");
        });
        self = sleeper;
        timeline.at(seconds(1), sleeper::rouse);
        timeline.at(seconds(2), sleeper::rouse);
        timeline.run(HOUR);
        assertThat(log).containsExactly("1 roused", "11 slept");
    }

    @Test
    void oneThatIsKilledGetsNoFurtherThanItsSleep() {
        self = timeline.start(() -> {
            try {
                self().sleep(seconds(10));
                log("never");
            } finally {
                log("unwinds");
            }
        });
        timeline.at(seconds(1), self::kill);
        timeline.run(HOUR);
        assertThat(log).containsExactly("1 unwinds");
        assertThat(self.isOver()).isTrue();
    }

    @Test
    void oneThatIsSuspendedGoesOnWhenItIsResumedAndNotBefore() {
        self = timeline.start(() -> {
            self().sleep(seconds(2));
            log("goes on");
        });
        timeline.at(seconds(1), self::suspend);
        timeline.at(seconds(7), self::resume);
        timeline.run(HOUR);
        assertThat(log).containsExactly("7 goes on");
    }

    @Test
    void oneThatIsSuspendedForLessThanItsSleepNoticesNothing() {
        self = timeline.start(() -> {
            self().sleep(seconds(5));
            log("goes on");
        });
        timeline.at(seconds(1), self::suspend);
        timeline.at(seconds(2), self::resume);
        timeline.run(HOUR);
        assertThat(log).containsExactly("5 goes on");
    }

    @Test
    void whatAStrandThrowsEndsTheRun() {
        timeline.start(() -> {
            throw new IllegalArgumentException("broken");
        });
        timeline.at(seconds(1), () -> log("never"));
        assertThatThrownBy(() -> timeline.run(HOUR)).hasRootCauseMessage("broken");
        assertThat(log).isEmpty();
    }

    @Test
    void stopEndsTheRunAtThatMomentAndItCanGoOn() {
        timeline.at(seconds(1), timeline::stop);
        timeline.at(seconds(2), () -> log("after"));
        timeline.run(HOUR);
        assertThat(timeline.now()).isEqualTo(seconds(1));
        timeline.run(HOUR);
        assertThat(log).containsExactly("2 after");
    }

    @Test
    void closingEndsEveryStrand() {
        Strand sleeper = timeline.start(() -> self().sleep(HOUR.multipliedBy(2)));
        self = sleeper;
        timeline.run(HOUR);
        assertThat(sleeper.isOver()).isFalse();
        timeline.close();
        assertThat(sleeper.isOver()).isTrue();
    }

    private Strand self = timeline.start(() -> {});

    private Strand self() {
        return self;
    }

    /** One that says its name every so many seconds, three times after the first. */
    private void strand(String name, int every) {
        Strand[] own = new Strand[1];
        own[0] = timeline.start(() -> {
            log(name);
            for (int i = 0; i < 3; i++) {
                own[0].sleep(seconds(every));
                log(name);
            }
        });
    }

    private void log(String what) {
        log.add(timeline.now().toSeconds() + " " + what);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
