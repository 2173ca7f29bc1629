package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Freed;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Holds while all slots of the group are claimed, or by those that go before us when we hold a claim ourselves; and for
 * a while after one was given back, where the policy wants that.
 */
final class SlotGate implements Gate {

    @Override
    public String name() {
        return "slot";
    }

    @Override
    public boolean isIgnorable() {
        return false;
    }

    @Override
    public Notice notice() {
        return Notice.NEVER;
    }

    @Override
    public boolean opensByAReturn() {
        return true;
    }

    @Override
    public Verdict judge(GateInput input) {
        Facts facts = input.facts();
        Self self = input.self();
        Slots counting;
        try {
            counting = facts.slots(self.group()).counting(facts.view(), self.keys(), self.group());
        } catch (MalformedJson e) {
            return new Unknown(ExitCode.INVALID, Facts.malformed(self.keys().slots(self.group()), e));
        }
        Optional<Claim> own = input.claim().flatMap(id -> counting.of(self.node(), id));
        // A committed claim has passed this gate; a limit lowered since then does not take its slot away.
        if (own.isPresent() && own.get().isCommitted()) {
            return new Proceed("this node's claim is committed");
        }
        int limit = self.limits(input.policy()).slots();
        List<Claim> ahead =
                own.isPresent() ? counting.ahead(self.node(), own.get().id()) : counting.claims();
        String taken = ahead.size() + " of " + limit + hot(input) + (limit == 1 ? " slot" : " slots") + " taken";
        if (ahead.size() >= limit) {
            return new Hold(ExitCode.NO_SLOT, taken + ": " + Names.claims(ahead));
        }
        // Who has claimed before the slot was given back has it.
        return own.isPresent() ? new Proceed(taken) : cooled(input, counting.freed(), taken);
    }

    private static String hot(GateInput input) {
        return input.change() == ChangeKind.HOT ? " hot" : "";
    }

    private static Verdict cooled(GateInput input, Freed freed, String taken) {
        Duration cooldown = input.self().limits(input.policy()).cooldown();
        if (cooldown.isZero()) {
            return new Proceed(taken);
        }
        ZoneId zone = input.policy().zone().orElseGet(input.self().zone());
        Optional<Instant> until = freed.holdsUntil(cooldown, input.now());
        if (until.isPresent()) {
            return new Hold(
                    ExitCode.NO_SLOT,
                    "cooldown until " + Moments.alone(until.get(), zone) + ", " + Durations.format(cooldown)
                            + " since the last slot was given back");
        }
        if (!freed.isReadable() || freed.isTooFarAhead(cooldown, input.now())) {
            String when = freed.at()
                    .map(at -> ", " + Moments.alone(at, zone) + ", lies further ahead than the cooldown")
                    .orElse(" cannot be read");
            return new Proceed(taken + "; when the last one was given back" + when + ", and is not believed");
        }
        return new Proceed(taken);
    }

    @Override
    public Look look(GateInput input) {
        Facts facts = input.facts();
        Self self = input.self();
        try {
            List<Claim> others =
                    facts.slots(self.group()).counting(facts.view(), self.keys(), self.group()).claims().stream()
                            .filter(claim -> !claim.node().equals(self.node()))
                            .toList();
            return new Look(
                    judge(input),
                    new Evidence.Claims(self.limits(input.policy()).slots(), others));
        } catch (MalformedJson e) {
            return new Look(judge(input), new Evidence.None());
        }
    }
}
