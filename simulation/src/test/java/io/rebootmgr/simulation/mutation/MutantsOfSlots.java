package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Operation.PutIf;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Those that count, take, commit or free slots wrong. */
final class MutantsOfSlots {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    private MutantsOfSlots() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.sending(
                        "COMMIT does not check the session",
                        (self, sent) -> Sent.isCommit(self, sent)
                                ? Sent.without(sent, Operation.RequireSession.class::isInstance)
                                : sent),
                Mutant.asking("COMMIT does not look at the limit", OldPolicy::new),
                Mutant.sending("CLAIM is not fenced by the policy", (self, sent) -> unfenced(sent, Sent::isClaim)),
                Mutant.sending(
                        "COMMIT is not fenced by the policy",
                        (self, sent) -> unfenced(sent, operations -> Sent.isCommit(self, operations))),
                Mutant.seeing("CLAIM takes one slot more than there are", (self, seen) -> withMore(seen, limit -> 1)),
                Mutant.seeing(
                        "a returning claim takes no slot",
                        (self, seen) -> withMore(seen, limit -> (int) Lens.claims(seen).stream()
                                .filter(claim -> isIn(claim, "returning"))
                                .count())),
                Mutant.asking(
                        "a rebooting claim is released after a quarter of an hour",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            View seen(View view) {
                                Instant old = ports.clock().now().minus(QUARTER);
                                return Lens.claims(
                                        view,
                                        claim -> claim.filter(each -> isOf(each, self)
                                                || !isIn(each, "rebooting")
                                                || since(each).isAfter(old)));
                            }
                        }),
                Mutant.seeing(
                        "a claim of web10 is taken for one of web1",
                        (self, seen) -> Lens.claims(
                                Lens.without(seen, key -> Lens.isOut(key) && key.contains("/out/" + self.node())),
                                claim -> {
                                    claim.filter(each -> node(each).startsWith(self.node()))
                                            .ifPresent(each -> each.put("node", self.node()));
                                    return claim;
                                })),
                Mutant.seeing(
                        "the list of claims counts, whatever the nodes that are out say themselves",
                        (self, seen) -> Lens.without(seen, key -> Lens.isOut(key) && !key.endsWith("/" + self.node()))),
                Mutant.seeing("a claim in the list is believed, whoever wrote it", MutantsOfSlots::believing),
                Mutant.asking("stale reads are trusted", (self, ports) -> new ChangedConsul(ports.consul()) {
                    @Override
                    public View read(Consistency consistency, List<String> prefixes) {
                        return super.read(Consistency.STALE, prefixes);
                    }
                }),
                Mutant.asking(
                        "a write of unknown outcome is taken as done",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            public Written write(List<Operation> operations) {
                                Written written = super.write(operations);
                                return written instanceof Written.Unknown ? new Written.Applied() : written;
                            }
                        }),
                Mutant.sending(
                        "the slots are read, then written",
                        (self, sent) -> sent.stream()
                                .map(each -> each instanceof PutIf(String key, byte[] value, long index)
                                                && key.endsWith("/slots")
                                        ? new Operation.Put(key, value)
                                        : each)
                                .toList()));
    }

    private static List<Operation> unfenced(List<Operation> sent, Predicate<List<Operation>> which) {
        return which.test(sent)
                ? Sent.without(sent, each -> each instanceof Operation.RequireIndex && Lens.isPolicy(each.key()))
                : sent;
    }

    private static View withMore(View seen, ToIntFunction<Integer> more) {
        return Lens.changing(seen, Lens::isPolicy, policy -> {
            if (policy.has("limit")) {
                int limit = policy.path("limit").asInt();
                policy.put("limit", limit + more.applyAsInt(limit));
            }
        });
    }

    /** As if the node had said itself what others say in its name. */
    private static View believing(Self self, View seen) {
        List<View.Entry> entries = new ArrayList<>(seen.under(""));
        String out = self.keys().out(self.group(), self.node());
        if (seen.get(out).isEmpty()) {
            Lens.claims(seen).stream()
                    .filter(claim -> isOf(claim, self) && !isIn(claim, "preparing"))
                    .findFirst()
                    .ifPresent(claim -> entries.add(new View.Entry(out, Json.bytes(claim), 0, Optional.empty())));
        }
        return new View(entries);
    }

    static boolean isOf(ObjectNode claim, Self self) {
        return node(claim).equals(self.node());
    }

    static boolean isIn(ObjectNode claim, String state) {
        return claim.path("state").asText().equals(state);
    }

    private static String node(ObjectNode claim) {
        return claim.path("node").asText();
    }

    private static Instant since(ObjectNode claim) {
        return Instant.parse(claim.path("since").asText());
    }

    /** Goes by the policy of its CLAIM to the end of the run. */
    private static final class OldPolicy extends ChangedConsul {
        private final Self self;
        private View latest = new View(List.of());
        private Optional<View> atClaim = Optional.empty();

        OldPolicy(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        @Override
        View seen(View view) {
            latest = view;
            if (atClaim.isEmpty()) {
                return view;
            }
            List<View.Entry> entries =
                    new ArrayList<>(Lens.without(view, Lens::isPolicy).under(""));
            atClaim.get().under("").stream()
                    .filter(entry -> Lens.isPolicy(entry.key()))
                    .forEach(entries::add);
            return new View(entries);
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            if (Sent.isClaim(operations)) {
                atClaim = Optional.of(latest);
            }
            return unfenced(operations, sent -> Sent.isCommit(self, sent));
        }
    }
}
