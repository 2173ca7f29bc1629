package io.rebootmgr.consul;

import java.io.IOException;
import java.util.function.Supplier;

/** Calls of consul-client, with its exceptions turned into ours. */
record OrbitzCalls(ConsulFailures failures) {

    <T> T ask(String request, String right, Supplier<T> call) {
        try {
            return call.get();
        } catch (com.orbitz.consul.ConsulException e) {
            throw failure(request, right, e);
        } catch (RuntimeException e) {
            throw nonsense(request, e);
        }
    }

    ConsulException failure(String request, String right, com.orbitz.consul.ConsulException e) {
        return e.getCause() instanceof IOException io ? failures.of(request, right, io) : nonsense(request, e);
    }

    /** consul-client trips over shapes that it does not expect, with whatever exception that gives. */
    ConsulException nonsense(String request, RuntimeException e) {
        return failures.nonsense(request, "not what Consul answers: " + ConsulFailures.excerpt(e.getMessage()));
    }
}
