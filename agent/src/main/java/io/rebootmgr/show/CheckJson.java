package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.cycle.Checkup;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.gate.Evidence;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.health.HealthReport;
import io.rebootmgr.health.ServiceHealth;
import io.rebootmgr.json.Json;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Impact;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.Locale;

/** What {@code check --json} prints: the facts of the page, all of them, however many. */
public final class CheckJson {
    private CheckJson() {}

    /** For programs. */
    public static ObjectNode of(String node, String group, Checkup checkup) {
        ObjectNode json = Json.object().put("node", node).put("group", group);
        json.put("uptime_seconds", checkup.context().uptime().toSeconds());
        checkup.claim().ifPresent(claim -> json.set("claim", claim.json()));
        checkup.context()
                .left()
                .ifPresent(left ->
                        json.putObject("left_behind").put("text", left.what()).put("way_out", left.wayOut()));
        ArrayNode triggers = json.putArray("triggers");
        for (Checkup.Seen seen : checkup.triggers()) {
            ObjectNode trigger = triggers.addObject()
                    .put("kind", seen.trigger().kind().name().toLowerCase(Locale.ROOT))
                    .put("name", seen.trigger().name())
                    .put("reason", seen.trigger().reason())
                    .put("parked", seen.parked());
            seen.trigger().since().ifPresent(since -> trigger.put("since", since.toString()));
        }
        ArrayNode gates = json.putArray("gates");
        checkup.gates().forEach(gate -> gate(gates.addObject(), gate));
        WaitingLine inLine = checkup.context().line();
        ObjectNode line = json.putObject("line").put("waiting", inLine.waiting().size());
        inLine.place(node).ifPresent(place -> {
            line.put("place", place);
            WaitingLine.Waiting own = inLine.waiting().get(place - 1);
            own.since().ifPresent(since -> line.put("since", since.toString()));
            Impact.write(line, own.impact());
        });
        ArrayNode hints = json.putArray("hints");
        checkup.context().hints().forEach(hints::add);
        CheckPage.heldSince(checkup).ifPresent(since -> json.put("held_since", since.toString()));
        Outcome outcome = checkup.outcome();
        return json.put("exit_code", outcome.code().number())
                .put("meaning", outcome.code().meaning())
                .put("outcome", outcome.text());
    }

    private static void gate(ObjectNode json, GateResult gate) {
        Verdict verdict = gate.verdict();
        json.put("gate", gate.gate())
                .put(
                        "verdict",
                        switch (verdict) {
                            case Verdict.Proceed proceed -> "ok";
                            case Verdict.Hold hold -> "hold";
                            case Verdict.Unknown unknown -> "unknown";
                        })
                .put("ignored", gate.ignored())
                .put("holds", gate.holds())
                .put("exit_code", verdict.code().number())
                .put("text", verdict.text());
        if (verdict instanceof Verdict.Hold hold) {
            hold.until().ifPresent(until -> json.put("until", until.toString()));
        }
        evidence(json, gate.evidence());
    }

    private static void evidence(ObjectNode json, Evidence evidence) {
        switch (evidence) {
            case Evidence.Stops(List<Facts.Stop> stops) -> {
                ArrayNode list = json.putArray("stops");
                stops.forEach(stop -> list.addObject().put("key", stop.key()).put("reason", stop.reason()));
            }
            case Evidence.Pauses(List<Pause> pauses) -> {
                ArrayNode list = json.putArray("pauses");
                pauses.forEach(pause -> list.addObject().put("key", pause.key()).setAll(pause.json()));
            }
            case Evidence.Closing(var closes) -> closes.ifPresent(at -> json.put("closes", at.toString()));
            case Evidence.Services(HealthReport report) -> {
                ArrayNode list = json.putArray("services");
                report.services().forEach(service -> service(list.addObject(), service));
            }
            case Evidence.Claims(int limit, List<Claim> claims) -> {
                ArrayNode list = json.put("limit", limit).putArray("claims");
                claims.forEach(claim -> list.add(claim.json()));
            }
            case Evidence.OwnPrograms(Programs.Answers said) -> {
                ArrayNode list = json.putArray("programs");
                said.answers()
                        .forEach(answer -> list.addObject()
                                .put("program", answer.program())
                                .put("says", answer.says())
                                .put("text", answer.verdict().text())
                                .put("milliseconds", answer.took().toMillis()));
                ArrayNode skipped = json.putArray("skipped");
                said.skipped().forEach(skipped::add);
            }
            case Evidence.LastRun lastRun -> {}
            case Evidence.None none -> {}
        }
    }

    private static void service(ObjectNode json, ServiceHealth service) {
        json.put("service", service.service())
                .put("holds", service.verdict().holds())
                .put("text", service.verdict().text());
        if (service instanceof ServiceHealth.Counted counted) {
            counted.rule().minPassing().ifPresent(least -> json.put("min_passing", least));
            counted.rule().maxFailing().ifPresent(most -> json.put("max_failing", most));
            json.put("passing", counted.passing());
            counted.passingThen().ifPresent(left -> json.put("passing_then", left));
            ArrayNode failing = json.putArray("failing");
            counted.failing()
                    .forEach(
                            each -> failing.addObject().put("node", each.node()).put("why", each.why()));
            ArrayNode ignored = json.putArray("ignored");
            counted.ignored().forEach(ignored::add);
        }
    }
}
