package io.rebootmgr.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cycle.Checkup;
import io.rebootmgr.cycle.Checkup.Seen;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.gate.Gates.Judged;
import io.rebootmgr.json.Json;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckPageTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Trigger FILE =
            new Trigger(Trigger.Kind.FILE, "/run/reboot_required", "1:2", "new kernel\u001B[31m");
    private static final Judged WINDOW = new Judged(
            "window",
            new Verdict.Hold(
                    ExitCode.WINDOW,
                    "freeze \"year's end\" from 2026-01-20 to 2026-02-01: nobody is there to look after what could go wrong",
                    Optional.of(NOW.plusSeconds(11_110))),
            false);

    private static String page(Checkup checkup) {
        return CheckPage.of("web1", "web", checkup, NOW, false).text();
    }

    @Test
    void everyVerdictIsTold() {
        Checkup checkup = new Checkup(
                Optional.empty(),
                List.of(new Seen(FILE, false)),
                List.of(
                        new Judged("stop", new Verdict.Proceed("no stop flag"), false),
                        WINDOW,
                        new Judged("health", new Verdict.Hold(ExitCode.HEALTH, "api is down"), true),
                        new Judged("slot", new Verdict.Unknown(ExitCode.INVALID, "the slots are garbage"), false)),
                new Outcome(ExitCode.WINDOW, "held by window: freeze"));
        assertThat(page(checkup)).isEqualTo("""
                node web1 of group web

                TRIGGER                     REASON
                /run/reboot_required  asks  new kernel

                GATE    VERDICT  WHY
                stop    ok       no stop flag
                window  HOLD     freeze "year's end" from 2026-01-20 to 2026-02-01: nobody is there to look after
                                 what could go wrong
                                 opens in 3h 5m, at 2026-01-31 15:05:10 UTC
                health  ignored  api is down
                slot    unknown  the slots are garbage

                run: held by window: freeze -> exit 6 (outside the maintenance window, or a holiday or freeze)
                """);
    }

    @Test
    void withoutATriggerThereIsNothingToDo() {
        Checkup checkup = new Checkup(
                Optional.empty(), List.of(), List.of(), new Outcome(ExitCode.DONE, "would do nothing: no trigger"));
        assertThat(page(checkup)).isEqualTo("""
                node web1 of group web

                no trigger asks for a reboot

                run: would do nothing: no trigger -> exit 0 (done, or nothing to do)
                """);
    }

    @Test
    void aHeldSlotAndAParkedTriggerAreTold() {
        Claim claim = new Claim(
                "3f2a", "web1", ClaimState.REBOOTING, "b", "", NOW.minusSeconds(192), "new kernel", List.of());
        Checkup checkup = new Checkup(
                Optional.of(claim),
                List.of(new Seen(FILE, true)),
                List.of(),
                new Outcome(ExitCode.GIVEN_UP, "parked: remove it"));
        assertThat(page(checkup)).isEqualTo("""
                node web1 of group web
                holds a slot: claim 3f2a, rebooting for 3m 12s: new kernel

                TRIGGER                       REASON
                /run/reboot_required  parked  new kernel

                run: parked: remove it -> exit 106 (given up after max_failures, or parked)
                """);
    }

    @Test
    void programsGetItAsJson() {
        Checkup checkup = new Checkup(
                Optional.empty(),
                List.of(new Seen(new Trigger(Trigger.Kind.KEY, "r/web1/reboot_required", "7", ""), false)),
                List.of(WINDOW),
                new Outcome(ExitCode.WINDOW, "held by window: x"));
        assertThat(Json.line(CheckPage.json("web1", "web", checkup))).isEqualTo("""
                {"node":"web1","group":"web",\
                "triggers":[{"kind":"key","name":"r/web1/reboot_required","reason":"","parked":false}],\
                "gates":[{"gate":"window","verdict":"hold","ignored":false,"holds":true,"exit_code":6,\
                "text":"freeze \\"year's end\\" from 2026-01-20 to 2026-02-01: nobody is there to look after what could go wrong",\
                "until":"2026-01-31T15:05:10Z"}],\
                "exit_code":6,"meaning":"outside the maintenance window, or a holiday or freeze",\
                "outcome":"held by window: x"}""");
    }
}
