package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;

/** What becomes of a node that needs a change which is no reboot. */
final class OtherKinds {
    private OtherKinds() {}

    /** Why the run ends here; empty where a reboot is needed, or nothing asks. */
    static Optional<Outcome> obstacle(Facts facts) {
        return needed(facts)
                .flatMap(kind -> switch (kind) {
                    case HOT -> Optional.of("hot_tasks");
                    case DRAIN -> Optional.of("drained_tasks");
                    case REBOOT -> Optional.<String>empty();
                })
                .map(directory -> new Outcome(
                        ExitCode.NOT_INITIALISED,
                        "no " + directory + ": /etc/rebootmgr/" + directory + " does not exist"));
    }

    /** The highest kind that anything asks for. */
    static Optional<ChangeKind> needed(Facts facts) {
        try {
            return facts.fresh().stream().map(Trigger::change).max(ChangeKind::compareTo);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
