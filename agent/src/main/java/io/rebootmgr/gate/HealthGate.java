package io.rebootmgr.gate;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.health.FleetFacts;
import io.rebootmgr.health.Phase;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.HashSet;
import java.util.Set;

/** Holds while a tagged service of this node breaks its rule, anywhere in the datacenter. */
final class HealthGate implements Gate {

    @Override
    public String name() {
        return "health";
    }

    @Override
    public Verdict judge(Situation situation) {
        Set<String> claimed = new HashSet<>();
        Self self = situation.self();
        Facts facts = situation.facts();
        String groups = self.keys().groups();
        for (var entry : facts.view().under(groups)) {
            if (!entry.key().endsWith("/slots")) {
                continue;
            }
            String group = entry.key().substring(groups.length(), entry.key().length() - "/slots".length());
            try {
                Slots counting = facts.slots(group).counting(facts.view(), self.keys(), group);
                // In our own group the order decides who goes; a claim elsewhere always counts.
                var ahead = group.equals(self.group())
                        ? counting.before(situation.claim().orElse(""))
                        : counting.claims();
                ahead.stream().map(Claim::node).forEach(claimed::add);
            } catch (MalformedJson e) {
                return new Unknown(ExitCode.INVALID, Facts.malformed(entry.key(), e));
            }
        }
        FleetFacts fleet =
                new FleetFacts(self.node(), claimed, situation.policy().ignoreFailedChecks());
        return FleetHealth.report(situation.consul(), Phase.BEFORE, fleet).verdict();
    }
}
