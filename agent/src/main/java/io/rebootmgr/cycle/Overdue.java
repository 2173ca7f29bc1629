package io.rebootmgr.cycle;

import io.rebootmgr.facts.Self;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How long a node may still be up after its reboot command. */
final class Overdue {
    private Overdue() {}

    /**
     * What there is to say of a committed reboot that has not happened: nothing within the grace period, 103 after it.
     * By the clock of the boot, which nobody sets.
     */
    static Outcome judge(Ports ports, Self self, LocalClaim local, Claim claim) {
        Duration uptime = ports.host().uptime();
        Duration since = uptime.minus(local.commit().uptime());
        // No boot can be younger than its commit: what says so is of no use, and the whole boot is the most that it can
        // be.
        Duration waited = since.isNegative() ? uptime : since;
        if (waited.compareTo(self.grace()) < 0) {
            return Outcome.done(
                    "the reboot is under way for " + Durations.format(waited.truncatedTo(ChronoUnit.SECONDS)));
        }
        return new Outcome(
                ExitCode.NOT_REBOOTED,
                "the reboot of " + Moments.alone(claim.since(), self.zone().get())
                        + " did not happen: same boot id after " + Durations.format(self.grace())
                        + "; the slot stays taken, the next run tries again");
    }
}
