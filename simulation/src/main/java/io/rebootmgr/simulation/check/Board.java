package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The keys as those who watch know them, from nothing but the changes that they were told. */
public final class Board {
    private static final String PREFIX = "service/rebootmgr/";
    private static final String GROUPS = PREFIX + "groups/";
    private static final String SLOTS = "/slots";
    private static final String HOT = "/hot";
    private static final String OUT = "/out/";

    private final NavigableMap<String, Entry> keys = new TreeMap<>();
    /** What stands below the places of nodes in rollouts, by node: read once, for in a large fleet many look often. */
    private final SortedMap<String, JsonNode> places = new TreeMap<>();

    private Duration now = Duration.ZERO;

    /** Claims that their own nodes have committed. */
    private final Set<String> committed = new HashSet<>();

    /** Claims that their own nodes have made. */
    private final Set<String> genuine = new HashSet<>();

    /** Those that their own nodes, or an operator, have just removed: what has their id and name later is a copy. */
    private final Set<String> ended = new HashSet<>();

    private List<SlotsChange> slotsChanges = List.of();

    /** What the latest changes made of the claims: worked out once, for all who judge them. */
    List<SlotsChange> slotsChanges() {
        return slotsChanges;
    }

    void changed(List<SlotsChange> claims) {
        slotsChanges = claims;
        for (SlotsChange change : claims) {
            change.removed().stream()
                    .filter(claim -> change.isByOperator() || change.isBy(claim))
                    .forEach(claim -> ended.add(claim.key()));
        }
    }

    /** A node has one at a time: an earlier one is over, though it was not its own node that took it from the list. */
    void made(SeenClaim claim) {
        genuine.removeIf(key -> key.startsWith(claim.node() + "/"));
        genuine.add(claim.key());
    }

    /** Whether its own node has made it, and nobody in its name. */
    boolean isGenuine(SeenClaim claim) {
        return genuine.contains(claim.key());
    }

    /** Whether the node has committed this claim: a drain under it is one after a boot, and begins nothing. */
    boolean isCommitted(String node, String claim) {
        return committed.contains(SeenClaim.key(node, claim));
    }

    void at(Duration time) {
        now = time;
    }

    Duration now() {
        return now;
    }

    /**
     * Claims that are committed by this change, and were not before; one that somebody else had turned is only carried
     * along.
     */
    private static List<SeenClaim> turned(Change change) {
        List<SeenClaim> before = SeenClaim.in(change.before());
        return SeenClaim.in(change.after()).stream()
                .filter(SeenClaim::isCommitted)
                .filter(claim -> before.stream().noneMatch(old -> old.is(claim) && old.isCommitted()))
                .toList();
    }

    /** Changes were made: those of a node to its own claims are its word, anybody else's is not. */
    void apply(Author author, List<Change> changes) {
        genuine.removeAll(ended);
        ended.clear();
        if (author.role() == Author.Role.AGENT) {
            changes.stream()
                    .filter(change -> groupOfSlots(change.key()).isPresent())
                    .flatMap(change -> turned(change).stream())
                    .filter(claim -> claim.node().equals(author.node()))
                    .forEach(claim -> committed.add(claim.key()));
        }
        for (Change change : changes) {
            change.after().ifPresentOrElse(entry -> keys.put(change.key(), entry), () -> keys.remove(change.key()));
            if (change.key().startsWith(Rollout.PLACES)) {
                String node = change.key().substring(Rollout.PLACES.length());
                change.after()
                        .map(entry -> Rollout.parsed(entry.value()))
                        .ifPresentOrElse(place -> places.put(node, place), () -> places.remove(node));
            }
        }
    }

    /** The places of nodes in rollouts, by node, whatever is in them. */
    SortedMap<String, JsonNode> places() {
        return Collections.unmodifiableSortedMap(places);
    }

    /** What somebody was shown. */
    void put(View view) {
        view.under(PREFIX).forEach(entry -> {
            Entry shown = new Entry(entry.key(), entry.value(), entry.modifyIndex(), 0, entry.session());
            keys.put(entry.key(), shown);
        });
    }

