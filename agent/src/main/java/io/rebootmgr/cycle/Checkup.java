package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.Gates.Judged;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a run would look at, and what it would do; nothing is changed anywhere.
 *
 * @param claim this node's hold on a slot, if it has one
 * @param triggers what asks for a reboot
 * @param gates every gate's verdict, none where Consul's keys cannot be read
 * @param outcome how a run would end; its text tells what it would do
 */
public record Checkup(Optional<Claim> claim, List<Seen> triggers, List<Judged> gates, Outcome outcome) {

    /** A trigger; a {@code parked} one was obeyed already and stands there unchanged. */
    public record Seen(Trigger trigger, boolean parked) {}

    public Checkup {
        triggers = List.copyOf(triggers);
        gates = List.copyOf(gates);
    }

    /** Looks, as a run of the timer would that was told to pass over the gates {@code ignore}. */
    public static Checkup now(Ports ports, Self self, Set<String> ignore) {
        Facts facts;
        try {
            facts = Facts.read(ports.consul(), ports.host(), self);
        } catch (ConsulException e) {
            // Files on this node are seen all the same.
            List<Trigger> files = Trigger.present(ports.host(), new View(List.of()), self.keys(), self.node());
            return new Checkup(
                    Optional.empty(),
                    files.stream().map(trigger -> new Seen(trigger, false)).toList(),
                    List.of(),
                    new Outcome(ExitCode.CONSUL, e.reason()));
        }
        Forecast forecast = Forecast.of(ports, facts, ignore);
        return new Checkup(forecast.claim(), seen(facts), forecast.gates(), forecast.outcome());
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
}
