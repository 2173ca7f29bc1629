package io.rebootmgr.show;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.gate.Evidence;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What stands beside a gate: its verdict's own words, then since when, and when that may change. */
record GateLines(Times times) {

    List<String> of(GateResult gate) {
        Verdict verdict = gate.verdict();
        List<String> lines = new ArrayList<>();
        lines.add(gate.evidence() instanceof Evidence.Services(var report) ? report.summary() : verdict.text());
        switch (gate.evidence()) {
            case Evidence.Stops(List<Facts.Stop> stops) ->
                stops.stream().skip(1).forEach(stop -> lines.add("and by " + stop.key() + reason(stop.reason())));
            case Evidence.Pauses(List<Pause> pauses) ->
                pauses.stream().skip(1).forEach(pause -> lines.add("and " + pause.text(times.zone())));
            case Evidence.Closing(var closes) -> closes.ifPresent(at -> lines.add(times.ahead("closes", at)));
            case Evidence.LastRun(Instant at, String why, String said) -> {
                lines.add("last run " + times.age(at) + " ago" + (verdict.holds() ? "" : reason(why)));
                if (!said.isEmpty()) {
                    lines.add("it said last: " + said);
                }
            }
            case Evidence.Services services -> {}
            case Evidence.Claims claims -> {}
            case Evidence.OwnPrograms(Programs.Answers said) ->
                said.skipped().forEach(skipped -> lines.add("skipped " + skipped));
            case Evidence.None none -> {}
        }
        if (verdict instanceof Verdict.Hold hold) {
            for (Instant until : hold.until().stream().toList()) {
                lines.add(times.ahead("opens", until));
            }
        }
        return lines;
    }

    private static String reason(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
