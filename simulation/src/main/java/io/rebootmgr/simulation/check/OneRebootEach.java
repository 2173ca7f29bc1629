package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * L1: every node that needs a reboot gets exactly one. A boot counts when the claim was committed, whatever turned the
 * node off then. It is for what the run saw at the last look before its commit; what was asked for after that look
 * needs another one. A request that was taken back, or a file that went with its tmpfs, may be obeyed or not. Where the
 * state directory, or the file of the claim, was lost nothing tells any more what that look saw: a key that came before
 * the commit itself, or a file from before the boot, is done with then.
 *
 * <p>Two things excuse a second reboot, for nothing anywhere tells then that there was a first, or what it was for. An
 * operator released the claim of a node that cannot know that it was committed: it lost its state directory, died
 * before it heard of its commit, or had given it up because its reboot command failed. Or a node lost its state
 * directory, and its last word in Consul is not that of the commit any more, or it lost that or the file of its claim,
 * and its trigger is a file on a disk, whose age is a matter of clocks that may have jumped.
 */
final class OneRebootEach implements Invariant {
    private static final int REBOOT = 102;

    private final SortedMap<String, Node> byNode = new TreeMap<>();

    /** Requests by key, as the index of the last, and by file, as the number of the last; 0 for none. */
    private record Asked(long key, long file) {
        static final Asked NOTHING = new Asked(0, 0);

        boolean isMoreThan(Asked other) {
            return key > other.key || file > other.file;
        }

        Asked and(Asked other) {
            return new Asked(Math.max(key, other.key), Math.max(file, other.file));
        }
    }

    private static final class Node {
        long files;
        Asked wanted = Asked.NOTHING;
        Asked read = Asked.NOTHING;
        Asked judged = Asked.NOTHING;
        Asked committed = Asked.NOTHING;
        Asked coming = Asked.NOTHING;
        Asked satisfied = Asked.NOTHING;
        /** As satisfied, by a reboot that was tried again: what came between is done with it, or gets another one. */
        Asked covered = Asked.NOTHING;

        /**
         * Its own file says that it is rebooting: it went on after the commit, and did not give up at the reboot
         * command.
         */
        boolean knows;

        boolean released;
        boolean excused;

        /** It has lost the file of the claim that it has committed, and that still stands. */
        boolean forgot;

        /** A detector or a rollout says that it needs one: then nobody else has to ask, see {@link DetectorsHold}. */
        boolean detected;

        /** The claim that it committed itself and has not given up or given back itself; empty without one. */
        String own = "";

        /** The index of its last commit. */
        long commit;

        /** That of the commit with which it went down, 0 if there was none, until it is up again. */
        long leftWith;

        /** The boot that it has left, until that is counted or it is up again. */
        String left = "";
    }

