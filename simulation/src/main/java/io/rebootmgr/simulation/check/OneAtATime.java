package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * S8: a node is never disturbed by two at once. At no moment do a claim and a lease of it stand together (but where the
 * claim is the first word ever of its node: who may write leases alone can make nothing else of it a condition, and
 * takes the lease back when it looks again), no task begins and no reboot command is given under a lease (a run that
 * has stood still may begin one of its drain, or of its undoing, before it looks again), and whoever works under one
 * has stopped soon after the node is claimed. L4: a lease whose holder is gone is free in the end, and one that is to
 * be released is never freed by itself.
 */
final class OneAtATime implements Invariant {
    private static final String NODES = "service/rebootmgr/nodes/";
    private static final String LEASE = "/lease";
    /** What whoever keeps a lease may take to see that it is gone, beyond its TTL. */
    private static final Duration TO_SEE = Duration.ofSeconds(30);
    /** What may pass between a look and the task that it allows. */
    private static final Duration TO_BEGIN = Duration.ofSeconds(12);

    private final Map<String, Duration> claimedSince = new HashMap<>();
    private final Map<String, Duration> leasedSince = new HashMap<>();
    /** Those whose run has stood still, and not looked since. */
    private final Set<String> still = new HashSet<>();

    private final Set<String> told = new HashSet<>();
    /** By claim, the session under which its own node made it. */
    private final Map<String, String> sessions = new HashMap<>();
    /** Claims that came with the first status of their node. */
    private final Map<String, Long> firstWords = new HashMap<>();

    @Override
    public String name() {
        return "S8";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    change.added().stream().filter(change::isBy).forEach(claim -> {
                        sessions.put(claim.key(), claim.session());
                        board.get(NODES + claim.node() + "/status")
                                .filter(status -> status.createIndex() == applied.index())
                                .ifPresent(status -> firstWords.put(claim.key(), applied.index()));
                    });
                }
                together(board, violations);
                for (Change change : applied.changes()) {
                    freed(change, applied.author(), violations);
                    if (isLease(change.key())) {
                        leased(
                                change.key()
                                        .substring(NODES.length(), change.key().length() - LEASE.length()),
                                board);
                    }
                }
            }
            case Happening.StoodStill(String node) -> still.add(node);
            case Happening.Read read -> still.remove(read.node());
            case Happening.TaskStarted(String node, var claim, Stage stage, String task) -> {
                if (isLeased(board, node) && (stage == Stage.POST_BOOT || knows(node, board))) {
                    violations.add(node + " starts " + stage.label() + " " + task + " under a lease");
                }
            }
            case Happening.RebootCommanded(String node, var boot, var issued) -> {
                if (isLeased(board, node)) {
                    violations.add(node + " reboots under a lease");
                }
            }
            case Happening.Disturbed(String node, String lease, Duration ttl) -> {
                Duration since = claimedSince.get(node);
                if (since != null && board.now().minus(since).compareTo(ttl.plus(TO_SEE)) > 0) {
                    violations.add(lease + " goes on on " + node + ", which has been claimed since " + since);
                }
            }
            default -> {}
        }
        return violations;
    }

    private void leased(String node, Board board) {
        if (isLeased(board, node)) {
            leasedSince.putIfAbsent(node, board.now());
        } else {
            leasedSince.remove(node);
        }
    }

    /** Whether a run of this node had the time to see its lease, or to see that it cannot tell. */
    private boolean knows(String node, Board board) {
        Duration since = leasedSince.getOrDefault(node, board.now());
        return !still.contains(node) && board.now().minus(since).compareTo(TO_BEGIN) > 0;
    }

    private void together(Board board, List<String> violations) {
        // A preparing claim whose lock is gone is none, and who may write leases alone leaves it where it is.
        Set<String> claimed = new HashSet<>();
        for (String group : board.groups()) {
            for (SeenClaim claim : board.counting(group)) {
                // One that is given another's session is none of its node's any more.
                boolean isOwn = !claim.isPreparing() || claim.session().equals(sessions.get(claim.key()));
                if (board.isGenuine(claim) && isOwn) {
                    claimed.add(claim.node());
                    claimedSince.putIfAbsent(claim.node(), board.now());
                    boolean unseen = claim.isPreparing()
                            && isAfter(board, claim.node(), firstWords.getOrDefault(claim.key(), Long.MAX_VALUE));
                    if (isLeased(board, claim.node()) && !unseen && told.add(claim.key())) {
                        violations.add(claim.node() + " is leased and has a claim: " + claim);
                    }
                }
            }
        }
        claimedSince.keySet().retainAll(claimed);
    }

    private static void freed(Change change, Author author, List<String> violations) {
        boolean byItself = author.role() == Author.Role.CONSUL || author.role() == Author.Role.AGENT;
        if (isLease(change.key())
                && byItself
                && change.before().filter(OneAtATime::isHeld).isPresent()) {
            violations.add("a held lease was freed: " + change.key());
        }
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        return board.names().stream()
                .filter(OneAtATime::isLease)
                .map(key -> "L4: left in the end: " + key)
                .toList();
    }

    private static boolean isLease(String key) {
        return key.startsWith(NODES) && key.endsWith(LEASE);
    }

    static boolean isLeased(Board board, String node) {
        Optional<Entry> lease = board.get(NODES + node + LEASE);
        return lease.isPresent() && (lease.get().session().isPresent() || isHeld(lease.get()));
    }

    private static boolean isAfter(Board board, String node, long index) {
        return board.get(NODES + node + LEASE)
                .filter(lease -> lease.modifyIndex() > index)
                .isPresent();
    }

    private static boolean isHeld(Entry lease) {
        try {
            JsonNode json = Json.parse(lease.value());
            return json.path("hold").asBoolean();
        } catch (MalformedJson e) {
            return true;
        }
    }
}
