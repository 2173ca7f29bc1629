package io.rebootmgr.fleet;

import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where every node of a fleet stands. Counted here and nowhere else, so that what is said of the fleet in one line
 * agrees with the next.
 *
 * @param counted nodes with a status, a key that asks for their reboot or a slot; who needs somebody's eyes first
 */
public record Census(List<Counted> counted) {
    private static final String RELEASED = "released by ";

    /**
     * A node.
     *
     * @param held the slot that it holds
     * @param overdue by how much, where it holds the slot for longer than a reboot takes
     */
    public record Counted(Node node, Stand stand, Optional<ClaimInGroup> held, Optional<Duration> overdue) {

        /** The group that it says it is in, or holds a slot of. */
        public Optional<String> group() {
            return node.group().or(() -> held.map(ClaimInGroup::group));
        }

        /** Whether it keeps a slot and nobody knows since when, so that nobody can say how late it is either. */
        public boolean beganSometime() {
            return held.map(ClaimInGroup::claim).filter(Claim::beganSometime).isPresent();
        }
    }

    public Census {
        counted = List.copyOf(counted);
    }

    /**
     * Counts.
     *
     * @param paces how long reboots of a group take; one without is as if none was known
     */
    public static Census of(Fleet fleet, Map<String, Pace> paces, Instant now) {
        Map<String, Group> groups = new HashMap<>();
        Map<String, Counted> holders = new HashMap<>();
        Map<String, Node> nodes = new HashMap<>();
        fleet.nodes().forEach(node -> nodes.put(node.name(), node));
        for (Group group : fleet.groups()) {
            groups.put(group.name(), group);
            Policy policy = group.policy().orElse(Policy.DEFAULTS);
            Pace pace = paces.getOrDefault(group.name(), Pace.of(List.of(), policy, Set.of()));
            for (ClaimInGroup held : group.holders()) {
                if (held.counts()) {
                    String name = held.claim().node();
                    Node node = named(name, nodes);
                    Optional<Duration> overdue = Overdue.by(held.claim(), pace, policy, now);
                    holders.put(name, new Counted(node, stand(node, held, overdue), Optional.of(held), overdue));
                }
            }
        }
        fleet.groups().stream()
                .flatMap(group -> group.hot().stream())
                .filter(ClaimInGroup::counts)
                .forEach(held -> holders.computeIfAbsent(held.claim().node(), name -> changing(name, nodes, held)));
        List<Counted> all = new ArrayList<>(holders.values());
        for (Node node : fleet.nodes()) {
            if (!holders.containsKey(node.name())) {
                int most = node.policy()
                        .or(() -> node.group().map(groups::get).flatMap(Group::policy))
                        .orElse(Policy.DEFAULTS)
                        .maxFailures();
                all.add(new Counted(node, stand(node, most), Optional.empty(), Optional.empty()));
            }
        }
        all.sort(Comparator.comparing(Counted::stand)
                .thenComparing(one -> one.node().name()));
        return new Census(all);
    }

    private static Node named(String name, Map<String, Node> nodes) {
        return nodes.getOrDefault(name, new Node(name, Optional.empty(), Optional.empty(), List.of()));
    }

    /** Of a node that holds a hot slot: how long that takes is nobody's guess, and it serves meanwhile. */
    private static Counted changing(String name, Map<String, Node> nodes, ClaimInGroup held) {
        return new Counted(named(name, nodes), Stand.CHANGING_IN_SERVICE, Optional.of(held), Optional.empty());
    }

    /** Of a node that holds a slot. */
    private static Stand stand(Node node, ClaimInGroup held, Optional<Duration> overdue) {
        // Whatever has failed before: it keeps its slot for that, and until that is undone.
        if (held.claim().state() == ClaimState.DRAINED) {
            return Stand.DRAINED;
        }
        if (hasFailed(node) || hasFailedInItsClaim(node, held)) {
            return Stand.FAILED;
        }
        if (overdue.isPresent()) {
            return Stand.OVERDUE;
        }
        return switch (held.claim().state()) {
            case PREPARING -> Stand.PREPARING;
            case DRAINED -> Stand.DRAINED;
            case CHANGING -> Stand.CHANGING;
            case REBOOTING -> Stand.REBOOTING;
            case RETURNING -> Stand.RETURNING;
            case UNKNOWN -> Stand.UNKNOWN_CLAIM;
        };
    }

