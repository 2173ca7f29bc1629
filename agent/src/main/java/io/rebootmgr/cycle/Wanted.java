package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;

/** Whether anything asks this node for a reboot. */
final class Wanted {
    private Wanted() {}

    /** No trigger, and nothing left of an earlier run. */
    static boolean nothingToDo(Facts glance) {
        return glance.unreadableRequest().isEmpty() && glance.triggers().isEmpty() && !isSomethingLeft(glance);
    }

    /**
     * Whether there may be something to put right before anything is judged: a claim in this node's name, its own or
     * one that somebody forged, which takes a slot until the node says that it knows nothing of it; or a drain that the
     * node itself says to stand, though it has no file of it any more. What cannot be read may say so, and is looked at
     * again.
     */
    static boolean isSomethingLeft(Facts glance) {
        Self self = glance.self();
        try {
            // Without a lambda: idle runs come here.
            Optional<NodeStatus> status = glance.status();
            return glance.slots(self.group()).ofNode(self.node()).isPresent()
                    || isAmongHot(glance)
                    || (status.isPresent() && saysDrained(status.get()));
        } catch (MalformedJson e) {
            return true;
        }
    }

    private static boolean saysDrained(NodeStatus status) {
        return status.drained().isPresent() || status.state() == NodeStatus.State.PREPARING;
    }

    /** A list that cannot be read concerns those who need a change in service. */
    private static boolean isAmongHot(Facts glance) {
        Self self = glance.self();
        try {
            return Slots.mayName(self.node(), glance.view(), self.keys().of(ClaimList.HOT), self.group())
                    && !Slots.listed(glance.view(), self.keys().of(ClaimList.HOT), self.group())
                            .allOf(self.node())
                            .isEmpty();
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * Why a run ends before it looks at the node and its gates; empty when a reboot is asked for. Where a detector
     * could not say, the gate says so of whoever is asked for a change; without a trigger it is said here.
     */
    static Optional<Outcome> against(Ports ports, RunRequest request, Facts facts) {
        if (request.operator()) {
            return Optional.empty();
        }
        Optional<Outcome> unwanted = unwanted(facts);
        Optional<Outcome> error = Detecting.error(ports, request, facts);
        if (error.isEmpty()) {
            return unwanted.or(() -> NothingToRun.obstacle(ports.tasks(), facts));
        }
        boolean nobodyAsks = unwanted.isPresent() && unwanted.get().code() != ExitCode.INVALID;
        return nobodyAsks ? error : unwanted;
    }

    /** Why nothing is to be rebooted after all; empty when a trigger asks for it. */
    static Optional<Outcome> unwanted(Facts facts) {
        Self self = facts.self();
        Optional<String> unreadable = facts.unreadableRequest();
        if (unreadable.isPresent()) {
            return Optional.of(new Outcome(ExitCode.INVALID, unreadable.get()));
        }
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
        Trigger first = facts.triggers().get(0);
        boolean reboot = first.change() == ChangeKind.REBOOT;
        return Optional.of(new Outcome(
                ExitCode.GIVEN_UP,
                "parked: " + (reboot ? "rebooted" : "changed") + " for " + first.name()
                        + (first.kind() == Trigger.Kind.DETECTOR
                                ? ", and it still says the same: " + first.text() + "; fix what it sees, or "
                                : ", and it is still there unchanged; remove it, or ")
                        + Suggestion.resume(self.node()) + " to " + (reboot ? "reboot" : "make that change")
                        + " for it once more"));
    }
}
