package io.rebootmgr.simulation.check;

import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cooldown: once a node that was out, or an operator in its stead, has given a slot back, nobody claims one of the
 * group until its clock says that the cooldown is over. A time that lies far ahead of its clock need not be believed,
 * and nothing is asked of who was shown another policy, or has a clock that has just jumped.
 */
final class CooldownHolds implements Invariant {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /** How far the wall clock of each node is off. */
    private final Map<String, Duration> skew = new HashMap<>();

    private final Map<String, Duration> turned = new HashMap<>();
    /** By group, the time at which a slot was last given back, by the clock of who did. */
    private final Map<String, Instant> freed = new HashMap<>();

    private final Looks looks = new Looks();

    @Override
    public String name() {
        return "cooldown";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        if (what instanceof Happening.ClockTurned(String node, Duration by)) {
            skew.merge(node, by, Duration::plus);
            turned.put(node, board.now());
        }
        if (what instanceof Happening.Applied applied) {
            for (SlotsChange change : board.slotsChanges()) {
                Optional<Instant> told = told(applied, change.group());
                for (SeenClaim claim : change.added()) {
                    if (change.isBy(claim)) {
                        claimed(change, claim, board, violations);
                    }
                }
                givenBack(change, told, board, violations);
                if (change.isForged()) {
                    // Whoever wipes the list wipes that as well.
                    told.ifPresentOrElse(at -> freed.put(change.group(), at), () -> freed.remove(change.group()));
                }
            }
        }
        return violations;
    }

    private void givenBack(SlotsChange change, Optional<Instant> told, Board board, List<String> violations) {
        for (SeenClaim claim : change.removed()) {
            boolean isGivenUp = claim.isDrained()
                    || (change.isBy(claim)
                            && claim.isCommitted()
                            && !claim.state().equals("returning"));
            if (isGivenUp && board.isGenuine(claim)) {
                // It may have been out, or not: nobody has to be told, and who is told heeds it.
                told.ifPresent(at -> freed.put(change.group(), at));
            }
            boolean wasOut = change.isBy(claim) ? claim.state().equals("returning") : claim.isCommitted();
            if (!wasOut || !board.isGenuine(claim) || !(change.isBy(claim) || change.isByOperator())) {
                continue;
            }
            // Where the group does not cool down it need not be told.
            boolean matters = Stream.concat(
                            Stream.of(board),
                            looks.of(claim.node(), change.author().run()).stream())
                    .noneMatch(each -> each.cooldown(change.group()).isZero());
            if (matters && (told.isEmpty() || told.equals(Optional.ofNullable(freed.get(change.group()))))) {
                violations.add("nobody is told when this slot was given back: " + claim);
            }
            told.ifPresent(at -> freed.put(change.group(), at));
        }
    }

    private void claimed(SlotsChange change, SeenClaim claim, Board board, List<String> violations) {
        Instant at = freed.get(change.group());
        Duration cooldown = looks.of(claim.node(), change.author().run())
                .map(seen -> seen.cooldown(change.group()))
                .filter(seen -> seen.compareTo(board.cooldown(change.group())) < 0)
                .orElseGet(() -> board.cooldown(change.group()));
        boolean jumped = Optional.ofNullable(turned.get(claim.node()))
                .filter(when -> board.now().minus(when).compareTo(Duration.ofMinutes(15)) < 0)
                .filter(when -> !when.isZero())
                .isPresent();
        if (at == null || cooldown.isZero() || jumped) {
            return;
        }
        Instant clock = EPOCH.plus(board.now()).plus(skew.getOrDefault(claim.node(), Duration.ZERO));
        boolean isOver = !clock.isBefore(at.plus(cooldown));
        boolean isFarAhead = at.isAfter(clock.plus(cooldown.dividedBy(2)));
        if (!isOver && !isFarAhead) {
            violations.add("claimed at " + clock + ", a slot was given back at " + at + ", and the cooldown is "
                    + cooldown + ": " + claim);
        }
    }

    private static Optional<Instant> told(Happening.Applied applied, String group) {
        return applied.changes().stream()
                .filter(change -> Board.groupOfSlots(change.key()).equals(Optional.of(group)))
                .map(Change::after)
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(CooldownHolds::freed);
    }

    private static Optional<Instant> freed(Entry slots) {
        try {
            return Optional.of(Json.parse(slots.value()).path("freed").asText())
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse);
        } catch (MalformedJson e) {
            throw new IllegalStateException("slots that nobody can read", e);
        }
    }
}
