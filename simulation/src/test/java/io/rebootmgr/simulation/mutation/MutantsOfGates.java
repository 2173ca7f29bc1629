package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import java.util.List;
import java.util.function.ToIntFunction;

/** Those that judge a gate wrong, or do not look. */
final class MutantsOfGates {
    private MutantsOfGates() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.asking("nobody looks at the stop flags after the commit", BlindAfterCommit::new),
                Mutant.seeing("a paused node starts", (self, seen) -> Lens.without(seen, Lens::isPause)),
                Mutant.asking("a pause ends what has begun, as a stop does", PauseStops::new),
                Mutant.seeing(
                        "a denied node starts",
                        (self, seen) -> Lens.changing(seen, Lens::isPolicy, policy -> policy.remove("deny"))),
                Mutant.asking("health is not judged again after the commit", OldAfterCommit::new),
                Mutant.seeing(
                        "a node that has left the catalog for its reboot fails nowhere",
                        (self, seen) -> Lens.claims(seen, claim -> {
                            claim.filter(each -> !MutantsOfSlots.isOf(each, self))
                                    .ifPresent(each -> each.remove("services"));
                            return claim;
                        })),
                Mutant.seeing(
                        "claims of other groups do not count as failing",
                        (self, seen) -> Lens.without(
                                seen,
                                key -> key.startsWith(self.keys().groups())
                                        && !key.startsWith(self.keys().group(self.group())))),
                Mutant.asking(
                        "the quorum gate counts servers that do not vote",
                        (self, ports) -> tolerating(ports, told -> {
                            int servers = told.servers().size();
                            return servers - (servers / 2 + 1);
                        })),
                Mutant.asking(
                        "the quorum gate sees one server more that could be lost",
                        (self, ports) -> tolerating(ports, told -> told.failureTolerance() + 1)),
                Mutant.seeing(
                        "a reboot loop goes on for ever",
                        (self, seen) -> Lens.without(seen, self.keys().history(self.node())::equals)),
                Mutant.seeing("a detector may ask in turns for ever", (self, seen) -> {
                    String last = lastAnsweredByMore(seen, self);
                    return last.isEmpty()
                            ? seen
                            : Lens.changing(
                                    seen,
                                    self.keys().status(self.node())::equals,
                                    status -> status.put("forgiven", last).remove("looping"));
                }),
                Mutant.asking(
                        "nobody asks the Consul agent for its name",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            public AgentSelf self() {
                                AgentSelf real = super.self();
                                return new AgentSelf(self.node(), real.datacenter(), real.version(), real.server());
                            }
                        }));
    }

    /** The newest claim behind which a detector asked for more; empty where there is none. */
    private static String lastAnsweredByMore(View seen, Self self) {
        String last = "";
        for (ObjectNode entry : Lens.entries(seen, self.keys().history(self.node()))) {
            if (entry.has("more_by")) {
                last = entry.path("claim").asText();
            }
        }
        return last;
    }

    private static ChangedConsul tolerating(Ports ports, ToIntFunction<Autopilot> tolerance) {
        return new ChangedConsul(ports.consul()) {
            @Override
            public Autopilot autopilot() {
                Autopilot told = super.autopilot();
                return new Autopilot(tolerance.applyAsInt(told), told.servers());
            }
        };
    }

    /** From its CLAIM on it takes every pause for a stop. */
    private static final class PauseStops extends ChangedConsul {
        private boolean claimed;

        PauseStops(Self self, Ports ports) {
            super(ports.consul());
        }

        @Override
        View seen(View view) {
            return claimed
                    ? new View(view.under("").stream()
                            .map(entry -> Lens.isPause(entry.key()) ? stop(entry) : entry)
                            .toList())
                    : view;
        }

        private static View.Entry stop(View.Entry pause) {
            String key = pause.key().replaceAll("/pause$", "/stop");
            return new View.Entry(key, pause.value(), pause.modifyIndex(), pause.session());
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            claimed |= Sent.isClaim(operations);
            return operations;
        }
    }

    private static final class BlindAfterCommit extends ChangedConsul {
        private final Self self;
        private boolean committed;

        BlindAfterCommit(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        @Override
        View seen(View view) {
            return committed ? Lens.without(view, Lens::isStop) : view;
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            committed |= Sent.isCommit(self, operations);
            return operations;
        }
    }
}
