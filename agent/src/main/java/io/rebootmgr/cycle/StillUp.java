package io.rebootmgr.cycle;

import io.rebootmgr.facts.Self;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What follows for a node that has committed to its reboot and is still in the boot that was to be left. */
sealed interface StillUp {

    /**
     * The run that committed died, or was stopped, before it gave the command: there is nothing to wait for, and the
     * reboot goes on.
     */
    record NotCommanded() implements StillUp {}

    /** Within the grace period: it may go down at any moment. */
    record UnderWay(Outcome outcome) implements StillUp {}

    /** The command said that it failed, and nothing came of it: the slot is given back. */
    record CommandFailed() implements StillUp {}

    /** The reboot did not happen, and nobody was told of that yet: this run tells it, and the next one tries again. */
    record Unreported(Outcome overdue) implements StillUp {}

    /** It did not happen, as an earlier run has told: it is tried again. */
    record Overdue(Outcome overdue) implements StillUp {}

    /** By the clock of the boot, which nobody sets. */
    static StillUp of(Ports ports, Self self, LocalClaim local, Claim claim) {
        LocalClaim.Commit commit = local.commit();
        if (!commit.commanded()) {
            return new NotCommanded();
        }
        Duration uptime = ports.host().uptime();
        Duration sinceCommit = uptime.minus(commit.uptime());
        // No boot can be younger than its commit: what says so is of no use, and the whole boot is the most that it can
        // be.
        Duration waited = sinceCommit.isNegative() ? uptime : sinceCommit;
        if (waited.compareTo(self.grace()) < 0) {
            String since = Durations.format(waited.truncatedTo(ChronoUnit.SECONDS));
            String left =
                    Durations.format(self.grace().minus(waited).plusSeconds(1).truncatedTo(ChronoUnit.SECONDS));
            return new UnderWay(Outcome.done(
                    local.adopted() && !commit.commandFailed()
                            ? "the reboot may be under way for " + since
                                    + ": the claim file is lost, and whether the command was"
                                    + " given is not known; if this node is still up in " + left
                                    + ", it is drained again and rebooted"
                            : "the reboot is under way for " + since + "; if this node is still up in " + left
                                    + (commit.commandFailed() ? ", it is given up" : ", it is tried again")));
        }
        if (commit.commandFailed()) {
            return new CommandFailed();
        }
        Outcome overdue = new Outcome(
                ExitCode.NOT_REBOOTED,
                "the reboot of " + Moments.alone(claim.since(), self.zone().get())
                        + " did not happen: same boot id after " + Durations.format(self.grace())
                        + "; the slot stays taken, the next run tries again");
        return commit.overdueTold() ? new Overdue(overdue) : new Unreported(overdue);
    }
}
