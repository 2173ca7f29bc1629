package io.rebootmgr.show;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.cycle.Checkup;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Impact;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@code check} prints for people. */
public final class CheckPage {
    private static final int MOST_HINTS = 10;

    private final String node;
    private final Checkup checkup;
    private final Times times;
    private final Page page;

    private CheckPage(String node, Checkup checkup, Instant now, boolean coloured) {
        this.node = node;
        this.checkup = checkup;
        this.times = new Times(now, checkup.context().zone());
        this.page = new Page(coloured);
    }

    /** The page. */
    public static Page of(String node, String group, Checkup checkup, Instant now, boolean coloured) {
        CheckPage check = new CheckPage(node, checkup, now, coloured);
        check.page.line(
                "node " + node + " of group " + group + ", up for "
                        + Age.text(checkup.context().uptime()) + "; " + check.times.heading(),
                Style.STRONG);
        checkup.claim().ifPresent(claim -> check.page.line(check.claim(claim), Style.NOTICE));
        checkup.context()
                .left()
                .ifPresent(left ->
                        check.page.line(left.what(), Style.ALARM).line("way out: " + left.wayOut(), Style.NOTICE));
        check.page.gap();
        check.triggers();
        check.gates();
        check.hints();
        check.line();
        check.outcome();
        return check.page;
    }

    private String claim(Claim claim) {
        return "holds a " + (claim.change() == ChangeKind.HOT ? "hot slot" : "slot") + ": claim " + Typed.id(claim.id())
                + ", "
                + claim.text() + " for " + times.age(claim.since())
                + (claim.reason().isEmpty() ? "" : ": " + claim.reason());
    }

    private void triggers() {
        if (checkup.triggers().isEmpty()) {
            page.line(
                    checkup.context().left().isPresent()
                            ? "no trigger asks for another reboot"
                            : "no trigger asks for a reboot");
            return;
        }
        Table triggers = new Table("TRIGGER", "", "SINCE", "REASON");
        for (Checkup.Seen seen : checkup.triggers()) {
            triggers.row(
                    Cell.of(seen.trigger().name()),
                    seen.parked() ? Cell.of("parked", Style.NOTICE) : Cell.of("asks", Style.STRONG),
                    Cell.of(seen.trigger().since().map(times::age).orElse("-")),
                    Cell.of(seen.trigger().reason()));
        }
        page.table(triggers);
    }

    private void gates() {
        if (checkup.gates().isEmpty()) {
            return;
        }
        GateLines lines = new GateLines(times);
        Table gates = new Table("GATE", "VERDICT", "VALUE");
        for (GateResult gate : checkup.gates()) {
            gates.row(Cell.of(gate.gate()), verdict(gate), Cell.lines(lines.of(gate)));
        }
        page.gap();
        if (checkup.claim()
                .filter(claim -> claim.state() == ClaimState.RETURNING)
                .isPresent()) {
            page.line("for the next reboot; on its way back a node is held by stop flags and its health alone");
        }
        page.table(gates);
        checkup.gates().forEach(gate -> EvidenceTables.add(page, gate.evidence(), times));
    }

    private static Cell verdict(GateResult judged) {
        if (judged.ignored() && judged.verdict().holds()) {
            return Cell.of("ignored", Style.NOTICE);
        }
        return switch (judged.verdict()) {
            case Verdict.Proceed proceed -> Cell.of("ok", Style.GOOD);
            case Verdict.Hold hold -> Cell.of("HOLD", Style.ALARM);
            case Verdict.Unknown unknown -> Cell.of("UNKNOWN", Style.ALARM);
        };
    }

    private void hints() {
        List<String> hints = checkup.context().hints();
        if (!hints.isEmpty()) {
            page.gap();
        }
        hints.stream().limit(MOST_HINTS).forEach(hint -> page.line("note: " + hint, Style.NOTICE));
        page.more(hints.size() - MOST_HINTS, "notes");
    }

    /** Where the node stands among those that wait for a slot. */
    private void line() {
        WaitingLine inLine = checkup.context().line();
        Optional<Integer> place = inLine.place(node);
        if (place.isPresent()) {
            WaitingLine.Waiting own = inLine.waiting().get(place.get() - 1);
            page.gap()
                    .line("in line for a slot: " + Ordinal.of(place.get()) + " of "
                            + NodeTable.number(inLine.waiting().size()) + " waiting"
                            + own.since()
                                    .map(since -> ", for " + times.age(since))
                                    .orElse("")
                            + (own.impact() == Impact.NONE ? "" : ", impact " + own.impact()));
        } else if (!inLine.waiting().isEmpty()) {
            page.gap()
                    .line(NodeTable.number(inLine.waiting().size())
                            + (inLine.waiting().size() == 1 ? " other node waits" : " other nodes wait")
                            + " for a slot; this one is not in line");
        }
    }

    private void outcome() {
        Outcome outcome = checkup.outcome();
        page.gap();
        heldSince(checkup)
                .ifPresent(
                        since -> page.line("held like this for " + times.age(since) + ", since " + times.local(since)));
        page.line(
                "run: " + outcome.text() + " -> exit " + outcome.code().number() + " ("
                        + outcome.code().meaning() + ")",
                Style.STRONG);
    }

    /** Since when the node's runs have ended as one would now. A status is not written anew while it says the same. */
    static Optional<Instant> heldSince(Checkup checkup) {
        int code = checkup.outcome().code().number();
        return checkup.context()
                .status()
                .filter(status -> status.state() == State.HELD)
                .flatMap(NodeStatus::last)
                .filter(last -> last.code() == code)
                .map(NodeStatus.Last::at);
    }
}
