package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import java.util.List;

/** Those that begin when it is closed. */
final class MutantsOfWindows {
    private static final List<String> CLOSE = List.of("windows", "freezes");

    private MutantsOfWindows() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.seeing(
                        "windows are not asked for",
                        (self, seen) -> Lens.changing(seen, Lens::isPolicy, policy -> policy.remove("windows"))),
                Mutant.seeing(
                        "a freeze holds nobody",
                        (self, seen) -> Lens.changing(seen, Lens::isPolicy, policy -> policy.remove("freezes"))),
                Mutant.seeing(
                        "hot_anytime is taken for every kind of change",
                        (self, seen) -> Lens.changing(seen, Lens::isPolicy, policy -> {
                            if (policy.path("hot_anytime").asBoolean()) {
                                policy.remove(CLOSE);
                            }
                        })),
                Mutant.seeing(
                        "changes in service are made at any time, whatever the policy says",
                        (self, seen) -> Lens.changing(seen, Lens::isPolicy, policy -> policy.put("hot_anytime", true))),
                Mutant.asking("windows are asked for before the claim only", (self, ports) -> new AsksOnce(ports)));
    }

    /** Who has a claim may go, whatever time it is by then. */
    private static final class AsksOnce extends ChangedConsul {
        private boolean claimed;

        AsksOnce(Ports ports) {
            super(ports.consul());
        }

        @Override
        View seen(View view) {
            return claimed ? Lens.changing(view, Lens::isPolicy, AsksOnce::open) : view;
        }

        private static void open(ObjectNode policy) {
            policy.remove(CLOSE);
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            claimed |= Sent.isClaim(operations);
            return operations;
        }
    }
}
