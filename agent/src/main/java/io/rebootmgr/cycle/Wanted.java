package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;

/** Whether anything asks this node for a reboot. */
final class Wanted {
    private Wanted() {}

    /** No trigger, and no claim of ours. Slots that cannot be read may hold one, so they are looked at again. */
    static boolean nothingToDo(Facts glance) {
        Self self = glance.self();
        try {
            return glance.triggers().isEmpty()
                    && glance.slots(self.group()).ofNode(self.node()).isEmpty();
        } catch (MalformedJson e) {
            return false;
        }
    }

    /** Why nothing is to be rebooted after all; empty when a trigger asks for it. */
    static Optional<Outcome> unwanted(Facts facts) {
        Self self = facts.self();
        try {
            if (!facts.fresh().isEmpty()) {
                return Optional.empty();
            }
        } catch (MalformedJson e) {
            String key = self.keys().status(self.node());
            return Optional.of(new Outcome(ExitCode.INVALID, Facts.malformed(key, e)));
        }
        if (facts.triggers().isEmpty()) {
            return Optional.of(Outcome.done("nothing to do: no trigger"));
        }
        String name = facts.triggers().get(0).name();
        return Optional.of(new Outcome(
                ExitCode.GIVEN_UP,
                "parked: rebooted for " + name + ", and it is still there unchanged; remove it, or "
                        + Suggestion.resume(self.node()) + " to reboot for it once more"));
    }
}
