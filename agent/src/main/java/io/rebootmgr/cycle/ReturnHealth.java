package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.gate.FleetHealth;
import io.rebootmgr.gate.Unseen;
import io.rebootmgr.health.Comeback;
import io.rebootmgr.health.HealthInput;
import io.rebootmgr.health.RebootSide;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Awaited;
import io.rebootmgr.slot.Waived;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a node that is coming back serves again: one judgement for its return, for a rehearsal of it, and for
 * {@code check}.
 */
final class ReturnHealth {
    private ReturnHealth() {}

    /**
     * What a return at this step waits for. Before the post_boot tasks that is the health of what is registered, for
     * the tasks may be what brings the rest back; after them also every service that the node had with a say.
     */
    static Verdict now(Ports ports, Self self, Policy policy, LocalClaim local) {
        try {
            // Who else is about to go does not matter to a node that is coming back: only what is.
            HealthInput fleet = new HealthInput(self.node(), Map.of(), policy.ignoreFailedChecks());
            FleetHealth.Seen seen = FleetHealth.look(ports.consul(), RebootSide.AFTER, fleet);
            Verdict healthy = seen.report().verdict();
            return local.step() == LocalClaim.Step.SERVED ? both(back(ports, self, local, seen), healthy) : healthy;
        } catch (ConsulException e) {
            return new Verdict.Unknown(ExitCode.CONSUL, e.reason());
        }
    }

    /** What it waits for when its tasks are done. */
    static Verdict afterTasks(Ports ports, Self self, Policy policy, LocalClaim local) {
        return now(ports, self, policy, local.at(LocalClaim.Step.SERVED));
    }

    /** Whether Consul's servers send traffic, once its own agent has ended the maintenance mode. */
    static Verdict traffic(Ports ports, Self self) {
        try {
            Optional<String> out = Maintenance.atServersAlone(ports.consul(), self.node());
            return out.isEmpty()
                    ? new Verdict.Proceed("no maintenance mode of ours is left at Consul's servers")
                    : new Verdict.Hold(ExitCode.HEALTH, out.get() + ": " + Maintenance.WAY_OUT_AT_SERVERS);
        } catch (ConsulException e) {
            return new Verdict.Unknown(ExitCode.CONSUL, e.reason());
        }
    }

    private static Verdict both(Verdict back, Verdict healthy) {
        if (!back.holds()) {
            return healthy;
        }
        return healthy.holds() ? new Verdict.Hold(ExitCode.HEALTH, back.text() + " | " + healthy.text()) : back;
    }

    private static Verdict back(Ports ports, Self self, LocalClaim local, FleetHealth.Seen seen) {
        Verdict back = judge(local.awaited(), self, seen);
        if (!back.holds()) {
            return back;
        }
        // Only a node that waits asks for more: what an operator has said of this claim, and whether it still stands.
        List<String> keys =
                List.of(self.keys().group(local.group()), self.keys().waived(self.node()));
        View view = ports.consul().read(Consistency.CONSISTENT, keys);
        Verdict left = judge(waived(view, self, local).of(local.awaited()), self, seen);
        if (!left.holds() || isReleased(view, self, local)) {
            return new Verdict.Proceed("an operator has decided");
        }
        Optional<String> unseen = Unseen.services(ports.consul());
        String wayOut = unseen.map(hidden -> " (" + hidden + ")").orElse("") + "; gone for good? "
                + Suggestion.of("rebootmgr waive")
                        .argument(self.node())
                        .option("--claim", local.id())
                        .asIs("--service NAME --reason TEXT")
                        .typed();
        return new Verdict.Hold(ExitCode.HEALTH, left.text() + wayOut);
    }

    private static Verdict judge(Awaited awaited, Self self, FleetHealth.Seen seen) {
        return Comeback.judge(awaited.services(), seen.services(), seen.instances(), self.node());
    }

    /** What operators have said of this claim; a value that cannot be read says nothing. */
    static Waived waived(View view, Self self, LocalClaim local) {
        Optional<View.Entry> entry = view.get(self.keys().waived(self.node()));
        try {
            return entry.isPresent()
                            && Waived.parse(entry.get().value()).claim().equals(local.id())
                    ? Waived.parse(entry.get().value())
                    : Waived.none(local.id());
        } catch (MalformedJson e) {
            return Waived.none(local.id());
        }
    }

    /** No slot is given back any more by this return, and nobody could waive anything of its claim. */
    private static boolean isReleased(View view, Self self, LocalClaim local) {
        try {
            return new StaleFacts(self, view, List.of())
                    .slots(local.group())
                    .of(self.node(), local.id())
                    .isEmpty();
        } catch (MalformedJson e) {
            return false;
        }
    }
}
