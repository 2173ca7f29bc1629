package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.GivingWay;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.slot.Occupied;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds while as many nodes of this node's failure domain have a slot as may, or as many other domains have a node out
 * as may; with a claim of our own by those that go before us. CLAIM and COMMIT ask the same again.
 */
public final class DomainGate implements Gate {
    public static final String NAME = "domain";

    @Override
    public String name() {
        return NAME;
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
    public boolean isAskedOf(ChangeKind change) {
        return change != ChangeKind.HOT;
    }

    @Override
    public Verdict judge(GateInput input) {
        Limits limits = input.policy().limits();
        if (!limits.hasDomains()) {
            return new Proceed("no limit by failure domain");
        }
        Facts facts = input.facts();
        Self self = input.self();
        Slots counting;
        try {
            counting = facts.slots(self.group()).counting(facts.view(), self.keys(), self.group());
        } catch (MalformedJson e) {
            return new Unknown(ExitCode.INVALID, Facts.malformed(self.keys().slots(self.group()), e));
        }
        Optional<Claim> own = input.claim().flatMap(id -> counting.of(self.node(), id));
        if (own.isPresent() && own.get().isCommitted()) {
            return new Proceed("this node's claim is committed");
        }
        List<Claim> ahead =
                own.isPresent() ? counting.ahead(self.node(), own.get().id()) : counting.claims();
        Occupied out = Occupied.by(ahead, limits);
        String key = self.domain().key(self.node());
        Optional<NextInLine.Waiter> first = own.isPresent()
                ? Optional.empty()
                : GivingWay.to(
                        NextInLine.in(facts.view(), self.keys(), self.group()),
                        counting,
                        self.node(),
                        key,
                        out,
                        input.now());
        return first.isPresent() && out.hasRoomIn(key)
                ? new Hold(
                        ExitCode.NO_SLOT,
                        "leaves its turn to " + first.get().node() + ", which has waited long for a domain to be empty")
                : judge(self, key, ahead, out);
    }

    private static Verdict judge(Self self, String key, List<Claim> ahead, Occupied out) {
        Limits limits = out.limits();
        if (self.domain().isNamed() && out.isFull(key)) {
            List<Claim> same = ahead.stream()
                    .filter(claim -> claim.domain().equals(self.domain())
                            || claim.domain().equals(Domain.UNREADABLE))
                    .toList();
            return new Hold(
                    ExitCode.NO_SLOT, ofDomain(self, out, limits) + ": " + Names.claims(same) + unreadable(same));
        }
        if (out.isClosed(key)) {
            return new Hold(
                    ExitCode.NO_SLOT,
                    domains(out, limits) + ": " + Names.text(out.shownDomains()) + "; this node is "
                            + (self.domain().isNamed() ? "of " + self.domain().name() : "a domain of its own"));
        }
        List<String> open = new ArrayList<>();
        if (!self.domain().isNamed()) {
            open.add("node.domain is not set: a domain of its own");
        } else if (limits.ofDomain() != Limits.NONE) {
            open.add(ofDomain(self, out, limits));
        }
        if (limits.domains() != Limits.NONE) {
            open.add(domains(out, limits));
        }
        return new Proceed(String.join("; ", open));
    }

    private static String ofDomain(Self self, Occupied out, Limits limits) {
        return out.ofDomain(self.domain().key(self.node())) + " of " + limits.ofDomain()
                + (limits.ofDomain() == 1 ? " node" : " nodes") + " of domain "
                + self.domain().name() + " out";
    }

    private static String domains(Occupied out, Limits limits) {
        return out.domains().size() + " of " + limits.domains() + (limits.domains() == 1 ? " domain" : " domains")
                + " with a node out";
    }

    private static String unreadable(List<Claim> claims) {
        return claims.stream().anyMatch(claim -> claim.domain().equals(Domain.UNREADABLE))
                ? "; a claim whose domain cannot be read counts in each"
                : "";
    }
}
