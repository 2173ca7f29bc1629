package io.rebootmgr.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.event.Audience;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.EventJson;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people are told, and how often, by one run after the other. */
class NotificationRulesTest {
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final long START = 1_000_000;

    private final List<String> heard = new ArrayList<>();
    private Notified told = Notified.NOTHING;

    private NotificationRules run() {
        return new NotificationRules(
                new Audience() {
                    @Override
                    public void bring(Event event, Surroundings at) {
                        heard.add(EventJson.name(event));
                    }

                    @Override
                    public void await(Duration atMost) {
                        heard.add("waited");
                    }

                    @Override
                    public boolean hasListeners() {
                        return true;
                    }
                },
                told);
    }

    private void end(NotificationRules run, Outcome outcome, long heldSince, long now) {
        run.ended(outcome, () -> Surroundings.UNKNOWN, heldSince, now);
        told = run.told();
    }

    private void heldBy(String gate, long since, long now) {
        end(run(), new Outcome(ExitCode.HELD, "held by " + gate, Optional.of(gate)), since, now);
    }

    private void attempt(ExitCode code, String text, long now) {
        NotificationRules run = run();
        run.happened(new Event.Claimed("c", "kernel"), Surroundings.UNKNOWN, now);
        end(run, new Outcome(code, text), 0, now);
    }

    @Test
    void aRebootIsTold() {
        NotificationRules run = run();
        run.happened(new Event.Claimed("c", "kernel"), Surroundings.UNKNOWN, START);
        run.happened(new Event.Rebooting("c", "kernel"), Surroundings.UNKNOWN, START);
        end(run, new Outcome(ExitCode.DONE, "rebooting now"), 0, START);
        NotificationRules after = run();
        after.happened(new Event.Back("c", "kernel"), Surroundings.UNKNOWN, START);
        after.happened(new Event.Completed(entry()), Surroundings.UNKNOWN, START);
        end(after, new Outcome(ExitCode.DONE, "back in service"), 0, START);

        assertThat(heard).containsExactly("claimed", "rebooting", "waited", "back", "completed");
    }

    @Test
    void aSlotGivenBackIsTold() {
        attempt(ExitCode.TERMINATED, "ended by SIGTERM", START);

        assertThat(heard).containsExactly("claimed", "given_up");
    }

    @Test
    void theSameFailureEveryFiveMinutesIsToldOnceADay() {
        attempt(ExitCode.TASK_FAILED, "10-drain failed", START);
        attempt(ExitCode.TASK_FAILED, "10-drain failed", START + 300);
        attempt(ExitCode.TASK_LATER, "20-other wants to wait", START + 600);
        attempt(ExitCode.TASK_LATER, "20-other wants to wait", START + 900);
        assertThat(heard).containsExactly("claimed", "failed", "given_up");

        attempt(ExitCode.TASK_LATER, "20-other wants to wait", START + 900 + DAY);
        assertThat(heard).containsExactly("claimed", "failed", "given_up", "claimed", "given_up");
    }

    @Test
    void givingUpIsToldOnceUntilItIsOver() {
        Outcome parked = new Outcome(ExitCode.GIVEN_UP, "failed 5 times", Optional.of("retries"));
        end(run(), parked, START, START);
        end(run(), parked, START, START + 30 * DAY);
        assertThat(heard).containsExactly("parked");

        end(run(), new Outcome(ExitCode.DONE, "nothing to do"), 0, START + 31 * DAY);
        end(run(), parked, START, START + 32 * DAY);
        assertThat(heard).containsExactly("parked", "parked");
    }

    @Test
    void aHoldIsToldAfterADayAndOnceADay() {
        heldBy("health", START, START + HOUR);
        heldBy("health", START, START + DAY - 1);
        assertThat(heard).isEmpty();
        heldBy("health", START, START + DAY);
        heldBy("health", START, START + DAY + 300);
        heldBy("health", START, START + 2 * DAY);
        assertThat(heard).containsExactly("held", "held");
    }

    @Test
    void aClosedWindowIsToldOnce() {
        heldBy("window", START, START + DAY);
        heldBy("window", START, START + 5 * DAY);
        assertThat(heard).containsExactly("held");
        heldBy("window", START + 10 * DAY, START + 12 * DAY);
        assertThat(heard).containsExactly("held", "held");
    }

    @Test
    void whatHoldsEverybodyIsNotToldByEach() {
        heldBy("slot", START, START + 5 * DAY);
        heldBy("stop", START, START + 5 * DAY);
        end(run(), new Outcome(ExitCode.INVALID, "invalid policy"), 0, START);
        end(run(), new Outcome(ExitCode.CONSUL, "no leader"), 0, START);

        assertThat(heard).isEmpty();
    }

    private static Entry entry() {
        return Entry.begun("c", "web1", "web", "kernel", List.of(), Instant.EPOCH);
    }
}
