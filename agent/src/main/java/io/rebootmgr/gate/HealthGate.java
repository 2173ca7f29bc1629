package io.rebootmgr.gate;

import io.rebootmgr.facts.FleetClaims;
import io.rebootmgr.facts.FleetClaims.Held;
import io.rebootmgr.facts.Self;
import io.rebootmgr.health.FleetFacts;
import io.rebootmgr.health.Phase;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Holds while a tagged service of this node breaks its rule, anywhere in the datacenter. */
final class HealthGate implements Gate {

    @Override
    public String name() {
        return "health";
    }

    @Override
    public Verdict judge(Situation situation) {
        Self self = situation.self();
        FleetClaims claims = FleetClaims.of(situation.facts().view(), self.keys());
        if (!claims.unreadable().isEmpty()) {
            return new Unknown(ExitCode.INVALID, String.join(" | ", claims.unreadable()));
        }
        Set<String> claimed = aboutToGo(claims, self.group(), situation.claim());
        FleetFacts fleet =
                new FleetFacts(self.node(), claimed, situation.policy().ignoreFailedChecks());
        return FleetHealth.report(situation.consul(), Phase.BEFORE, fleet).verdict();
    }

    /** The nodes of all claims that count; in our own group the order decides who goes, so only of those before ours. */
    private static Set<String> aboutToGo(FleetClaims claims, String ownGroup, Optional<String> ownClaim) {
        Set<String> nodes = new HashSet<>();
        boolean behindOurs = false;
        for (Held held : claims.held()) {
            boolean inOwnGroup = held.group().equals(ownGroup);
            behindOurs |=
                    inOwnGroup && ownClaim.filter(held.claim().id()::equals).isPresent();
            if (held.counts() && !(inOwnGroup && behindOurs)) {
                nodes.add(held.claim().node());
            }
        }
        return nodes;
    }
}
