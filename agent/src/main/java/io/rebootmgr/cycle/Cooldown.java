package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.slot.Slots;

/** What begins when a node that was out gives its slot back. */
final class Cooldown {
    private Cooldown() {}

    /** The slots that are left, with the time of this moment where the group cools down, or nobody can say whether. */
    static Slots begin(Ports ports, Facts now, Slots left) {
        boolean none = now.policy() instanceof PolicyState.Known known
                && now.self().limits(known.policy()).cooldown().isZero();
        return none ? left : left.freed(ports.clock().now());
    }
}