    /** Whether a node that holds a slot has failed: it keeps it until somebody has mended what is wrong there. */
    static boolean hasFailed(Node node) {
        return node.status()
                .filter(status -> status.state() == State.FAILED || (isOut(status) && status.failures() > 0))
                .isPresent();
    }

    /**
     * Whether a task has failed before a reboot that is tried again. What was said before the commit was of an earlier
     * try.
     */
    private static boolean hasFailedInItsClaim(Node node, ClaimInGroup held) {
        return node.status()
                .filter(status -> status.state() == State.REBOOTING)
                .flatMap(NodeStatus::last)
                .filter(last -> last.code() == ExitCode.TASK_FAILED.number()
                        && last.at().isAfter(held.claim().since()))
                .isPresent();
    }

    private static boolean isOut(NodeStatus status) {
        return status.state() == State.CHANGING || status.state() == State.RETURNING;
    }

    /** Of one that holds none. */
    private static Stand stand(Node node, int mostFailures) {
        boolean wanted = !node.wanted().isEmpty();
        Stand wants = node.wantsLess() ? Stand.WANTS_CHANGE : Stand.WANTS_REBOOT;
        if (node.status().isEmpty()) {
            return wanted ? wants : Stand.UNKNOWN;
        }
        NodeStatus status = node.status().get();
        if (status.drained().isPresent()) {
            return Stand.DRAINED;
        }
        if (isReleased(status)) {
            return Stand.RELEASED;
        }
        if (status.failures() >= mostFailures && status.state() != State.PARKED) {
            return Stand.FAILED;
        }
        return switch (status.state()) {
            case FAILED -> waitsForALease(status) ? Stand.HELD : Stand.FAILED;
            case PARKED -> Stand.PARKED;
            case PREPARING -> Stand.UNFINISHED;
            case CHANGING, REBOOTING -> Stand.RELEASED;
            case RETURNING -> Stand.RETURNING;
            case HELD -> isForASlot(status) ? Stand.WAITING : Stand.HELD;
            case UNKNOWN -> Stand.UNKNOWN;
            case IDLE -> wanted ? wants : Stand.IDLE;
        };
    }

    /** Whether it has come back after its claim was released, and goes on when its lease has ended. */
    private static boolean waitsForALease(NodeStatus status) {
        return status.failures() == 0
                && status.last()
                        .filter(last -> last.code() == ExitCode.LEASED.number())
                        .isPresent();
    }

    private static boolean isForASlot(NodeStatus status) {
        return status.last()
                .filter(last -> last.code() == ExitCode.NO_SLOT.number())
                .isPresent();
    }

    /** Whether an operator released the claim under which the node went down; nobody waits for it any more. */
    public static boolean isReleased(NodeStatus status) {
        Optional<Last> last = status.last()
                .filter(one -> one.code() == ExitCode.CLAIM_LOST.number()
                        && one.reason().startsWith(RELEASED));
        return switch (status.state()) {
            case FAILED, CHANGING, REBOOTING -> last.isPresent();
            case IDLE, HELD, PREPARING, RETURNING, PARKED, UNKNOWN -> false;
        };
    }

    /** This node alone; whoever else holds a slot of its group is left out. */
    Census only(String node) {
        return new Census(
                counted.stream().filter(one -> one.node().name().equals(node)).toList());
    }

    /** How many stand so. */
    public int count(Stand stand) {
        return (int) counted.stream().filter(one -> one.stand() == stand).count();
    }

    int count(Stand.Share share) {
        return (int)
                counted.stream().filter(one -> one.stand().share() == share).count();
    }

    /** Those that stand so, by name. */
    public List<Counted> all(Stand stand) {
        return counted.stream().filter(one -> one.stand() == stand).toList();
    }

    /** Those that hold a slot of this group. */
    List<Counted> holders(String group) {
        return counted.stream()
                .filter(one ->
                        one.held().filter(held -> held.group().equals(group)).isPresent())
                .toList();
    }
}
