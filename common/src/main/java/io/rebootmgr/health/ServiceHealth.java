package io.rebootmgr.health;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
     */
    record Counted(String service, HealthRule.Limits rule, int passing, List<FailingNode> failing, List<String> ignored)
            implements ServiceHealth {
        private static final int MOST_NAMED = 5;

        public Counted {
            failing = List.copyOf(failing);
            ignored = List.copyOf(ignored);
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
            int more = nodes.size() - MOST_NAMED;
            return Optional.of(
                    "; " + what + ": " + nodes.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                            + (more > 0 ? " and " + more + " more" : ""));
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
