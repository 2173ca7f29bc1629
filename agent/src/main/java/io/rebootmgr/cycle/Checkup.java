package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.NearlyStops;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.health.NearlyTags;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a run would look at, and what it would do; nothing is changed anywhere.
 *
 * @param claim this node's hold on a slot, if it has one
 * @param triggers what asks for a reboot
 * @param gates every gate's verdict, none where Consul's keys cannot be read
 * @param context what is told beside them
 * @param outcome how a run would end; its text tells what it would do
 */
public record Checkup(
        Optional<Claim> claim, List<Seen> triggers, List<GateResult> gates, Context context, Outcome outcome) {

    /** A trigger; a {@code parked} one was obeyed already and stands there unchanged. */
    public record Seen(Trigger trigger, boolean parked) {}

    /**
     * What nothing is decided by, and makes the rest clearer.
     *
     * @param status the node's own last word: what it was held by, and since when
     * @param line who waits for a slot of its group
     * @param left what keeps the node out of service though no run is at work on it
     * @param hints what nearly says something and counts for nothing: tags, stops
     * @param zone whose times are told: the policy's, else the node's
     */
    public record Context(
            Optional<NodeStatus> status,
            WaitingLine line,
            Duration uptime,
            ZoneId zone,
            Optional<LeftBehind> left,
            List<String> hints) {
        public Context {
            hints = List.copyOf(hints);
        }
    }

    public Checkup {
        triggers = List.copyOf(triggers);
        gates = List.copyOf(gates);
    }

    /** Looks, as a run of the timer would that was told to pass over the gates {@code ignore}. */
    public static Checkup now(Ports ports, Self self, Set<String> ignore) {
        try {
            ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
            RunRequest request = RunRequest.timer(ignore);
            Forecast forecast = Forecast.of(ports, facts, request);
            return new Checkup(
                    forecast.claim(),
                    seen(facts),
                    forecast.gates(),
                    context(ports, request, facts),
                    lock(ports.host(), self).orElse(forecast.outcome()));
        } catch (ConsulException e) {
            // Files on this node are seen all the same.
            List<Trigger> files =
                    Trigger.present(ports.host(), new View(List.of()), self.keys(), self.group(), self.node());
            return new Checkup(
                    Optional.empty(),
                    files.stream().map(trigger -> new Seen(trigger, false)).toList(),
                    List.of(),
                    new Context(
                            Optional.empty(),
                            new WaitingLine(List.of()),
                            ports.host().uptime(),
                            self.zone().get(),
                            Optional.empty(),
                            List.of()),
                    new Outcome(ExitCode.CONSUL, e.reason()));
        }
    }

    /** A run begins with its lock, whatever else there is to do; empty where it would get it. */
    private static Optional<Outcome> lock(Host host, Self self) {
        return host.lockObstacle()
                .map(why -> new Outcome(ExitCode.INVALID, why))
                .or(() -> host.isLocked()
                        ? Optional.of(Outcome.done("would do nothing: "
                                + OtherRun.outcome(host, self.zone(), false).text()))
                        : Optional.empty());
    }

    /** Policy that a run would judge by, or why there is none. */
    static Optional<Outcome> unusable(PolicyState policy) {
        return switch (policy) {
            case PolicyState.Known known -> Optional.empty();
            case PolicyState.Missing missing -> Optional.of(new Outcome(ExitCode.NOT_INITIALISED, missing.text()));
            case PolicyState.Invalid invalid -> Optional.of(Judgement.invalid(invalid.problems()));
        };
    }

    private static List<Seen> seen(Facts facts) {
        List<Trigger> fresh;
        try {
            fresh = facts.fresh();
        } catch (MalformedJson e) {
            fresh = facts.triggers();
        }
        List<Trigger> counting = fresh;
        return facts.triggers().stream()
                .map(trigger -> new Seen(trigger, !counting.contains(trigger)))
                .toList();
    }

    private static Context context(Ports ports, RunRequest request, Facts facts) {
        Self self = facts.self();
        Optional<NodeStatus> status;
        try {
            status = facts.status();
        } catch (MalformedJson e) {
            // The gate "retries" tells that it cannot be read.
            status = Optional.empty();
        }
        Optional<ZoneId> zone = facts.policy() instanceof PolicyState.Known policy
                ? policy.policy().zone()
                : Optional.empty();
        String waiting = self.keys().waitingIn(self.group());
        View line = ports.consul().read(Consistency.DEFAULT, List.of(waiting));
        return new Context(
                status,
                WaitingLine.of(line, self.keys(), self.group()),
                ports.host().uptime(),
                zone.orElseGet(self.zone()),
                LeftBehind.of(ports, facts),
                hints(ports, request, facts));
    }

    /**
     * Claims in this node's name in groups where no run of it looks: what it does not know to be its own it leaves to
     * people.
     */
    private static List<String> elsewhere(Ports ports, Facts facts) {
        Self self = facts.self();
        String group = NextAction.group(facts, LocalClaim.load(ports.host()));
        return FleetClaims.of(facts.view(), self.keys()).ofNode(self.node()).stream()
                .filter(held -> held.counts() && !held.group().equals(group))
                .map(held -> "this node holds a slot of group " + held.group() + " (" + held.text() + " since "
                        + Moments.alone(held.claim().since(), self.zone().get()) + "), where no run of it looks; "
                        + release(held.claim()))
                .toList();
    }

    private static String release(Claim claim) {
        return Keys.isName(claim.id())
                ? "`rebootmgr release " + claim.node() + " --claim " + claim.id() + " --reason WHY` frees it"
                : "`rebootmgr doctor` tells how to free it";
    }

    private static List<String> hints(Ports ports, RunRequest request, Facts facts) {
        List<String> hints = new ArrayList<>();
        if (Detecting.isDue(ports, request, facts)) {
            hints.add("a run asks the detectors first, for that is due; what stands here goes by "
                    + (Detected.in(ports.host()).isPresent()
                            ? "what they said last"
                            : "nothing of theirs: they have not been asked since the boot")
                    + "; `rebootmgr detect` asks them now");
        }
        NearlyStops.in(facts.view(), facts.self().keys()).forEach(key -> hints.add(key.key() + " " + key.why()));
        elsewhere(ports, facts).forEach(hints::add);
        try {
            NearlyTags.of(ports.consul().localServices())
                    .forEach(hint -> hints.add(hint.text() + "; " + hint.wayOut()));
        } catch (ConsulException e) {
            // The gate "health" tells that services cannot be read.
            return hints;
        }
        return hints;
    }
}
