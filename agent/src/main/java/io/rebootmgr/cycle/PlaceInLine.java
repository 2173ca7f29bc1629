package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Impact;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This node's place among those that wait for a slot of its group: what to write for it to be taken, kept or given up.
 */
final class PlaceInLine {
    private final Ports ports;
    private final Self self;
    private final OwnImpact impact;

    PlaceInLine(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
        this.impact = new OwnImpact(ports, self);
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
     * Asks what it would cost to take this node, where a run that ended like that stands in line.
     *
     * @return whether that took time
     */
    boolean asked(Facts facts, Outcome outcome) {
        return stands(facts, outcome) && impact.ask(facts);
    }

    /**
     * After a run that ended like that. Who stands there already is not written again, unless its impact has changed:
     * the key's first index is the node's age in line, its last one means nothing.
     */
    List<Operation> after(ConfirmedFacts facts, Outcome outcome) {
        if (!stands(facts, outcome)) {
            impact.left();
            return given(facts);
        }
        if (facts.isInLine() && !impact.isNews(facts)) {
            return List.of();
        }
        ObjectNode value = facts.place()
                .flatMap(PlaceInLine::written)
                .orElseGet(() -> Json.object()
                        .put("since", ports.clock().now().toString())
                        .put(
                                "reason",
                                facts.triggers().isEmpty()
                                        ? ""
                                        : facts.triggers().get(0).text()));
        self.domain().writeTo(value);
        value.remove(Impact.FIELD);
        Impact.write(value, impact.told(facts));
        List<Operation> operations = new ArrayList<>(facts.isInLine() ? List.of() : given(facts));
        operations.add(new Operation.Put(key(), Json.bytes(value)));
        return operations;
    }

    /** With whatever a newer version has written there. */
    private static Optional<ObjectNode> written(View.Entry entry) {
        try {
            return Json.parse(entry.value()) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /**
     * Names this node as one of the next where there is room, after a run that ended like that. The line is written as
     * it was read and longer, or not at all: where two join at the same moment, both are to be named.
     */
    List<Operation> named(ConfirmedFacts facts, Outcome outcome) {
        if (!stands(facts, outcome)) {
            return List.of();
        }
        NextInLine line = NextInLine.in(facts.view(), self.keys(), self.group());
        Limits limits = facts.policy().readable().map(self::limits).orElse(new Limits(1));
        NextInLine longer = line.with(
                self.node(),
                self.domain(),
                impact.told(facts),
                limits,
                ports.clock().now());
        String next = self.keys().next(self.group());
        return longer.equals(line)
                ? List.of()
                : List.of(new Operation.PutIf(next, longer.bytes(), facts.view().index(next)));
    }

    /** The place given up, and nobody knows for how long. */
    List<Operation> left(Facts facts) {
        impact.left();
        return given(facts);
    }

    /** The place given up, in whichever line: what the node needs may be another change by now. */
    List<Operation> given(Facts facts) {
        // No stream: idle runs come here.
        List<Operation> given = new ArrayList<>();
        for (ClaimList list : ClaimList.values()) {
            String key = self.keys().of(list).waiting(self.group(), self.node());
            if (facts.view().get(key).isPresent()) {
                given.add(new Operation.Delete(key));
            }
        }
        return given;
    }
}
