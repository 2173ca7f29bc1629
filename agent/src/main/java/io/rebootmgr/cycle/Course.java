package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;

/**
 * Which way a run takes, by what the node wrote down and what Consul says: the cycle takes it, and a forecast tells it. It
 * changes nothing; a claim whose file is lost is adopted in memory.
 */
sealed interface Course {

    /** The run is over before it does anything. */
    record Ended(Outcome outcome) implements Course {}

    /** Nothing is held: reboot if somebody wants it and no gate is against it. */
    record Anew() implements Course {}

    /** What an unfinished run left is to be undone first. */
    record Undoing(LocalClaim left) implements Course {}

    /** The node was told to reboot and is still up. */
    record StillUp(LocalClaim local, Claim claim) implements Course {}

    /** The node has rebooted and goes back into service, by the defaults where its policy is gone. */
    record Returning(LocalClaim local, Policy policy) implements Course {}

    /** The course; the stop flags come first. */
    static Course of(Ports ports, Facts facts, Optional<LocalClaim> local) {
        if (facts.stop().isPresent()) {
            return new Ended(new Outcome(ExitCode.STOPPED, facts.stop().get().text()));
        }
        String group = group(facts, local);
        Optional<Claim> claim;
        try {
            claim = facts.slots(group).ofNode(facts.self().node());
        } catch (MalformedJson e) {
            String key = facts.self().keys().slots(group);
            return new Ended(new Outcome(ExitCode.INVALID, Facts.malformed(key, e)));
        }
        return switch (Standing.of(local, claim, ports.host().bootId())) {
            case Standing.Free free -> new Anew();
            case Standing.Unfinished unfinished ->
                new Undoing(unfinished.local().orElseGet(() -> Adoption.of(ports, facts, claim.orElseThrow(), group)));
            case Standing.Pending pending ->
                new StillUp(
                        pending.local().orElseGet(() -> Adoption.of(ports, facts, pending.claim(), group)),
                        pending.claim());
            case Standing.Back back -> {
                LocalClaim gone = back.local().orElseGet(() -> Adoption.of(ports, facts, claim.orElseThrow(), group));
                yield switch (facts.policy()) {
                    case PolicyState.Known known -> new Returning(gone, known.policy());
                    case PolicyState.Missing missing -> new Returning(gone, Policy.DEFAULTS);
                    case PolicyState.Invalid invalid -> new Ended(Judgement.invalid(invalid.problems()));
                };
            }
        };
    }

    /** The group that the claim is of, which settings may have changed since. */
    static String group(Facts facts, Optional<LocalClaim> local) {
        Self self = facts.self();
        return local.isPresent() ? local.get().group() : self.group();
    }
}