    Optional<Entry> get(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** Every key. */
    List<String> names() {
        return List.copyOf(keys.keySet());
    }

    static Optional<String> groupOfSlots(String key) {
        return groupOf(key, SLOTS);
    }

    /** Of a list of those that are changed in service. */
    static Optional<String> groupOfHot(String key) {
        return groupOf(key, HOT);
    }

    private static Optional<String> groupOf(String key, String name) {
        boolean is = key.startsWith(GROUPS) && key.endsWith(name) && key.length() > GROUPS.length() + name.length();
        return is ? Optional.of(key.substring(GROUPS.length(), key.length() - name.length())) : Optional.empty();
    }

    List<String> groups() {
        return keys.tailMap(GROUPS, true).keySet().stream()
                .takeWhile(key -> key.startsWith(GROUPS))
                .flatMap(key -> groupOfClaims(key).stream())
                .distinct()
                .toList();
    }

    /** What the list says, and what every node of the group says of itself, which counts where the two differ. */
    List<SeenClaim> claims(String group) {
        List<SeenClaim> claims = new ArrayList<>();
        for (SeenClaim listed : SeenClaim.in(get(GROUPS + group + SLOTS))) {
            boolean turned = listed.isCommitted() && isGenuine(listed) && !committed.contains(listed.key());
            claims.add(turned ? listed.preparing() : listed);
        }
        String prefix = GROUPS + group + OUT;
        keys.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> SeenClaim.one(entry.getValue().value()))
                .forEach(own -> {
                    int listed = 0;
                    while (listed < claims.size() && !claims.get(listed).is(own)) {
                        listed++;
                    }
                    if (listed == claims.size()) {
                        claims.add(own);
                    } else {
                        claims.set(listed, own);
                    }
                });
        byLocks(group, claims);
        return claims;
    }

    /** What a node that prepares says by its lock: which claim it has, under which session, and of which domain. */
    private void byLocks(String group, List<SeenClaim> claims) {
        String prefix = lock(group, "");
        keys.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .forEach(entry -> SeenClaim.locked(entry.getKey().substring(prefix.length()), entry.getValue())
                        .ifPresent(own -> {
                            int listed = 0;
                            while (listed < claims.size() && !claims.get(listed).is(own)) {
                                listed++;
                            }
                            if (listed == claims.size()) {
                                claims.add(place(group, claims, entry.getValue()), own);
                            } else {
                                claims.set(listed, claims.get(listed).as(own));
                            }
                        }));
    }

    /** A claim that the list has lost goes before those that prepare and whose locks were written later. */
    private int place(String group, List<SeenClaim> claims, Entry lock) {
        int at = 0;
        while (at < claims.size()) {
            SeenClaim listed = claims.get(at);
            Entry its = keys.get(lock(group, listed.node()));
            if (!listed.isCommitted() && its != null && its.modifyIndex() > lock.modifyIndex()) {
                break;
            }
            at++;
        }
        return at;
    }

    /** The claims of a group as they were before these changes. */
    List<SeenClaim> claimsBefore(String group, List<Change> changes) {
        Board before = new Board();
        before.committed.addAll(committed);
        before.genuine.addAll(genuine);
        keys.tailMap(GROUPS + group + "/", true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(GROUPS + group + "/"))
                .forEach(entry -> before.keys.put(entry.getKey(), entry.getValue()));
        changes.forEach(change -> change.before()
                .ifPresentOrElse(
                        entry -> before.keys.put(change.key(), entry), () -> before.keys.remove(change.key())));
        return before.claims(group);
    }

    /** The group whose claims a key tells of. */
    static Optional<String> groupOfClaims(String key) {
        int out = key.indexOf(OUT);
        return key.startsWith(GROUPS) && out > GROUPS.length()
                ? Optional.of(key.substring(GROUPS.length(), out))
                : groupOfSlots(key);
    }

    /** Every claim of a node, in whatever group, that nobody else made in its name. */
    List<SeenClaim> claimsOf(String node) {
        return groups().stream()
                .flatMap(group -> claims(group).stream())
                .filter(claim -> claim.node().equals(node) && isGenuine(claim))
                .toList();
    }

    /** Whether a claim of this node counts as committed, by a list or by the word of its node. */
    boolean isListedAsCommitted(String node, String id) {
        return groups().stream()
                .flatMap(group ->
                        Stream.concat(SeenClaim.in(get(GROUPS + group + SLOTS)).stream(), claims(group).stream()))
                .anyMatch(claim -> claim.key().equals(SeenClaim.key(node, id)) && !claim.isPreparing());
    }

