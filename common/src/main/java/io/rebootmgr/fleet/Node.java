package io.rebootmgr.fleet;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.ChangeRequest;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A node as its keys show it.
 *
 * @param status its own last word; empty where it never said any, or none that can be read
 * @param policy the one that holds for it, where a layer of it is the node's own; else it is the group's
 * @param wanted the keys that ask for its reboot or another change; trigger files are seen by the node alone
 */
public record Node(String name, Optional<NodeStatus> status, Optional<Policy> policy, List<Wanted> wanted) {

    /**
     * A key that asks for a change of it, and what it says.
     *
     * @param change empty where it names none: then nothing begins on the node before that is put right
     */
    public record Wanted(String key, String reason, Optional<ChangeKind> change) {

        /** By what stands there; only one of the two names its kind. */
        static Wanted in(View.Entry entry) {
            if (!entry.key().endsWith("/change_required")) {
                return new Wanted(entry.key(), entry.text(), Optional.of(ChangeKind.REBOOT));
            }
            try {
                ChangeRequest request = ChangeRequest.parse(entry.value());
                return new Wanted(entry.key(), request.reason(), Optional.of(request.kind()));
            } catch (MalformedJson e) {
                return new Wanted(entry.key(), e.reason(), Optional.empty());
            }
        }
    }

    /** How much it is in need of somebody's eyes, the most first. */
    public enum Rank {
        FAILED,
        PARKED,
        UNDER_WAY,
        WANTS_REBOOT,
        UNKNOWN,
        IDLE
    }

    public Node {
        wanted = List.copyOf(wanted);
    }

    /** The group that it says it is in. */
    public Optional<String> group() {
        return status.map(NodeStatus::group);
    }

    /** Whether what the keys ask for is another change than a reboot. */
    boolean wantsLess() {
        return !wanted.isEmpty()
                && highest().filter(kind -> kind != ChangeKind.REBOOT).isPresent();
    }

    /** Whether what the keys ask for, and what its detectors said last, is a change in service and no more. */
    boolean wantsHotChange() {
        String needs = status.map(said -> said.needs().verdict()).orElse("");
        return (needs.isEmpty() || needs.equals(ChangeKind.HOT.label()))
                && highest().equals(Optional.of(ChangeKind.HOT));
    }

    /** What the keys ask for together; empty where none does, or one of them names no kind. */
    private Optional<ChangeKind> highest() {
        return wanted.stream().allMatch(one -> one.change().isPresent())
                ? wanted.stream().flatMap(one -> one.change().stream()).max(Comparator.naturalOrder())
                : Optional.empty();
    }

    public Rank rank() {
        if (status.isEmpty()) {
            return wanted.isEmpty() ? Rank.UNKNOWN : Rank.WANTS_REBOOT;
        }
        State state = status.get().state();
        return switch (state) {
            case FAILED -> Rank.FAILED;
            case PARKED -> Rank.PARKED;
            case PREPARING, CHANGING, REBOOTING, RETURNING, UNKNOWN -> Rank.UNDER_WAY;
            case HELD -> Rank.WANTS_REBOOT;
            case IDLE -> wanted.isEmpty() ? Rank.IDLE : Rank.WANTS_REBOOT;
        };
    }
}
