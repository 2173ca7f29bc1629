package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.golden.Golden;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole of what a run does with what an earlier one left, as a text to read. */
class RecoveryTableTest {
    private static final Keys KEYS = new Keys("p");
    private static final Self SELF = new Self("web1", "web", KEYS, Duration.ZERO, () -> ZoneOffset.UTC, "1.0");
    private static final List<Boot> BOOTS =
            List.of(new Boot("b1", "0/u1"), new Boot("b1", "1/u2"), new Boot("b2", "0/u3"));
    private static final String ROW = "%-11s %-11s %-4s %-15s %-15s %s";
    private static final String LEGEND = """
        begin         nothing is held: reboot if that is wanted and no gate is against it
        undo          abort tasks, maintenance off, slot back; then as begin
        undo, serve   the same; the node comes from a boot, so its slot goes back once it serves
        change        the drained tasks go on
        wait          for the boot, until reboot.grace is over; then an alarm, and another try
        return        health, post_boot tasks, health, maintenance off, slot back
        newer         left to the newer version that knows this state
        forged        the claim is removed, for nothing of this node's own says the same; then as without it
        """;

    @Test
    void isTheOneOfTheCode() {
        Golden.table(
                "recovery/reboot",
                "what a run does first, by its node's file, its claim in the group's list, its own key \"out\" (which"
                        + " goes with a commit) and the boot that it runs in",
                LEGEND + "\n" + table(ChangeKind.REBOOT));
        Golden.table(
                "recovery/drain",
                "the same of a claim for a drain, after which nothing reboots",
                table(ChangeKind.DRAIN));
        Golden.table(
                "recovery/hot",
                "the same where the file is of a change in service, which never stands in this list: whatever does is"
                        + " somebody else's doing",
                table(ChangeKind.HOT));
        Golden.table(
                "recovery/older",
                "the same of a reboot where the file is of an agent from before the key \"out\"",
                table(ChangeKind.REBOOT, true));
    }

    private static String table(ChangeKind change) {
        return table(change, false);
    }

    private static String table(ChangeKind change, boolean older) {
        List<String> rows = new ArrayList<>();
        rows.add(ROW.formatted("FILE", "LIST", "OUT", "SAME BOOT", "SOFT REBOOT", "ANOTHER BOOT"));
        List<String> steps = labels(LocalClaim.Step.values());
        List<String> states = labels(ClaimState.values());
        for (String step : steps) {
            for (String state : states) {
                rows.add(row(change, older, step, state, false));
                if (!state.equals("-") && !state.equals("preparing")) {
                    rows.add(row(change, older, step, state, true));
                }
            }
        }
        return rows.stream().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> labels(Enum<?>[] constants) {
        return Stream.concat(
                        Stream.of("-"),
                        Arrays.stream(constants).map(one -> one.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static String row(ChangeKind change, boolean older, String step, String state, boolean out) {
        List<String> acts = BOOTS.stream()
                .map(boot -> act(local(change, older, step), facts(change, state, out), boot))
                .toList();
        return ROW.formatted(step, state, out ? "yes" : "-", acts.get(0), acts.get(1), acts.get(2));
    }

    private static String act(Optional<LocalClaim> file, Facts facts, Boot now) {
        Optional<LocalClaim> local = file.filter(kept -> !SetBackFile.isOlderThanItsCommit(facts, kept, now.id()));
        try {
            OwnClaim.Reading reading = OwnClaim.in(facts, "web", local);
            return reading.forged().isEmpty() ? act(Standing.of(local, reading.own(), now)) : "forged";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String act(Standing standing) {
        return switch (standing) {
            case Standing.Free free -> "begin";
            case Standing.Unfinished unfinished -> unfinished.rebooted() ? "undo, serve" : "undo";
            case Standing.Changing changing -> "change";
            case Standing.Pending pending -> "wait";
            case Standing.Foreign foreign -> "newer";
            case Standing.Back back -> "return";
        };
    }

    private static Facts facts(ChangeKind change, String state, boolean out) {
        List<View.Entry> keys = new ArrayList<>();
        if (!state.equals("-")) {
            Claim claim = new Claim(
                            "c1",
                            "web1",
                            ClaimState.valueOf(state.toUpperCase(Locale.ROOT)),
                            "b1",
                            "s",
                            Instant.EPOCH,
                            "new kernel",
                            List.of())
                    .of(change);
            keys.add(new View.Entry(KEYS.slots("web"), new Slots(List.of(claim)).bytes(), 1, Optional.empty()));
            if (out) {
                byte[] said = new Out(claim, Duration.ofSeconds(7), "0/u1").bytes();
                keys.add(new View.Entry(KEYS.out("web", "web1"), said, 1, Optional.empty()));
            }
        }
        return new StaleFacts(SELF, new View(keys), List.of());
    }

    private static Optional<LocalClaim> local(ChangeKind change, boolean older, String step) {
        return step.equals("-")
                ? Optional.empty()
                : Optional.of(new LocalClaim(
                                        "c1",
                                        "web",
                                        LocalClaim.Step.valueOf(step.toUpperCase(Locale.ROOT)),
                                        "b1",
                                        "s",
                                        "new kernel",
                                        true,
                                        List.of(),
                                        new LocalClaim.Commit(Duration.ofSeconds(7), "0/u1", false, false, true),
                                        Entry.begun("c1", "web1", "web", "new kernel", List.of(), Instant.EPOCH))
                                .of(change))
                        .map(file -> older ? file.ofOlderAgent() : file);
    }
}
