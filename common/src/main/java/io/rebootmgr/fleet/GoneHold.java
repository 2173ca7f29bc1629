package io.rebootmgr.fleet;

import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds that are known to be gone though their nodes still say them: nobody writes a status anew before its node's next
 * run. Known by the keys of one look at the fleet; of what other gates than these said only their node can tell.
 */
public final class GoneHold {
    private GoneHold() {}

    /** Whether what held this node by its last word stands no more. In doubt it does. */
    public static boolean isGone(Fleet fleet, Node node, Instant now) {
        Optional<Last> last = node.status()
                .filter(status -> status.state() == State.HELD)
                .flatMap(NodeStatus::last)
                .filter(said -> said.code() != ExitCode.DONE.number());
        if (last.isEmpty()) {
            return false;
        }
        if (last.get().code() == ExitCode.STOPPED.number()) {
            return fleet.stops().stream().noneMatch(stop -> reaches(stop.scope(), stop.name(), node));
        }
        return switch (last.get().gate().orElse("")) {
            case "pause" ->
                fleet.pauses().stream()
                        .filter(pause -> pause.holds(now))
                        .noneMatch(pause -> reaches(pause.scope(), pause.name(), node));
            case "lease" ->
                fleet.leases().stream().noneMatch(lease -> lease.node().equals(node.name()));
            // A node may also have disabled itself, in a key that is not looked at here.
            case "enabled" ->
                last.get().reason().contains("disabled by policy")
                        && policy(fleet, node).filter(Policy::enabled).isPresent();
            case "lists" ->
                policy(fleet, node)
                        .filter(policy -> policy.leavesAlone(
                                        node.name(), node.group().orElse(""))
                                .isEmpty())
                        .isPresent();
            case "window" -> policy(fleet, node).filter(GoneHold::isAlwaysOpen).isPresent();
            case "uptime" ->
                policy(fleet, node)
                        .filter(policy -> policy.minUptime().isZero())
                        .isPresent();
            default -> false;
        };
    }

    private static boolean reaches(StopFlag.Scope scope, String whose, Node node) {
        return switch (scope) {
            case FLEET -> true;
            case GROUP -> node.group().filter(whose::equals).isPresent();
            case NODE -> whose.equals(node.name());
        };
    }

    private static boolean isAlwaysOpen(Policy policy) {
        return policy.windows().isEmpty()
                && policy.freezes().isEmpty()
                && policy.holidays().isEmpty();
    }

    /** Empty where a layer of it cannot be read. */
    private static Optional<Policy> policy(Fleet fleet, Node node) {
        boolean doubtful = Stream.concat(
                        Stream.of("/nodes/" + node.name() + "/config"),
                        node.group().map(group -> "/groups/" + group + "/config").stream())
                .anyMatch(layer ->
                        fleet.unreadable().stream().anyMatch(one -> one.key().endsWith(layer)));
        return doubtful
                ? Optional.empty()
                : node.policy()
                        .or(() -> fleet.groups().stream()
                                .filter(group -> node.group()
                                        .filter(group.name()::equals)
                                        .isPresent())
                                .findFirst()
                                .flatMap(Group::policy));
    }
}
