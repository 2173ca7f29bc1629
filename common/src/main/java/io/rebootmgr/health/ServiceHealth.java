package io.rebootmgr.health;

import io.rebootmgr.text.Few;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What one service says of a reboot. */
public sealed interface ServiceHealth {

    String service();

    /** Its verdict on its own; the text begins with the service's name. */
    Verdict verdict();

    /**
     * Its nodes are counted; every node is in one of the three.
     *
     * @param passing how many nodes pass
     * @param failing by name
     * @param ignored nodes that do not pass and that the policy passes over, by name
     * @param thisNodePasses one of those that pass is the node that is judged
     */
    record Counted(
            String service,
            HealthRule.Bounds rule,
            int passing,
            List<FailingNode> failing,
            List<String> ignored,
            boolean thisNodePasses)
            implements ServiceHealth {
        private static final int MOST_NAMED = 5;

        public Counted {
            failing = List.copyOf(failing);
            ignored = List.copyOf(ignored);
        }

        /**
         * How many nodes would pass while this one is away, where the rule allows it to go and that is fewer than the
         * rule asks for, or none: the rule is about now, which not everybody who wrote {@code min_passing=1} meant.
         */
        public OptionalInt passingThen() {
            int then = passing - 1;
            // Of a service that only this node has nobody expects another.
            boolean trap = rule.minPassing().isPresent()
                    ? then < Math.max(1, rule.minPassing().getAsInt())
                    : then < 1 && nodes() > 1;
            boolean goes = thisNodePasses && rule.allow(passing, failing.size());
            return goes && trap ? OptionalInt.of(then) : OptionalInt.empty();
        }

        /** How many nodes have an instance. */
        public int nodes() {
            return passing + failing.size() + ignored.size();
        }

        @Override
        public Verdict verdict() {
            String text = service + ": " + passing + " of " + nodes() + " nodes pass, " + rule.text();
            Optional<String> failures =
                    named("failing", failing.stream().map(FailingNode::text).toList());
            Optional<String> passedOver = named("ignored", ignored);
            String all = text + failures.orElse("") + passedOver.orElse("");
            return rule.allow(passing, failing.size())
                    ? new Verdict.Proceed(all)
                    : new Verdict.Hold(ExitCode.HEALTH, all);
        }

        private static Optional<String> named(String what, List<String> nodes) {
            if (nodes.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of("; " + what + ": " + Few.of(nodes, MOST_NAMED));
        }
    }

    /** It cannot be judged, which holds: its rule is malformed or Consul knows none of its instances. */
    record Unjudged(String service, String cause) implements ServiceHealth {
        @Override
        public Verdict verdict() {
            return new Verdict.Unknown(ExitCode.HEALTH, service + ": " + cause);
        }
    }
}
