package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S12: nothing begins on a node that, by its own reading of the keys, is paused or left alone by a list of the policy,
 * nor does it run then what comes once at the end of a rollout. And a pause ends nothing that has begun: a run that has
 * drained its node, or changed it in service, never ends with one, nor with a stop that nobody has set.
 */
final class NothingBegins implements Invariant {
    private static final String PREFIX = "service/rebootmgr/";
    private static final int HELD = 9;
    private static final int STOPPED = 102;
    /** A pause that ends before may be over, by some clock or other. */
    private static final String FAR_AHEAD = "2090";

    private static final Duration LAG = Duration.ofMinutes(30);

    private final Looks looks = new Looks();
    private final SortedMap<String, Going> going = new TreeMap<>();
    /** When a stop flag was last set or cleared. */
    private final SortedMap<String, Duration> stops = new TreeMap<>();
    /** Those whose run has begun to drain them, or to change them in service; it gives a claim up before it ends. */
    private final SortedMap<String, Going> begun = new TreeMap<>();

    /** A node's own claim. */
    private static final class Going {
        private final String group;
        private boolean looked;
        /** A look after the claim has shown no pause. */
        private boolean clear;

        Going(String group) {
            this.group = group;
        }
    }

    @Override
    public String name() {
        return "S12";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        switch (what) {
            case Happening.Applied applied -> {
                board.slotsChanges().forEach(this::changed);
                SlotsChange.ofHot(applied).forEach(this::changed);
                applied.changes().stream()
                        .map(Change::key)
                        .filter(key -> key.endsWith("/stop"))
                        .forEach(key -> stops.put(key, board.now()));
            }
            case Happening.Read read -> {
                Going its = going.get(read.node());
                if (its != null) {
                    its.looked = true;
                    its.clear |= looks.of(read.node())
                            .filter(seen -> !isPaused(seen, its.group, read.node()))
                            .isPresent();
                }
            }
            case Happening.TaskStarted(String node, String claim, Stage stage, var task) -> {
                if ((stage == Stage.PRE_BOOT && !board.isCommitted(node, claim)) || stage == Stage.HOT) {
                    begins(stage == Stage.HOT ? "changes in service" : "drains", node, violations);
                    Optional.ofNullable(going.get(node)).ifPresent(its -> begun.put(node, its));
                } else if (stage == Stage.FINALIZE) {
                    finalizes(node, violations);
                }
            }
            case Happening.RebootCommanded(String node, var boot, var issued) -> begins("reboots", node, violations);
            case Happening.RunEnded(String node, int code, String why) -> {
                // One that finds another at work says so and goes.
                if (!why.contains("another run")) {
                    ends(node, code, why, board, violations);
                }
            }
            case Happening.RunDied(String node) -> begun.remove(node);
            case Happening.WentDown(String node, var boot, var byCommand) -> begun.remove(node);
            default -> {}
        }
        return violations;
    }

    private void changed(SlotsChange change) {
        change.removed().forEach(claim -> going.remove(claim.node()));
        change.committed().stream().filter(change::isBy).forEach(claim -> looks.forget(claim.node()));
        for (SeenClaim claim : change.added()) {
            if (change.isBy(claim)) {
                looks.forget(claim.node());
                going.put(claim.node(), new Going(change.group()));
            }
        }
    }

    private void begins(String does, String node, List<String> violations) {
        Going its = going.get(node);
        if (its == null) {
            return;
        }
        // That there is a look at all is S5's to see.
        if (its.looked && !its.clear) {
            violations.add(node + " " + does + " though every look since its claim has shown a pause");
        }
        if (looks.of(node).filter(seen -> isLeftAlone(seen, its.group, node)).isPresent()) {
            violations.add(node + " " + does + " though the policy leaves it alone");
        }
    }

    /** Under no claim: the look that it began with is the last. */
    private void finalizes(String node, List<String> violations) {
        looks.of(node).ifPresent(seen -> {
            String group = groupOf(seen, node);
            if (isPaused(seen, group, node)) {
                violations.add(node + " runs what comes once at the end though its look has shown a pause");
            }
            if (isLeftAlone(seen, group, node)) {
                violations.add(node + " runs what comes once at the end though the policy leaves it alone");
            }
        });
    }

    /** By the node's own word. */
    static String groupOf(Board seen, String node) {
        return seen.get(PREFIX + "nodes/" + node + "/status")
                .flatMap(NothingBegins::json)
                .map(status -> status.path("group").asText())
                .orElse("");
    }

    private void ends(String node, int code, String why, Board board, List<String> violations) {
        Going its = begun.remove(node);
        if (its == null) {
            return;
        }
        if (code == HELD && why.contains("paused")) {
            violations.add(node + " has begun, and is held: " + why);
        }
        if (code == STOPPED && !isStopped(node, its, board)) {
            violations.add(node + " has begun, and ends with a stop that nobody set: " + why);
        }
    }

    /** A leader that is none any more shows a flag for some minutes after it was cleared. */
    private boolean isStopped(String node, Going its, Board board) {
        return !board.stops(its.group, node).isEmpty()
                || keys(its.group, node, "stop").stream()
                        .anyMatch(key -> stops.containsKey(key)
                                && board.now().minus(stops.get(key)).compareTo(LAG) < 0);
    }

    /** Where it is the node's clock that decides nothing is said. */
    private static boolean isPaused(Board seen, String group, String node) {
        return keys(group, node, "pause").stream()
                .flatMap(key -> seen.get(key).stream())
                .anyMatch(entry -> {
                    Optional<String> until =
                            json(entry).map(json -> json.path("until").asText(""));
                    return until.filter(end -> !end.isEmpty() && end.compareTo(FAR_AHEAD) < 0)
                            .isEmpty();
                });
    }

    /** By plain names and groups: no others are written here but those that stand for nobody. */
    static boolean isLeftAlone(Board seen, String group, String node) {
        List<String> allow = list(seen, group, node, "allow");
        return isIn(list(seen, group, node, "deny"), group, node)
                || (!allow.isEmpty()
                        && !isIn(allow, group, node)
                        && !isIn(list(seen, group, node, "canaries"), group, node));
    }

    private static boolean isIn(List<String> list, String group, String node) {
        return list.contains(node) || list.contains("@" + group);
    }

    private static List<String> list(Board seen, String group, String node, String field) {
        List<String> names = new ArrayList<>();
        for (String key : keys(group, node, "config")) {
            JsonNode said = seen.get(key)
                    .flatMap(NothingBegins::json)
                    .map(json -> json.path(field))
                    .orElse(Json.object().path(field));
            if (!said.isMissingNode()) {
                names.clear();
                said.forEach(name -> names.add(name.asText()));
            }
        }
        return names;
    }

    private static List<String> keys(String group, String node, String name) {
        return List.of(PREFIX + name, PREFIX + "groups/" + group + "/" + name, PREFIX + "nodes/" + node + "/" + name);
    }

    private static Optional<JsonNode> json(Entry entry) {
        try {
            return Optional.of(Json.parse(entry.value())).filter(JsonNode::isObject);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
