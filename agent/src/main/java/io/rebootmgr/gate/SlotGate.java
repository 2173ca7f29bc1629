package io.rebootmgr.gate;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.List;
import java.util.Optional;

/** Holds while all slots of the group are claimed, or by those that go before us when we hold a claim ourselves. */
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
        int limit = input.policy().limit();
        List<Claim> ahead =
                own.isPresent() ? counting.ahead(self.node(), own.get().id()) : counting.claims();
        if (ahead.size() < limit) {
            return new Proceed(ahead.size() + " of " + limit + (limit == 1 ? " slot" : " slots") + " taken");
        }
        return new Hold(
                ExitCode.NO_SLOT,
                ahead.size() + " of " + limit + (limit == 1 ? " slot" : " slots") + " taken: "
                        + Names.text(ahead.stream()
                                .map(claim ->
                                        claim.node() + " (" + claim.state().label() + ")")
                                .toList()));
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
            return new Look(judge(input), new Evidence.Claims(input.policy().limit(), others));
        } catch (MalformedJson e) {
            return new Look(judge(input), new Evidence.None());
        }
    }
}
