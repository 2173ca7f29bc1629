package io.rebootmgr.fleet;

import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.util.List;
import java.util.OptionalInt;

/**
 * A group and its slots.
 *
 * @param limit its nodes that may be out of service at once; empty where no policy that can be read says so
 * @param holders in the order of their claims
 */
public record Group(String name, OptionalInt limit, List<Holder> holders) {

    /**
     * Who holds a slot.
     *
     * @param counts false for a preparing claim whose session is gone: anyone may remove it
     */
    public record Holder(Claim claim, boolean counts) {

        /** Its state in words. */
        public String text() {
            return claim.state() == ClaimState.PREPARING && !counts
                    ? "preparing, session lost"
                    : claim.state().label();
        }
    }

    public Group {
        holders = List.copyOf(holders);
    }

    /** How many slots are taken. */
    public long taken() {
        return holders.stream().filter(Holder::counts).count();
    }
}
