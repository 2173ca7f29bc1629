package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Those that change nodes in service wrong. */
final class MutantsOfHot {
    private MutantsOfHot() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.seeing("one node more is changed in service than may be", (self, seen) -> oneMore(seen)),
                Mutant.seeing("changes in service are counted by the limit of reboots", (self, seen) -> oneLimit(seen)),
                Mutant.asking("a change in service goes on though its session is gone", ForgetsSession::new),
                Mutant.asking("a change in service begins under a pause", HotUnderPause::new),
                new Mutant(
                        "a change in service begins under the error of a detector",
                        (self, ports) -> MutantsOfPrograms.asking(
                                ports, Stage.DETECT, (name, real) -> MutantsOfPrograms.hotUnlessItSays(real.get()))),
                new Mutant(
                        "the first hot task is taken for all of them",
                        (self, ports) -> MutantsOfPrograms.asking(
                                ports,
                                Stage.HOT,
                                (name, real) -> name.startsWith("1")
                                        ? real.get()
                                        : new TaskRunner.End.Exited(0, Duration.ZERO))));
    }

    /** Passes by every pause, once nothing but changes in service is asked for by the keys of the node. */
    private static final class HotUnderPause extends ChangedConsul {
        private final Self self;
        private final Ports ports;

        HotUnderPause(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
            this.ports = ports;
        }

        @Override
        View seen(View view) {
            String asked = self.keys().changeRequired(self.node());
            boolean isHot = view.get(asked)
                    .filter(entry -> entry.text().contains("\"hot\""))
                    .isPresent();
            boolean isMore = view.get(self.keys().rebootRequired(self.node())).isPresent()
                    || !ports.host().triggerFiles().isEmpty()
                    || ports.host().detectors().isPresent();
            return isHot && !isMore ? Lens.without(view, Lens::isPause) : view;
        }
    }

    private static View oneMore(View seen) {
        return Lens.changing(seen, Lens::isPolicy, policy -> {
            if (policy.has("hot_limit")) {
                policy.put("hot_limit", policy.path("hot_limit").asInt() + 1);
            }
        });
    }

    private static View oneLimit(View seen) {
        return Lens.changing(seen, Lens::isPolicy, policy -> {
            if (policy.has("hot_limit")) {
                policy.put("hot_limit", policy.path("limit").asInt(1));
            }
        });
    }

    /** Sees its lock held, by the session of its last claim of a change in service, whatever became of it. */
    private static final class ForgetsSession extends ChangedConsul {
        private final Self self;
        private String session = "";

        ForgetsSession(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        @Override
        public Written write(List<Operation> operations) {
            String hot = self.keys().of(ClaimList.HOT).slots(self.group());
            boolean isHot = operations.stream().anyMatch(each -> each.key().equals(hot));
            for (Operation each : operations) {
                if (each instanceof Operation.Lock(String key, byte[] value, String by)) {
                    session = isHot ? by : "";
                }
            }
            return super.write(operations);
        }

        @Override
        public boolean renewSession(String id) {
            return super.renewSession(id) || id.equals(session);
        }

        @Override
        View seen(View view) {
            String lock = self.keys().preparing(self.group(), self.node());
            if (session.isEmpty() || view.lockedBy(lock, session)) {
                return view;
            }
            // What is left of a lock whose session is gone still stands there.
            List<View.Entry> entries =
                    new ArrayList<>(Lens.without(view, lock::equals).under(""));
            entries.add(new View.Entry(lock, new byte[0], 1, Optional.of(session)));
            return new View(entries);
        }
    }
}
