package io.rebootmgr.fleet;

import io.rebootmgr.fleet.Plan.Order;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.WaitingLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node that wants to reboot and has no slot, by its place among them. */
record Candidate(int place, String node, Order order, Domain domain) {

    /** Whether there is any. */
    static boolean isAny(Fleet fleet, Group group) {
        Set<String> holders = holders(group);
        // Mostly the first in line is one, and a look at the whole fleet is not needed.
        return group.line().waiting().stream().anyMatch(waiting -> !holders.contains(waiting.node()))
                || !all(fleet, group).isEmpty();
    }

    private static Set<String> holders(Group group) {
        return group.holders().stream()
                .filter(ClaimInGroup::counts)
                .map(holder -> holder.claim().node())
                .collect(Collectors.toSet());
    }

    /** Those in line in the order of the line, then whoever else wants a slot, without those that have one. */
    static List<Candidate> all(Fleet fleet, Group group) {
        Set<String> holders = holders(group);
        List<Candidate> all = new ArrayList<>();
        for (WaitingLine.Waiting waiting : group.line().waiting()) {
            if (!holders.contains(waiting.node())) {
                all.add(new Candidate(all.size(), waiting.node(), Order.IN_LINE, waiting.domain()));
            }
        }
        Set<String> inLine = inLine(group);
        for (Node node : fleet.nodes()) {
            boolean wants = switch (node.rank()) {
                case WANTS_REBOOT, FAILED, PARKED -> true;
                case UNDER_WAY, UNKNOWN, IDLE -> false;
            };
            if (wants
                    && node.group().filter(group.name()::equals).isPresent()
                    && !holders.contains(node.name())
                    && !node.wantsHotChange()
                    && !inLine.contains(node.name())) {
                Domain domain = node.status().map(NodeStatus::domain).orElse(Domain.NONE);
                all.add(new Candidate(all.size(), node.name(), Order.NOT_IN_LINE_YET, domain));
            }
        }
        return all;
    }

    /** In the line for a slot, or in that for a change in service. */
    private static Set<String> inLine(Group group) {
        return Stream.of(group.line(), group.hotLine())
                .flatMap(line -> line.waiting().stream())
                .map(WaitingLine.Waiting::node)
                .collect(Collectors.toSet());
    }
}
