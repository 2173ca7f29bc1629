package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Line;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;

/**
 * This node's place among those that wait for a slot of its group: what to write for it to be taken, kept or given up.
 */
final class PlaceInLine {
    private final Ports ports;
    private final Self self;

    PlaceInLine(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
    }

    private String key() {
        return self.keys().waiting(self.group(), self.node());
    }

    /**
     * Whether a run that ended like that stands in line: held by the slots, or by a gate that the return of a node
     * opens while one of the group is out; and a node that waits already keeps its place at such a gate.
     */
    private boolean stands(Facts facts, Outcome outcome) {
        return outcome.code() == ExitCode.NO_SLOT
                || (outcome.isOpenedByAReturn() && (facts.isInLine() || isAnotherOut(facts)));
    }

    private static boolean isAnotherOut(Facts facts) {
        try {
            return !facts.othersOut().isEmpty();
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * After a run that ended like that. The key's index is the node's place, so one that stands there is not written
     * again.
     */
    List<Operation> after(ConfirmedFacts facts, Outcome outcome) {
        if (!stands(facts, outcome)) {
            return given(facts);
        }
        if (facts.isInLine()) {
            return List.of();
        }
        String reason =
                facts.triggers().isEmpty() ? "" : facts.triggers().get(0).text();
        ObjectNode value =
                Json.object().put("since", ports.clock().now().toString()).put("reason", reason);
        self.domain().writeTo(value);
        return List.of(new Operation.Put(key(), Json.bytes(value)));
    }

    /**
     * Names this node as one of the next where there is room, after a run that ended like that. The line is written as
     * it was read and longer, or not at all: where two join at the same moment, both are to be named.
     */
    List<Operation> named(ConfirmedFacts facts, Outcome outcome) {
        if (!stands(facts, outcome)) {
            return List.of();
        }
        Line line = Line.in(facts.view(), self.keys(), self.group());
        int limit = facts.policy() instanceof PolicyState.Known known
                ? known.policy().limit()
                : 1;
        Line longer = line.with(self.node(), self.domain(), limit, ports.clock().now());
        String next = self.keys().next(self.group());
        return longer.equals(line)
                ? List.of()
                : List.of(new Operation.PutIf(next, longer.bytes(), facts.view().index(next)));
    }

    /** The place given up. */
    List<Operation> given(Facts facts) {
        return facts.isInLine() ? List.of(new Operation.Delete(key())) : List.of();
    }
}
