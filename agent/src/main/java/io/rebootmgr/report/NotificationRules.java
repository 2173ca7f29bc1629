package io.rebootmgr.report;

import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.event.Audience;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.gate.Gate;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Which events people are told, and how often: everything once, what goes on once a day. A campaign over a thousand
 * nodes shall not write a thousand times what one node can say, so what holds a whole group by plan is not told by
 * each.
 */
final class NotificationRules {
    /** The reboot command comes after it; whoever takes longer is cut off by the reboot. */
    private static final Duration BEFORE_REBOOT = Duration.ofSeconds(10);

    private final Audience audience;
    private Notified told;
    private String claim = "";
    private boolean underWay;

    NotificationRules(Audience audience, Notified told) {
        this.audience = audience;
        this.told = told;
    }

    Notified told() {
        return told;
    }

    /** An attempt that follows one which came to nothing today is announced only when it gets further. */
    void happened(Event event, Surroundings at, long now) {
        if (event instanceof Event.Claimed claimed) {
            claim = claimed.claim();
            underWay = true;
            if (told.knowsLately("", now)) {
                return;
            }
        } else if (event instanceof Event.Rebooting rebooting) {
            claim = rebooting.claim();
            underWay = false;
        } else if (event instanceof Event.Back back) {
            claim = back.claim();
        } else if (event instanceof Event.Completed) {
            // A change in service, and a drain, end in the run that claimed them.
            underWay = false;
            told = Notified.NOTHING;
        }
        audience.bring(event, at);
        if (event instanceof Event.Rebooting || event instanceof Event.PoweringOff) {
            audience.await(BEFORE_REBOOT);
        }
    }

    /**
     * The run is over; {@code heldSince} is when its gate began to hold, {@code at} is asked where there is something
     * to tell.
     */
    void ended(Outcome outcome, Supplier<Surroundings> at, long heldSince, long now) {
        ExitCode code = outcome.code();
        String text = outcome.text();
        if (code != ExitCode.GIVEN_UP && !told.parked().isEmpty()) {
            told = told.parked("");
        }
        if (failed(code)) {
            problem(new Event.Failed(claim, code.number(), text, outcome.task()), at, text, now);
        } else if (code == ExitCode.GIVEN_UP) {
            if (!told.parked().equals(text)) {
                audience.bring(new Event.Parked(code.number(), text), at.get());
                told = told.parked(text);
            }
        } else if (underWay) {
            problem(new Event.GivenUp(claim, code.number(), text, outcome.task()), at, text, now);
        } else if (outcome.gate().isPresent()) {
            held(outcome.gate().get(), outcome, at, heldSince, now);
        }
    }

    private void problem(Event event, Supplier<Surroundings> at, String text, long now) {
        if (!told.knowsLately(text, now)) {
            audience.bring(event, at.get());
            told = told.problem(text, now);
        }
    }

    private void held(String gate, Outcome outcome, Supplier<Surroundings> at, long heldSince, long now) {
        boolean due = switch (Gates.named(gate).map(Gate::notice).orElse(Gate.Notice.DAILY)) {
            case NEVER -> false;
            case ONCE -> told.heldAt() < heldSince;
            case DAILY -> Notified.isDayAgo(told.heldAt(), now);
        };
        if (due && heldSince > 0 && Notified.isDayAgo(heldSince, now)) {
            Instant since = Instant.ofEpochSecond(heldSince);
            audience.bring(new Event.Held(gate, since, outcome.code().number(), outcome.text()), at.get());
            told = told.held(now);
        }
    }

    /** What counts as a failure of this node; what is wrong for the whole fleet is not told by each of its nodes. */
    private static boolean failed(ExitCode code) {
        return code == ExitCode.TASK_FAILED
                || code == ExitCode.NOT_REBOOTED
                || code == ExitCode.REBOOT_FAILED
                || code == ExitCode.BUG;
    }
}
