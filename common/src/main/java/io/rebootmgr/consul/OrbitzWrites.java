package io.rebootmgr.consul;

import com.orbitz.consul.KeyValueClient;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.util.List;

/** Transactions that write, and what became of them: where that is not certain it is {@link Written.Unknown}. */
record OrbitzWrites(KeyValueClient keys, Failures failures) {
    private static final int CONFLICT = 409;

    Written write(List<Operation> operations) {
        if (operations.isEmpty() || operations.size() > Operation.MOST) {
            throw new IllegalArgumentException(operations.size() + " operations, expected 1 to " + Operation.MOST);
        }
        var theirs = operations.stream()
                .map(OrbitzTransaction::operation)
                .toArray(com.orbitz.consul.model.kv.Operation[]::new);
        try {
            keys.performTransaction(theirs);
            return new Written.Applied();
        } catch (com.orbitz.consul.ConsulException e) {
            return notApplied(e, operations);
        } catch (RuntimeException e) {
            return new Written.Unknown("the answer is not what Consul answers: " + Failures.excerpt(e.toString()));
        }
    }

    /** Throws only where it is certain that nothing was done. */
    private Written notApplied(com.orbitz.consul.ConsulException e, List<Operation> operations) {
        String request = "PUT /v1/txn";
        String body = String.valueOf(e.getMessage());
        int status = e.getCode();
        if (e.getCause() instanceof IOException io) {
            ConsulException failure = failures.unanswered(request, io);
            if (Failures.nothingWasSent(io)) {
                throw failure;
            }
            return new Written.Unknown(String.valueOf(failure.getMessage()));
        }
        if (status == CONFLICT) {
            return refused(body, operations);
        }
        ConsulException failure = failures.refused(request, "keys: needs key:write", status, body);
        boolean mayBeDone = failure.kind() == ConsulException.Kind.UNREACHABLE;
        if (mayBeDone) {
            return new Written.Unknown(String.valueOf(failure.getMessage()));
        }
        throw failure;
    }

    private Written refused(String body, List<Operation> operations) {
        try {
            var reasons = OrbitzTransaction.reasons(body, operations);
            var rights = reasons.stream()
                    .filter(OrbitzTransaction.Reason::isForbidden)
                    .map(OrbitzTransaction.Reason::right)
                    .distinct()
                    .toList();
            if (!rights.isEmpty()) {
                throw failures.forbidden(String.join(", ", rights));
            }
            return new Written.Refused(
                    reasons.stream().map(OrbitzTransaction.Reason::text).toList());
        } catch (MalformedJson e) {
            return new Written.Unknown("the answer " + e.getMessage());
        }
    }
}
