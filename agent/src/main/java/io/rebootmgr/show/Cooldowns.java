package io.rebootmgr.show;

import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.gate.DomainGate;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who waits for a slot that is free and that nobody takes yet. Their statuses do not tell: each would be written anew
 * whenever somebody comes back.
 *
 * @param ends until when, by group
 * @param inService those of its nodes that wait for a change in service, which heeds no cooldown
 */
record Cooldowns(Map<String, Instant> ends, Set<String> inService, Times times) {

    static Cooldowns in(List<Group> groups, Times times) {
        Map<String, Instant> ends = new HashMap<>();
        Set<String> inService = new HashSet<>();
        for (Group group : groups) {
            group.cooldown(times.now()).ifPresent(end -> ends.put(group.name(), end));
            group.hotLine().waiting().forEach(one -> inService.add(one.node()));
        }
        return new Cooldowns(ends, inService, times);
    }

    /** What a node waits for, whose last run ended like that; empty where it is as that says. */
    Optional<String> holding(Counted one, Last last) {
        boolean forASlot = last.code() == ExitCode.NO_SLOT.number()
                && !last.gate().equals(Optional.of(DomainGate.NAME))
                && !inService.contains(one.node().name());
        return forASlot
                ? one.group()
                        .map(ends::get)
                        .map(until -> "waiting for the cooldown of its group, until " + times.local(until))
                : Optional.empty();
    }

    /** What it is for a whole group. */
    static String line(Instant until, Times times) {
        return "cooldown: no slot is taken before " + times.local(until);
    }
}
