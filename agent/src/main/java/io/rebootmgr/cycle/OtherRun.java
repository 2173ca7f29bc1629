package io.rebootmgr.cycle;

import io.rebootmgr.host.Host;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.verdict.ExitCode;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;

/** There is a run at work on this node already: who it is, and what to do. */
public final class OtherRun {
    private OtherRun() {}

    /**
     * What the second one says. The timer's is content that there is one; an operator who was told "done" would take it
     * for a reboot that is under way.
     *
     * @param zone of whoever reads it; asked for where the other run has said since when it is at what
     * @param operator somebody asked for a reboot and waits for the answer
     */
    public static Outcome outcome(Host host, Supplier<ZoneId> zone, boolean operator) {
        Optional<Host.Doing> doing = host.whatIsDone();
        Optional<Long> pid = doing.map(Host.Doing::pid).or(host::lockHolder);
        String who = "another run is at work on this node"
                + pid.map(id -> ": pid " + id).orElse("")
                + doing.map(run -> ", " + run.what() + ", since " + Moments.alone(run.since(), zone.get()))
                        .orElse("");
        if (!operator) {
            return Outcome.done(who);
        }
        String end = pid.map(id ->
                        ", or end it and ask again: `kill " + id + "` (a slot that is not committed is given back)")
                .orElse("");
        return new Outcome(
                ExitCode.HELD,
                who + "\nnothing was begun: wait for it (`rebootmgr check` tells what it waits for) and ask again"
                        + end);
    }
}
