package io.rebootmgr.cycle;

import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * A run that changes nothing: it tells what a run would do, and rehearses the operator's tasks where a run would run
 * them.
 */
final class DryRun {
    private final Ports ports;
    private final Self self;
    private final RunRequest request;

    DryRun(Ports ports, Self self, RunRequest request) {
        this.ports = ports;
        this.self = self;
        this.request = request;
    }

    Outcome outcome() {
        ports.doing("a dry run");
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        Optional<LocalClaim> local = LocalClaim.load(ports.host());
        NextAction action = NextAction.of(ports, facts, local);
        if (!request.operator() && local.isEmpty() && Forecast.wouldDoNothing(ports, request, action, facts)) {
            return Forecast.ifAsked(ports, facts, request);
        }
        Forecast forecast = Forecast.of(ports, facts, request, local, action);
        return switch (forecast.act()) {
            case NOTHING -> forecast.outcome();
            case DISOWN, UNDO, POWER_OFF, ASK, GO_ON, TRY_AGAIN -> dry(forecast.outcome());
            case CLAIM -> rehearsal(facts).ofAll(request.reason(asking(facts)), this::stillWould);
            case RETURN ->
                forecast.outcome().code() == ExitCode.DONE
                                && action instanceof NextAction.Returning(LocalClaim gone, Policy policy)
                        ? new Return(ports, self.in(gone.group()), policy, gone)
                                .rehearse()
                                .orElseGet(() -> dry(forecast.outcome()))
                        : dry(forecast.outcome());
        };
    }

    private Rehearsal rehearsal(Facts facts) {
        Policy policy = facts.policy().orDefaults();
        return new Rehearsal(ports, self, request.change(asking(facts)), policy.taskTimeout());
    }

    static List<Trigger> asking(Facts facts) {
        try {
            return facts.asking();
        } catch (MalformedJson e) {
            return facts.triggers();
        }
    }

    /** Tasks may have taken long. */
    private Optional<Outcome> stillWould() {
        Forecast again = Forecast.of(ports, ConfirmedFacts.read(ports.consul(), ports.host(), self), request);
        return again.act() == Forecast.Act.CLAIM ? Optional.empty() : Optional.of(again.outcome());
    }

    private static Outcome dry(Outcome outcome) {
        return outcome.saying("dry run: " + outcome.text());
    }
}
