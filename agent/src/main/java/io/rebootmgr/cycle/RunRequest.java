package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.gate.DomainGate;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.trigger.Trigger;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run was asked to do.
 *
 * @param by the operator who wants this node rebooted now, so that no trigger is needed; empty for the timer's runs
 * @param dryRun go through gates and tasks, change nothing
 * @param patience how long to wait for a slot; zero gives up at once
 * @param patienceIfNext how long to wait for one while this node is next in line
 * @param ignore names of gates to pass over; never {@code stop} or {@code slot}
 * @param reason the operator's words, for the claim and the logbook
 */
public record RunRequest(
        Optional<String> by,
        boolean dryRun,
        Duration patience,
        Duration patienceIfNext,
        Set<String> ignore,
        Optional<String> reason) {
    /** A run that waits for nothing. */
    public static final RunRequest PLAIN =
            new RunRequest(Optional.empty(), false, Duration.ZERO, Duration.ZERO, Set.of(), Optional.empty());

    /** What the timer asks: the few nodes that are next in line stay, all others come again five minutes later. */
    public static final RunRequest TIMER =
            new RunRequest(Optional.empty(), false, Duration.ZERO, Duration.ofHours(1), Set.of(), Optional.empty());

    /** A run of the timer that gives up at once, told to pass over these gates. */
    static RunRequest timer(Set<String> ignore) {
        return new RunRequest(Optional.empty(), false, Duration.ZERO, Duration.ZERO, ignore, Optional.empty());
    }

    public RunRequest {
        ignore = Set.copyOf(ignore);
    }

    /** Whether somebody wants this node rebooted, so that no trigger is needed. */
    public boolean operator() {
        return by.isPresent();
    }

    /** What this run has to keep of a policy's limits: those of failure domains can be passed over by name. */
    Limits limits(Limits ofPolicy) {
        return ignore.contains(DomainGate.NAME) ? ofPolicy.withoutDomains() : ofPolicy;
    }

    /** What is needed: as much as anything that asks for it wants. An operator wants a reboot. */
    ChangeKind change(List<Trigger> triggers) {
        return operator()
                ? ChangeKind.REBOOT
                : triggers.stream()
                        .map(Trigger::change)
                        .max(Comparator.naturalOrder())
                        .orElse(ChangeKind.REBOOT);
    }

    /** The facts for who judges what is needed: by the list of claims that it belongs to. */
    Facts judging(Facts facts) {
        return facts.making(change(DryRun.asking(facts)));
    }

    /** Why, in the operator's words, else in those of the first trigger of what is needed. */
    String reason(List<Trigger> triggers) {
        ChangeKind change = change(triggers);
        return reason.orElseGet(() -> triggers.stream()
                .filter(trigger -> trigger.change() == change)
                .findFirst()
                .or(() -> triggers.stream().findFirst())
                .map(Trigger::text)
                .orElse("requested by an operator"));
    }

    /** The same, by an operator. */
    public RunRequest by(String operator) {
        return new RunRequest(Optional.of(operator), dryRun, patience, patienceIfNext, ignore, reason);
    }
}
