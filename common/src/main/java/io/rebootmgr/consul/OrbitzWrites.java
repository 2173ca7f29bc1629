package io.rebootmgr.consul;

import com.orbitz.consul.KeyValueClient;
import com.orbitz.consul.model.kv.TxResponse;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.util.List;

/** Transactions that write, and what became of them: where that is not certain it is {@link Written.Unknown}. */
record OrbitzWrites(KeyValueClient keys, ConsulFailures failures) {
    private static final int CONFLICT = 409;

    Written write(List<Operation> operations) {
        if (operations.isEmpty() || operations.size() > Operation.MOST) {
            throw new IllegalArgumentException(operations.size() + " operations, expected 1 to " + Operation.MOST);
        }
        var theirs = operations.stream()
                .map(OrbitzTransaction::operation)
                .toArray(com.orbitz.consul.model.kv.Operation[]::new);
        try {
            TxResponse response = keys.performTransaction(theirs).getResponse();
            return response.errors().isEmpty()
                    ? new Written.Applied()
                    : new Written.Unknown("status 200 with errors: " + failures.cleanExcerpt(response.toString()));
        } catch (com.orbitz.consul.ConsulException e) {
            return outcome(e.getCause() instanceof IOException io ? io : new IOException(e), operations);
        } catch (RuntimeException e) {
            return new Written.Unknown("the answer is not what Consul answers: " + failures.cleanExcerpt(e.toString()));
        }
    }

    /** Throws only where it is certain that nothing was done. */
    private Written outcome(IOException cause, List<Operation> operations) {
        if (cause instanceof Rejected rejected && rejected.status() == CONFLICT) {
            return refused(rejected.body(), operations);
        }
        ConsulException failure = failures.of("PUT /v1/txn", "keys: need key:write", cause);
        // What Consul rejects it has not done, unless it lost its leader or itself (5xx) over it. Of what stands
        // between, a rate
        // limit (429, 503) or a proxy that gave up waiting, nobody knows how far the write had come.
        boolean certain = cause instanceof Rejected rejected
                ? isRefusal(rejected.status()) || failure.kind() == ConsulException.Kind.NO_LEADER
                : ConsulFailures.nothingWasSent(cause);
        if (certain) {
            throw failure;
        }
        return new Written.Unknown(failure.reason());
    }

    private static boolean isRefusal(int status) {
        return status == 400 || status == 403 || status == 404 || status == 405 || status == 413;
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
