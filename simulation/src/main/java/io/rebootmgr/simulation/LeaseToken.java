package io.rebootmgr.simulation;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.host.Clock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

/**
 * How a tool that may write leases and nothing else gets at Consul. Of all that a claim writes the node's status alone
 * stands between it and a node that is claimed after it has looked.
 */
final class LeaseToken {
    private final Consul consul;
    private final Clock clock;
    private final Duration hesitation;

    private LeaseToken(Consul consul, Clock clock, Duration hesitation) {
        this.consul = consul;
        this.clock = clock;
        this.hesitation = hesitation;
    }

    /** @param hesitation how long the tool stands still between a look and the write that follows it */
    static Consul of(Consul consul, Clock clock, Duration hesitation) {
        LeaseToken token = new LeaseToken(consul, clock, hesitation);
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(),
                new Class<?>[] {Consul.class},
                (self, method, args) -> token.call(method, args));
    }

    private Object call(Method method, Object[] args) throws Throwable {
        if (method.getName().equals("write")) {
            for (Object operation : (List<?>) args[0]) {
                require((Operation) operation);
            }
            clock.sleep(hesitation);
        }
        try {
            return method.invoke(consul, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** As Consul does it: whoever makes the absence of a key a condition needs the right to write that key. */
    private static void require(Operation operation) {
        boolean reads = operation instanceof Operation.RequireIndex;
        if (!reads && !operation.key().endsWith("/lease")) {
            throw new ConsulException(
                    ConsulException.Kind.FORBIDDEN, "Consul forbids it: no right to write " + operation.key());
        }
    }
}
