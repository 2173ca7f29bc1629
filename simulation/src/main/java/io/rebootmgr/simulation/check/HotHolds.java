package io.rebootmgr.simulation.check;

import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S11, of changes in service: of no group are more nodes at one than may be, none of them is claimed for going out of
 * service or leased at the same time, and its tasks begin while its claim counts, or was lost a short while ago, and
 * after a look since its claim that shows neither a stop nor a policy that leaves it alone. L2: a request for one is
 * cleared by who has made it, all its tasks in order.
 */
final class HotHolds implements Invariant {
    /** How long a leader that is none any more may say that a lock is held. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private final int changes;
    private final Looks looks = new Looks();
    private final SortedMap<String, Making> byNode = new TreeMap<>();
    private final Set<String> told = new HashSet<>();

    /** A node's change in service. */
    private static final class Making {
        private final String group;
        private final SeenClaim claim;
        private Optional<Duration> lost = Optional.empty();
        private int succeeded;

        Making(String group, SeenClaim claim) {
            this.group = group;
            this.claim = claim;
        }
    }

    /** @param changes how many hot tasks a node has */
    HotHolds(int changes) {
        this.changes = changes;
    }

    @Override
    public String name() {
        return "S11";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        switch (what) {
            case Happening.Applied applied -> {
                for (Change change : applied.changes()) {
                    Board.groupOfHot(change.key())
                            .ifPresent(group -> changed(applied, group, change, board, violations));
                }
                look(board, violations);
            }
            case Happening.TaskStarted(String node, String claim, Stage stage, String task) -> {
                if (stage == Stage.HOT) {
                    starts(node, claim, task, board, violations);
                }
            }
            case Happening.TaskEnded ended -> {
                Making making = byNode.get(ended.node());
                if (ended.stage() == Stage.HOT && making != null && ended.code() == 0) {
                    making.succeeded = ended.task().charAt(0) - '0';
                }
            }
            default -> {}
        }
        return violations;
    }

    private void changed(Happening.Applied applied, String group, Change change, Board board, List<String> violations) {
        Author author = applied.author();
        if (author.role() != Author.Role.AGENT) {
            return;
        }
        String node = author.node();
        List<SeenClaim> before = SeenClaim.in(change.before());
        for (SeenClaim claim : SeenClaim.in(change.after())) {
            if (claim.node().equals(node) && before.stream().noneMatch(claim::is)) {
                added(author, group, claim, board, violations);
            }
        }
        Making making = byNode.get(node);
        if (making == null || board.get(Board.lock(group, node)).isPresent()) {
            return;
        }
        if (clears(applied, node) && making.succeeded < changes) {
            violations.add("L2: " + node + " says that it is changed after " + making.succeeded + " of " + changes
                    + " hot tasks: " + making.claim);
        }
        byNode.remove(node);
    }

    /** By the locks: what stands in the list is anybody's to write. */
    private void added(Author author, String group, SeenClaim claim, Board board, List<String> violations) {
        Board seen = looks.of(claim.node(), author.run()).orElse(board);
        looks.forget(claim.node());
        byNode.put(claim.node(), new Making(group, claim));
        int limit = board.number("hot_limit", 5, group, claim.node(), seen);
        long counting = byNode.values().stream()
                .filter(making -> making.group.equals(group) && board.isLocked(group, making.claim))
                .count();
        if (counting > limit) {
            violations.add(counting + " nodes of group " + group + " are at a hot change, of limit " + limit + ", with "
                    + claim);
        }
    }

    /** A request for a hot change that this node itself takes away. */
    private static boolean clears(Happening.Applied applied, String node) {
        return applied.author().role() == Author.Role.AGENT
                && applied.author().node().equals(node)
                && applied.changes().stream()
                        .filter(change -> change.key().endsWith("/nodes/" + node + "/change_required"))
                        .anyMatch(change -> change.after().isEmpty()
                                && change.before().filter(HotHolds::isHot).isPresent());
    }

    private static boolean isHot(Entry request) {
        try {
            return Json.parse(request.value()).path("kind").asText().equals("hot");
        } catch (MalformedJson e) {
            return false;
        }
    }

    private void look(Board board, List<String> violations) {
        byNode.forEach((node, making) -> {
            boolean counts = board.isLocked(making.group, making.claim);
            making.lost = counts ? Optional.empty() : making.lost.or(() -> Optional.of(board.now()));
            if (counts && OneAtATime.isLeased(board, node) && told.add(making.claim.key())) {
                violations.add(node + " is leased and at a hot change: " + making.claim);
            }
            boolean out = counts
                    && board.claimsOf(node).stream().anyMatch(claim -> claim.isCommitted() && board.isGenuine(claim));
            if (out && told.add(making.claim.key())) {
                violations.add(node + " is out of service and at a hot change: " + making.claim);
            }
        });
    }

    private void starts(String node, String claim, String task, Board board, List<String> violations) {
        Making making = byNode.get(node);
        if (making == null || !making.claim.id().equals(claim)) {
            // Somebody removed it a moment ago; that it was there is for whoever made it to see.
            return;
        }
        if (making.lost
                .filter(since -> board.now().minus(since).compareTo(LAG) > 0)
                .isPresent()) {
            violations.add(node + " starts " + task + " of a hot change whose claim it lost at "
                    + making.lost.get().toSeconds() + " s");
        }
        Optional<Board> seen = looks.of(node);
        if (seen.isEmpty()) {
            violations.add(node + " starts " + task + " and has not looked since its claim");
            return;
        }
        List<String> stops = seen.get().stops(making.group, node);
        if (!stops.isEmpty()) {
            violations.add(node + " starts " + task + " although stopped by " + stops);
        }
        if (NothingBegins.isLeftAlone(seen.get(), making.group, node)) {
            violations.add(node + " starts " + task + " though the policy leaves it alone");
        }
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        return board.names().stream()
                .filter(key -> Board.groupOfHot(key).isPresent())
                .filter(key -> !SeenClaim.in(board.get(key)).isEmpty())
                .map(key -> "S7: hot claims are left: "
                        + board.get(key).orElseThrow().shown().text())
                .toList();
    }
}
