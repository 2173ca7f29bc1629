package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.Self;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What a transaction is, told by what it does to the keys. */
final class Sent {
    private Sent() {}

    /** CLAIM takes the lock. */
    static boolean isClaim(List<Operation> operations) {
        return operations.stream().anyMatch(Operation.Lock.class::isInstance);
    }

    /** With COMMIT the node says itself that it is going to reboot. */
    static boolean isCommit(Self self, List<Operation> operations) {
        return operations.stream()
                .anyMatch(each -> each instanceof Operation.Put(String key, byte[] value)
                        && isOutOf(self, key)
                        && new String(value, StandardCharsets.UTF_8).contains("\"rebooting\""));
    }

    /** Where a stop leaves the node drained it says so itself, too. */
    static boolean saysDrained(Self self, Operation each) {
        return each instanceof Operation.Put(String key, byte[] value)
                && isOutOf(self, key)
                && new String(value, StandardCharsets.UTF_8).contains("\"drained\"");
    }

    /** Whoever gives a slot back does not say any more that it is out. */
    static boolean isGivingBack(Self self, List<Operation> operations) {
        return operations.stream()
                .anyMatch(each -> (each instanceof Operation.Delete || each instanceof Operation.DeleteIf)
                        && isOutOf(self, each.key()));
    }

    static List<Operation> without(List<Operation> operations, Predicate<Operation> which) {
        return operations.stream().filter(which.negate()).toList();
    }

    /** With every claim changed, or gone, in the lists and where the node says itself that it is out. */
    static List<Operation> claims(List<Operation> operations, UnaryOperator<Optional<ObjectNode>> change) {
        return operations.stream()
                .map(each -> switch (each) {
                    case Operation.Put(String key, byte[] value) ->
                        new Operation.Put(key, Lens.claims(key, value, change));
                    case Operation.PutIf(String key, byte[] value, long index) ->
                        new Operation.PutIf(key, Lens.claims(key, value, change), index);
                    default -> each;
                })
                .toList();
    }

    /** With the lists of claims changed. */
    static List<Operation> slots(List<Operation> operations, Consumer<ObjectNode> change) {
        return operations.stream()
                .map(each ->
                        each instanceof Operation.PutIf(String key, byte[] value, long index) && key.endsWith("/slots")
                                ? new Operation.PutIf(key, Lens.changing(value, change), index)
                                : each)
                .toList();
    }

    private static boolean isOutOf(Self self, String key) {
        return Lens.isOut(key) && key.endsWith("/" + self.node());
    }
}
