package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import java.time.Duration;
import java.util.List;

/** Those that count failure domains wrong, or do not let the group cool down. */
final class MutantsOfRacks {
    private static final List<String> LIMITS = List.of("domain_limit", "domains_at_a_time");

    private MutantsOfRacks() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.seeing("a domain is told by the beginning of its name", MutantsOfRacks::byPrefix),
                Mutant.seeing(
                        "the domains of others are forgotten",
                        (self, seen) -> Lens.claims(seen, claim -> {
                            claim.ifPresent(each -> each.remove("domain"));
                            return claim;
                        })),
                Mutant.asking("CLAIM does not look at domains", (self, ports) -> new LooksOnce(ports, false)),
                Mutant.asking("COMMIT does not look at domains", (self, ports) -> new LooksOnce(ports, true)),
                Mutant.seeing(
                        "there is no cooldown",
                        (self, seen) -> Lens.changing(seen, Lens::isPolicy, policy -> policy.remove("cooldown"))),
                Mutant.asking("CLAIM does not ask for the cooldown", (self, ports) -> new CoolsBeforeOnly(ports)),
                Mutant.sending(
                        "who claims forgets when a slot was given back",
                        (self, sent) -> Sent.isClaim(sent) ? Sent.slots(sent, slots -> slots.remove("freed")) : sent));
    }

    /** Of the domain of this node is whatever begins like it, or whose beginning it is. */
    private static View byPrefix(Self self, View seen) {
        String own = self.domain().name();
        return Lens.claims(seen, claim -> {
            claim.filter(each -> alike(each, own)).ifPresent(each -> each.put("domain", own));
            return claim;
        });
    }

    private static boolean alike(ObjectNode claim, String own) {
        String its = claim.path("domain").asText();
        return !own.isEmpty() && !its.isEmpty() && (its.startsWith(own) || own.startsWith(its));
    }

    /** Sees the limits of domains after its CLAIM only, or before it only. */
    private static final class LooksOnce extends ChangedConsul {
        private final boolean before;
        private boolean claimed;

        LooksOnce(Ports ports, boolean before) {
            super(ports.consul());
            this.before = before;
        }

        @Override
        View seen(View view) {
            return claimed == before ? Lens.changing(view, Lens::isPolicy, policy -> policy.remove(LIMITS)) : view;
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            claimed |= Sent.isClaim(operations);
            return operations;
        }
    }

    /** Judges the cooldown with the gates, and not once more with the write. */
    private static final class CoolsBeforeOnly extends ChangedConsul {
        private boolean claiming;

        CoolsBeforeOnly(Ports ports) {
            super(ports.consul());
        }

        @Override
        public String createSession(String name, Duration ttl) {
            claiming = true;
            return super.createSession(name, ttl);
        }

        @Override
        View seen(View view) {
            return claiming ? Lens.changing(view, Lens::isPolicy, policy -> policy.remove("cooldown")) : view;
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            claiming &= !Sent.isClaim(operations);
            return operations;
        }
    }
}
