package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.json.Json;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S9: no node of a wave begins before all earlier waves are closed and soaked, and nothing automatic begins ahead of
 * the node's wave, which stays the same. A wave closes when none of its nodes is to go any more. How long it has soaked
 * is told by the watchers' own clock, as long as no node's clock was turned.
 */
final class WavesInOrder implements Invariant {
    /** A node may be new in the last wave after somebody has counted. */
    private static final Duration NEW = Duration.ofMinutes(30);

    private static final String NODES = "service/rebootmgr/nodes/";
    private static final Duration LONG = Duration.ofMinutes(5);

    /**
     * A run that has read its keys may claim for so long as if nothing were rolled out; it looks again before it
     * drains.
     */
    private static final Duration UNSEEN = Duration.ofSeconds(10);

    private static final String STATUS = "/status";

    private final SortedMap<String, Duration> soaking = new TreeMap<>();
    private final SortedMap<String, Duration> placed = new TreeMap<>();
    /** By node, when its status last said another boot. */
    private final SortedMap<String, Duration> booted = new TreeMap<>();

    /** By node, since when a service of it that has a say in a return fails. */
    private final SortedMap<String, Duration> failing = new TreeMap<>();

    private boolean clocksDiffer;

    @Override
    public String name() {
        return "S9";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.ClockTurned turned -> clocksDiffer = true;
            case Happening.Checked(String node, LocalService service, String status) ->
                checked(node, service, status, board.now());
            case Happening.WentDown down -> failing.keySet().removeIf(key -> key.startsWith(down.node() + "/"));
            case Happening.Applied applied -> {
                for (Change change : applied.changes()) {
                    judge(change, applied.author(), board, violations);
                }
            }
            default -> {}
        }
        return violations;
    }

    private void judge(Change change, Author author, Board board, List<String> violations) {
        if (change.key().equals(Rollout.KEY)) {
            moved(change, author, board, violations);
        } else if (change.key().startsWith(Rollout.PLACES)) {
            change.after().ifPresent(after -> placed(change, author, board, violations));
        } else if (change.key().startsWith(NODES) && change.key().endsWith(STATUS)) {
            noteBoot(change, board);
        } else if (isNewLock(change) && isAgent(author)) {
            begins(change.key(), author.node(), board, violations);
        }
    }

    private void checked(String node, LocalService service, String status, Duration now) {
        String key = node + "/" + service.name();
        boolean hasASay = service.tags().contains("rebootmgr") || service.tags().contains("rebootmgr_postboot");
        if (status.equals("passing")) {
            failing.remove(key);
        } else if (hasASay) {
            failing.putIfAbsent(key, now);
        }
    }

    private static boolean isAgent(Author author) {
        return author.role() == Author.Role.AGENT;
    }

    private static boolean isNewLock(Change change) {
        return change.key().contains("/preparing/")
                && change.before().isEmpty()
                && change.after().isPresent();
    }

    private void moved(Change change, Author author, Board board, List<String> violations) {
        Map<String, Rollout> before = Rollout.in(change.before());
        Rollout.in(change.after()).forEach((id, now) -> {
            Optional<Rollout> old = Optional.ofNullable(before.get(id));
            String soaked = old.map(Rollout::soaking).orElse("");
            if (!now.soaking().isEmpty() && !now.soaking().equals(soaked)) {
                soaking.put(id, board.now());
                if (isAgent(author)) {
                    closed(now, board, violations);
                }
            }
            if (old.isPresent() && now.open() > old.get().open() && isAgent(author)) {
                opened(old.get(), now, board, violations);
            }
        });
    }

    private void closed(Rollout now, Board board, List<String> violations) {
        now.places(board).forEach((node, place) -> {
            boolean isNew = board.now()
                            .minus(placed.getOrDefault(now.id() + "/" + node, Duration.ZERO))
                            .compareTo(NEW)
                    < 0;
            boolean excused = isNew && now.waveOf(place) == now.waves() - 1;
            if (now.waveOf(place) <= now.open() && isToGo(place) && !excused) {
                violations.add("wave " + now.open() + " of " + now.id() + " is closed, and " + node + " is "
                        + place.path("state").asText());
            }
        });
    }

    private static boolean isToGo(JsonNode place) {
        String state = place.path("state").asText();
        return state.equals("waiting") || state.equals("running");
    }

    private void opened(Rollout old, Rollout now, Board board, List<String> violations) {
        if (old.soaking().isEmpty() || !old.isRunning()) {
            violations.add("wave " + now.open() + " of " + now.id() + " opens, and the one before is " + old.state()
                    + (old.soaking().isEmpty() ? " and not closed" : ""));
            return;
        }
        fallen(old, now, board, violations);
        Duration since = soaking.getOrDefault(now.id(), board.now());
        boolean soaked = board.now().minus(since).compareTo(old.soak(old.open())) >= 0;
        if (!soaked && !old.isSoakEnded() && !clocksDiffer) {
            violations.add("wave " + now.open() + " of " + now.id() + " opens "
                    + board.now().minus(since) + " after the one before was closed");
        }
    }

    private void noteBoot(Change change, Board board) {
        String before = change.before().map(WavesInOrder::boot).orElse("");
        String after = change.after().map(WavesInOrder::boot).orElse("");
        if (!before.equals(after)) {
            String key = change.key();
            booted.put(key.substring(NODES.length(), key.length() - STATUS.length()), board.now());
        }
    }

    private static String boot(Entry status) {
        return Rollout.parsed(status.value()).path("boot_id").asText();
    }

    /**
     * Nodes of the wave that was closed, long since on another boot than the one that they were done on, or with a
     * service that has long failed, and not counted as failed.
     */
    private void fallen(Rollout old, Rollout next, Board board, List<String> violations) {
        old.places(board).forEach((node, place) -> {
            String done = place.path("boot_id").asText();
            String now =
                    board.get(NODES + node + STATUS).map(WavesInOrder::boot).orElse("");
            boolean isOk = place.path("state").asText().equals("ok") && old.waveOf(place) == old.open();
            boolean isOld =
                    board.now().minus(booted.getOrDefault(node, Duration.ZERO)).compareTo(LONG) > 0;
            if (isOk && !done.isEmpty() && !now.equals(done) && isOld && !next.isFallen(node)) {
                violations.add("the wave behind " + old.open() + " of " + old.id() + " opens though " + node
                        + " has rebooted while it soaked");
            }
            boolean hasSoaked = !old.isSoakEnded() && old.soak(old.open()).isPositive();
            if (isOk && hasSoaked && isFailing(node, board.now()) && !next.isFallen(node)) {
                violations.add("the wave behind " + old.open() + " of " + old.id() + " opens though " + node
                        + " has long failed: " + failing);
            }
        });
    }

    private boolean isFailing(String node, Duration now) {
        return failing.entrySet().stream()
                .anyMatch(each -> each.getKey().startsWith(node + "/")
                        && now.minus(each.getValue()).compareTo(LONG) > 0);
    }

    private void placed(Change change, Author author, Board board, List<String> violations) {
        String node = change.key().substring(Rollout.PLACES.length());
        JsonNode now = Rollout.parsed(change.after().orElseThrow().value());
        String id = now.path("id").asText();
        JsonNode before = change.before()
                .map(entry -> Rollout.parsed(entry.value()))
                .filter(place -> place.path("id").asText().equals(id))
                .orElseGet(Json::object);
        if (before.isEmpty()) {
            placed.put(id + "/" + node, board.now());
        }
        boolean begins = now.path("state").asText().equals("running")
                && !before.path("state").asText().equals("running");
        if (isAgent(author)) {
            moved(id, node, before, now, board).ifPresent(violations::add);
        }
        if (!begins || !isAgent(author)) {
            return;
        }
        Optional<Rollout> rollout =
                Optional.ofNullable(Rollout.in(board.get(Rollout.KEY)).get(id));
        boolean mayBegin = rollout.isPresent()
                && rollout.get().isRunning()
                && rollout.get().waveOf(now) <= rollout.get().open();
        if (!mayBegin) {
            violations.add(node + " begins with " + id + ", which is "
                    + rollout.map(one -> one.state() + " at wave " + one.open()).orElse("over"));
        }
    }

    /**
     * Who has a wave keeps it, but by an operator's word, and who comes new into the group of a rollout that somebody
     * ordered is of the last one, whatever the percentages would make of as many nodes as there are now.
     */
    private static Optional<String> moved(String id, String node, JsonNode before, JsonNode now, Board board) {
        String wave = now.path("wave").asText();
        JsonNode waves = board.get(Rollout.ORDERS + id)
                .map(entry -> Rollout.parsed(entry.value()))
                .orElseGet(Json::object)
                .path("order")
                .path("waves");
        String should = before.isEmpty()
                ? waves.path(waves.size() - 1).path("name").asText(wave)
                : before.path("wave").asText();
        return wave.equals(should)
                ? Optional.empty()
                : Optional.of(node + " stands in wave " + wave + " of " + id + ", and its wave is " + should);
    }

    /** What the claim is for that a node has just made: a hot one stands in a list of its own. */
    private static String changeOf(String node, Board board) {
        return board.slotsChanges().stream()
                .flatMap(change -> change.added().stream())
                .filter(claim -> claim.node().equals(node))
                .map(SeenClaim::change)
                .findFirst()
                .orElse(Rollout.HOT);
    }

    /** A claim of whatever sort, in a group with a rollout under way. */
    private void begins(String lock, String node, Board board, List<String> violations) {
        String group = lock.substring("service/rebootmgr/groups/".length(), lock.indexOf("/preparing/"));
        Rollout.ofGroup(board, group).ifPresent(rollout -> {
            JsonNode place = rollout.place(board, node);
            boolean may = switch (place.path("state").asText()) {
                case "running" -> true;
                case "ok" -> rollout.waveOf(place) < rollout.open();
                case "skipped", "left_out" -> rollout.waveOf(place) <= rollout.open();
                // A higher change goes beside the rollout once the wave is open, and is no part of it.
                case "waiting" ->
                    rollout.isRunning()
                            && rollout.waveOf(place) <= rollout.open()
                            && rollout.isLessThan(changeOf(node, board));
                default -> false;
            };
            boolean isUnseen = board.now()
                            .minus(placed.getOrDefault(rollout.id() + "/" + node, Duration.ZERO))
                            .compareTo(UNSEEN)
                    < 0;
            if (!may && !isUnseen) {
                violations.add(node + " claims a slot of " + group + " ahead of its wave of " + rollout.id()
                        + ", in which it is " + place);
            }
        });
    }
}
