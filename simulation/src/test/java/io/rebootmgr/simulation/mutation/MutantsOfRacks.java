package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Those that count failure domains wrong, or do not let the group cool down. */
final class MutantsOfRacks {
    private static final List<String> LIMITS = List.of("domain_limit", "domains_at_a_time");

    private MutantsOfRacks() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.asking("a domain is told by the beginning of its name", (self, ports) -> new Misreads(ports) {
                    @Override
                    String read(String domain) {
                        String own = self.domain().name();
                        boolean alike = domain.startsWith(own) || own.startsWith(domain);
                        return alike && !own.isEmpty() ? own : domain;
                    }
                }),
                Mutant.asking("the domains of claims are forgotten", (self, ports) -> new Misreads(ports) {
                    @Override
                    String read(String domain) {
                        return "";
                    }
                }),
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

    /** Takes the domains of claims for others, and writes them as they were. */
    private abstract static class Misreads extends ChangedConsul {
        private final Map<String, String> really = new HashMap<>();

        Misreads(Ports ports) {
            super(ports.consul());
        }

        /** What it takes this domain for; empty for none. */
        abstract String read(String domain);

        @Override
        View seen(View view) {
            return Lens.claims(view, claim -> {
                claim.filter(each -> each.has("domain")).ifPresent(each -> {
                    String domain = each.path("domain").asText();
                    really.put(key(each), domain);
                    set(each, read(domain));
                });
                return claim;
            });
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            return Sent.claims(operations, claim -> {
                claim.filter(each -> really.containsKey(key(each)))
                        .ifPresent(each -> set(each, really.getOrDefault(key(each), "")));
                return claim;
            });
        }

        private static void set(ObjectNode claim, String domain) {
            claim.remove("domain");
            if (!domain.isEmpty()) {
                claim.put("domain", domain);
            }
        }

        private static String key(ObjectNode claim) {
            return claim.path("node").asText() + "/" + claim.path("id").asText();
        }
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