    /** Those that take a slot: a preparing one only while its session holds its lock. */
    List<SeenClaim> counting(String group) {
        return claims(group).stream()
                .filter(claim -> !claim.isPreparing() || isLocked(group, claim))
                .toList();
    }

    boolean isLocked(String group, SeenClaim claim) {
        return get(lock(group, claim.node()))
                .flatMap(Entry::session)
                .filter(claim.session()::equals)
                .isPresent();
    }

    static String lock(String group, String node) {
        return GROUPS + group + "/preparing/" + node;
    }

    /** Where a node says how it stands. */
    static String status(String node) {
        return PREFIX + "nodes/" + node + "/status";
    }

    /** Whether a node's last word of itself is this. */
    boolean says(String node, String state) {
        return get(status(node))
                .filter(entry -> json(entry).path("state").asText().equals(state))
                .isPresent();
    }

    /** The claim whose drain stands by the last word of its node. */
    Optional<String> standingDrain(String node) {
        return get(status(node))
                .map(entry -> json(entry).path("drained").asText())
                .filter(claim -> !claim.isEmpty());
    }

    /** The keys that ask for a reboot of a node. */
    static List<String> triggers(String node) {
        return List.of(PREFIX + "nodes/" + node + "/reboot_required", PREFIX + node + "/reboot_required");
    }

    /** The key that asks for a change of a node that may be lower than a reboot. */
    static String changeRequired(String node) {
        return PREFIX + "nodes/" + node + "/change_required";
    }

    /** The node that a trigger key is for. */
    static Optional<String> nodeOfTrigger(String key) {
        if (!key.endsWith("/reboot_required")) {
            return Optional.empty();
        }
        String[] parts = key.split("/", -1);
        String node = parts[parts.length - 2];
        return triggers(node).contains(key) ? Optional.of(node) : Optional.empty();
    }

    /** The limit that holds for a node: the nearest policy that names one says it. */
    int limit(String group, String node) {
        return number("limit", 1, group, node, key -> true);
    }

    /**
     * The same for whoever was shown {@code seen}: it cannot know of layers that were not there yet, and must of all
     * others.
     */
    int limit(String group, String node, Board seen) {
        return number("limit", 1, group, node, seen);
    }

    /** The same of another number in the policy. */
    int number(String field, int otherwise, String group, String node, Board seen) {
        return Math.max(
                number(field, otherwise, group, node, key -> true),
                number(field, otherwise, group, node, key -> seen.get(key).isPresent()));
    }

    private int number(String field, int otherwise, String group, String node, Predicate<String> known) {
        int limit = otherwise;
        for (String key :
                List.of(PREFIX + "config", GROUPS + group + "/config", PREFIX + "nodes/" + node + "/config")) {
            Optional<Entry> entry = get(key).filter(layer -> known.test(key));
            if (entry.isPresent()) {
                limit = json(entry.get()).path(field).asInt(limit);
            }
        }
        return limit;
    }

    /** How long the group cools down, by the policy of this moment. */
    Duration cooldown(String group) {
        Duration cooldown = Duration.ZERO;
        for (String key : List.of(PREFIX + "config", GROUPS + group + "/config")) {
            Optional<JsonNode> said = get(key).map(layer -> json(layer).path("cooldown"));
            if (said.filter(JsonNode::isTextual).isPresent()) {
                // Seconds, as whoever writes policies here writes them.
                cooldown =
                        Duration.ofSeconds(Long.parseLong(said.get().textValue().replace("s", "")));
            }
        }
        return cooldown;
    }

    /** The stop flags that are set for a node. */
    List<String> stops(String group, String node) {
        List<String> set = new ArrayList<>();
        for (String key : List.of(PREFIX + "stop", GROUPS + group + "/stop", PREFIX + "nodes/" + node + "/stop")) {
            get(key).ifPresent(entry -> set.add(key));
        }
        return set;
    }

    private static JsonNode json(Entry entry) {
        try {
            return Json.parse(entry.value());
        } catch (MalformedJson e) {
            throw new IllegalStateException(entry.key(), e);
        }
    }
}
