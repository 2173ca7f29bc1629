package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.cycle.Checkup;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.gate.Gates.Judged;
import io.rebootmgr.json.Json;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code check} prints. */
public final class CheckPage {
    private CheckPage() {}

    /** For people. */
    public static Page of(String node, String group, Checkup checkup, Instant now, boolean coloured) {
        Page page = new Page(coloured).line("node " + node + " of group " + group, Style.STRONG);
        checkup.claim().ifPresent(claim -> page.line(claim(claim, now), Style.NOTICE));
        page.gap();
        if (checkup.triggers().isEmpty()) {
            page.line("no trigger asks for a reboot");
        } else {
            Table triggers = new Table("TRIGGER", "", "REASON");
            for (Checkup.Seen seen : checkup.triggers()) {
                triggers.row(
                        Cell.of(seen.trigger().name()),
                        seen.parked() ? Cell.of("parked", Style.NOTICE) : Cell.of("asks", Style.STRONG),
                        Cell.of(seen.trigger().reason()));
            }
            page.table(triggers);
        }
        if (!checkup.gates().isEmpty()) {
            Table gates = new Table("GATE", "VERDICT", "WHY");
            checkup.gates().forEach(judged -> gates.row(Cell.of(judged.gate()), verdict(judged), why(judged, now)));
            page.gap().table(gates);
        }
        Outcome outcome = checkup.outcome();
        return page.gap()
                .line(
                        "run: " + outcome.text() + " -> exit " + outcome.code().number() + " ("
                                + outcome.code().meaning() + ")",
                        Style.STRONG);
    }

    private static String claim(Claim claim, Instant now) {
        return "holds a slot: claim " + claim.id() + ", " + claim.state().label() + " for "
                + Age.text(claim.since(), now) + (claim.reason().isEmpty() ? "" : ": " + claim.reason());
    }

    private static Cell verdict(Judged judged) {
        if (judged.ignored() && judged.verdict().holds()) {
            return Cell.of("ignored", Style.NOTICE);
        }
        return switch (judged.verdict()) {
            case Verdict.Proceed proceed -> Cell.of("ok", Style.GOOD);
            case Verdict.Hold hold -> Cell.of("HOLD", Style.ALARM);
            case Verdict.Unknown unknown -> Cell.of("unknown", Style.ALARM);
        };
    }

    private static Cell why(Judged judged, Instant now) {
        List<String> lines = new ArrayList<>(List.of(judged.verdict().text()));
        if (judged.verdict() instanceof Verdict.Hold hold && hold.until().isPresent()) {
            Instant opens = hold.until().get();
            lines.add("opens in " + Age.text(now, opens) + ", at " + Age.moment(opens) + " UTC");
        }
        return Cell.lines(lines);
    }

    /** For programs. */
    public static ObjectNode json(String node, String group, Checkup checkup) {
        ObjectNode json = Json.object().put("node", node).put("group", group);
        checkup.claim().ifPresent(claim -> json.set("claim", claim.json()));
        ArrayNode triggers = json.putArray("triggers");
        checkup.triggers()
                .forEach(seen -> triggers.addObject()
                        .put("kind", seen.trigger().kind().name().toLowerCase(Locale.ROOT))
                        .put("name", seen.trigger().name())
                        .put("reason", seen.trigger().reason())
                        .put("parked", seen.parked()));
        ArrayNode gates = json.putArray("gates");
        checkup.gates().forEach(judged -> gate(gates.addObject(), judged));
        Outcome outcome = checkup.outcome();
        return json.put("exit_code", outcome.code().number())
                .put("meaning", outcome.code().meaning())
                .put("outcome", outcome.text());
    }

    private static void gate(ObjectNode json, Judged judged) {
        json.put("gate", judged.gate())
                .put(
                        "verdict",
                        switch (judged.verdict()) {
                            case Verdict.Proceed proceed -> "ok";
                            case Verdict.Hold hold -> "hold";
                            case Verdict.Unknown unknown -> "unknown";
                        })
                .put("ignored", judged.ignored())
                .put("holds", judged.holds())
                .put("exit_code", judged.verdict().code().number())
                .put("text", judged.verdict().text());
        if (judged.verdict() instanceof Verdict.Hold hold) {
            hold.until().ifPresent(until -> json.put("until", until.toString()));
        }
    }
}
