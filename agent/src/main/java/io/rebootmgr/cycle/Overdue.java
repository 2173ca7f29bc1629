package io.rebootmgr.cycle;

import io.rebootmgr.facts.Self;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;

/** How long a node may still be up after its reboot command. */
final class Overdue {
    private Overdue() {}

    /** What there is to say of a committed reboot that has not happened: nothing within the grace period, 103 after it. */
    static Outcome judge(Ports ports, Self self, LocalClaim local, Claim claim) {
        boolean timed = local.rebootAt().isPositive();
        Duration since = timed
                ? ports.host().uptime().minus(local.rebootAt())
                : Duration.between(claim.since(), ports.clock().now());
        if (since.compareTo(self.grace()) < 0) {
            return Outcome.done("the reboot is under way since " + claim.since());
        }
        return new Outcome(
                ExitCode.NOT_REBOOTED,
                "the reboot of " + claim.since() + " did not happen: same boot id after "
                        + Durations.format(self.grace()) + "; the slot stays taken, the next run tries again");
    }
}
