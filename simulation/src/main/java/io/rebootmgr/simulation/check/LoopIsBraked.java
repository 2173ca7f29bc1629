package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S15: no node goes down a fourth time for the same trigger file before an operator has resumed it. It is the file that
 * asks where no key does; one that is gone counts for some minutes more, for a run may have judged by it. The logbook
 * tells which reboots are complete. And no node is claimed a fourth time for a detector alone that has answered the
 * three changes before, each, by asking for another kind.
 */
final class LoopIsBraked implements Invariant {
    /** The policy's {@code max_reboots}. */
    private static final int MOST = 3;

    /** The policy's {@code max_reboots_per}: all that happens is within it, but where a clock jumps. */
    private static final Duration PER = Duration.ofHours(6);

    private static final Duration LONG_GONE = Duration.ofMinutes(5);

    /** How long what a detector said may be obeyed: its interval, and the way to the commit. */
    private static final Duration COUNTS = Duration.ofHours(1);

    private static final int REBOOT = 102;

    /** By node, when a detector said last that it needs a reboot. */
    private final SortedMap<String, Duration> detected = new TreeMap<>();

    /** By node, the claims that an operator has forgiven. */
    private final SortedMap<String, Set<String>> forgiven = new TreeMap<>();

    /** By node, when a key asked last. */
    private final SortedMap<String, Duration> asked = new TreeMap<>();

    @Override
    public String name() {
        return "S15";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        if (what instanceof Happening.DetectorSaid(String node, var detector, int code) && code == REBOOT) {
            detected.put(node, board.now());
        }
        if (what instanceof Happening.ClockTurned(String node, Duration by) && by.compareTo(PER) >= 0) {
            // All that it had done is long ago now, as far as its node can tell.
            forgive(node, board);
        }
        if (what instanceof Happening.Applied applied) {
            applied.changes().forEach(change -> noteKeys(change, board));
            for (SlotsChange change : board.slotsChanges()) {
                if (change.isByOperator()) {
                    continue;
                }
                inTurns(change, board, violations);
                for (SeenClaim claim : change.committed()) {
                    boolean again = change.was(claim).filter(SeenClaim::isGoing).isPresent();
                    boolean forFile = !again && !asksByKey(claim.node(), board) && isForFile(claim, board);
                    int before = forFile ? reboots(claim.node(), board) : 0;
                    if (before >= MOST) {
                        violations.add(claim.node() + " goes down after " + before + " reboots for the same file");
                    }
                }
            }
            SlotsChange.ofHot(applied).forEach(change -> inTurns(change, board, violations));
            if (applied.author().role() == Author.Role.OPERATOR) {
                applied.changes().stream()
                        .flatMap(change -> nodeOf(change.key(), "/status").stream())
                        .forEach(node -> forgive(node, board));
            }
        }
        return violations;
    }

    private void forgive(String node, Board board) {
        Set<String> its = forgiven.computeIfAbsent(node, unknown -> new HashSet<>());
        logged(node, board).forEach(entry -> its.add(entry.path("claim").asText()));
    }

    private void inTurns(SlotsChange change, Board board, List<String> violations) {
        for (SeenClaim claim : change.added().stream().filter(change::isBy).toList()) {
            List<JsonNode> before = logged(claim.node(), board);
            for (JsonNode entry : before) {
                List<String> by = texts(entry.path("by"));
                if (entry.path("claim").asText().equals(claim.id())
                        && by.size() == 1
                        && turns(claim.node(), by.getFirst(), before) >= MOST) {
                    violations.add(
                            claim.node() + " is changed once more for " + by.getFirst() + ", which asks in turns");
                }
            }
        }
    }

    /** The changes in a row behind each of which this detector asked for another kind. */
    private int turns(String node, String detector, List<JsonNode> logged) {
        int turns = 0;
        for (JsonNode entry : logged) {
            boolean complete = entry.path("end").path("code").asInt(-1) == 0;
            if (complete && texts(entry.path("by")).contains(detector)) {
                turns = texts(entry.path("more_by")).contains(detector) ? turns + 1 : 0;
            }
            if (forgiven.getOrDefault(node, Set.of())
                    .contains(entry.path("claim").asText())) {
                turns = 0;
            }
        }
        return turns;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<JsonNode> logged(String node, Board board) {
        List<JsonNode> entries = new ArrayList<>();
        board.get("service/rebootmgr/nodes/" + node + "/history")
                .ifPresent(entry -> json(entry).path("entries").forEach(entries::add));
        return entries;
    }

    private void noteKeys(Change change, Board board) {
        Board.nodeOfTrigger(change.key()).ifPresent(node -> asked.put(node, board.now()));
    }

    private boolean asksByKey(String node, Board board) {
        boolean stands =
                Board.triggers(node).stream().anyMatch(key -> board.get(key).isPresent());
        if (isInARollout(node, board)) {
            return true;
        }
        Duration said = detected.get(node);
        if (said != null && board.now().minus(said).compareTo(COUNTS) < 0) {
            return true;
        }
        Duration last = asked.get(node);
        return stands || (last != null && board.now().minus(last).compareTo(LONG_GONE) < 0);
    }

    /** Whether its node says that a file asks for it; of a claim that it does not know nobody can tell. */
    private static boolean isForFile(SeenClaim claim, Board board) {
        List<JsonNode> its = logged(claim.node(), board).stream()
                .filter(entry -> entry.path("claim").asText().equals(claim.id()))
                .toList();
        return its.isEmpty() || its.stream().anyMatch(LoopIsBraked::isByFile);
    }

    private static boolean isByFile(JsonNode logged) {
        return texts(logged.path("by")).stream().anyMatch(by -> by.startsWith("/"));
    }

    /** A rollout asks for it, whatever the file says. */
    private static boolean isInARollout(String node, Board board) {
        return Rollout.in(board.get(Rollout.KEY)).values().stream()
                .flatMap(rollout -> Optional.ofNullable(rollout.places(board).get(node)).stream())
                .anyMatch(place -> place.path("state").asText().equals("running"));
    }

    private int reboots(String node, Board board) {
        Set<String> complete = new HashSet<>(complete(node, board));
        complete.removeAll(forgiven.getOrDefault(node, Set.of()));
        return complete.size();
    }

    /** The claims of complete reboots that a file had asked for. */
    private static List<String> complete(String node, Board board) {
        List<String> claims = new ArrayList<>();
        for (JsonNode logged : logged(node, board)) {
            if (isByFile(logged)
                    && logged.path("end").path("code").asInt(-1) == 0
                    && logged.hasNonNull("kernel_after")) {
                claims.add(logged.path("claim").asText());
            }
        }
        return claims;
    }

    private static Optional<String> nodeOf(String key, String end) {
        String above = "service/rebootmgr/nodes/";
        return key.startsWith(above) && key.endsWith(end)
                ? Optional.of(key.substring(above.length(), key.length() - end.length()))
                : Optional.empty();
    }

    private static JsonNode json(Entry entry) {
        try {
            return Json.parse(entry.value());
        } catch (MalformedJson e) {
            throw new IllegalStateException(entry.key(), e);
        }
    }
}