    @Override
    public String name() {
        return "L1";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.FileTrigger(String name) -> {
                Node node = of(name);
                node.wanted = new Asked(node.wanted.key, ++node.files);
            }
            case Happening.DetectorSaid(String name, String detector, int code) -> of(name).detected |= code == REBOOT;
            case Happening.FileTriggerGone(String name) -> of(name).wanted = new Asked(of(name).wanted.key, 0);
            case Happening.Read(String name, long run, View view) ->
                of(name).read = new Asked(key(name, view), of(name).wanted.file);
            case Happening.Services(String name, long run, var services) -> of(name).judged = of(name).read;
            case Happening.WentDown(String name, String bootId, boolean byCommand) -> {
                of(name).left = bootId;
                count(name, board, violations);
            }
            case Happening.Booted(String name, String bootId, boolean stateLost) -> {
                // Its commit may have arrived when it was off already.
                count(name, board, violations);
                of(name).left = "";
                if (stateLost && of(name).leftWith > 0) {
                    of(name).covered = of(name).covered.and(new Asked(of(name).leftWith, of(name).wanted.file));
                }
                of(name).leftWith = 0;
                of(name).excused |=
                        isExcused(of(name), stateLost, board.says(name, "rebooting") || board.says(name, "changing"));
                // A release that comes later finds a node that knows nothing any more, however often it boots until
                // then.
                of(name).knows &= !stateLost;
            }
            case Happening.LostClaimFile(String name) ->
                of(name).forgot |= !of(name).own.isEmpty();
            case Happening.RebootCommanded(String name, String bootId, boolean issued) -> of(name).knows = issued;
            case Happening.Applied applied -> applied(applied, board);
            default -> {}
        }
        return violations;
    }

    private static boolean isExcused(Node node, boolean stateLost, boolean tellsOfTheCommit) {
        return (node.released && (stateLost || !node.knows))
                || (stateLost && (node.wanted.file > 0 || !tellsOfTheCommit));
    }

    private Node of(String name) {
        return byNode.computeIfAbsent(name, unknown -> new Node());
    }

    private static long key(String node, View view) {
        return Board.triggers(node).stream().mapToLong(view::index).max().orElse(0);
    }

    /** Whether it may is told by {@link WavesInOrder}. */
    private static boolean isBegunForARollout(Change change, Board board) {
        if (!change.key().startsWith(Rollout.PLACES) || change.after().isEmpty()) {
            return false;
        }
        JsonNode place = Rollout.parsed(change.after().get().value());
        Rollout rollout =
                Rollout.in(board.get(Rollout.KEY)).get(place.path("id").asText());
        String kind = rollout == null ? "" : rollout.json().path("change").asText();
        return place.path("state").asText().equals("running") && (kind.equals("reboot") || kind.equals("detect"));
    }

    private void applied(Happening.Applied applied, Board board) {
        for (Change change : applied.changes()) {
            if (applied.author().role() == Author.Role.AGENT && isBegunForARollout(change, board)) {
                of(applied.author().node()).detected = true;
            }
            Board.nodeOfTrigger(change.key()).ifPresent(name -> {
                Node node = of(name);
                if (change.after().isPresent()) {
                    node.wanted = new Asked(change.after().get().modifyIndex(), node.wanted.file);
                } else if (applied.author().role() == Author.Role.OPERATOR) {
                    node.wanted = new Asked(0, node.wanted.file);
                }
            });
        }
        for (SlotsChange change : board.slotsChanges()) {
            for (SeenClaim claim : change.committed()) {
                // The second try of a reboot is for what the first was for.
                if (change.was(claim).filter(SeenClaim::isGoing).isEmpty()) {
                    of(claim.node()).committed = of(claim.node()).judged;
                    of(claim.node()).knows = false;
                }
                if (change.isBy(claim)) {
                    of(claim.node()).own = claim.id();
                }
                of(claim.node()).coming = of(claim.node()).judged;
                of(claim.node()).commit = applied.index();
            }
            for (SeenClaim claim : change.removed()) {
                if (change.isBy(claim) && of(claim.node()).own.equals(claim.id())) {
                    of(claim.node()).own = "";
                    of(claim.node()).forgot = false;
                }
            }
            if (change.isByOperator()) {
                change.removed().forEach(claim -> of(claim.node()).released = true);
            }
        }
    }

    /**
     * It is off, or has been: that is its reboot if its claim is committed for the boot that it left. One that it had
     * given up is not, whoever puts it back into the list.
     */
    private void count(String name, Board board, List<String> violations) {
        String left = of(name).left;
        if (board.claimsOf(name).stream()
                .anyMatch(claim -> claim.isRebooting()
                        && claim.bootId().equals(left)
                        && claim.id().equals(of(name).own))) {
            of(name).left = "";
            rebooted(name, violations);
        }
    }

    private void rebooted(String name, List<String> violations) {
        Node node = of(name);
        if (!node.committed.isMoreThan(node.satisfied) && !node.excused && !node.detected) {
            violations.add(name + " reboots again though nobody asked again");
        }
        node.satisfied = node.satisfied.and(node.committed);
        node.covered = node.covered.and(node.coming);
        node.leftWith = node.commit;
        if (node.forgot) {
            node.covered = node.covered.and(new Asked(node.commit, node.wanted.file));
        }
        node.excused = node.forgot && node.wanted.file > 0;
        node.forgot = false;
        node.detected = false;
        node.released = false;
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        List<String> violations = new ArrayList<>();
        byNode.forEach((name, node) -> {
            if (node.wanted.isMoreThan(node.covered)) {
                violations.add(name + " was asked for a reboot and did not get it");
            }
        });
        return violations;
    }
}
