package io.rebootmgr.leasing;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session that a lease hangs on is one of a Consul server. Of this machine it would end at once when its agent
 * leaves, as a client's does whenever it is stopped or restarted, while the work under the lease goes on.
 */
final class LeaseSession {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseSession.class);

    private static final String OWN = "the lease ends when this machine's Consul agent leaves, for its session";

    private LeaseSession() {}

    /**
     * A new session.
     *
     * @param id of the lease: so they are spread over the servers
     * @return its id; one of this agent's own where no server can be had
     */
    static String create(Consul consul, String name, Duration ttl, String id) {
        Optional<String> server = server(consul, id);
        if (server.isPresent()) {
            try {
                return consul.createSession(name, ttl, server.get());
            } catch (ConsulException e) {
                if (e.kind() != ConsulException.Kind.FORBIDDEN) {
                    throw e;
                }
                LOG.warn("{} may not be one of a server: {}", OWN, e.reason());
            }
        }
        return consul.createSession(name, ttl);
    }

    /** One that is alive; none where this token sees none. */
    private static Optional<String> server(Consul consul, String id) {
        try {
            List<Consul.Instance> servers = consul.instances("consul", Consistency.STALE);
            if (servers.isEmpty()) {
                LOG.warn("{} cannot be one of a server: this token sees none (service:read on consul)", OWN);
            }
            List<String> alive = servers.stream()
                    .filter(instance -> instance.checks().stream()
                            .allMatch(check -> check.status().equals("passing")))
                    .map(Consul.Instance::node)
                    .sorted()
                    .toList();
            return alive.isEmpty()
                    ? Optional.empty()
                    : Optional.of(alive.get(Math.floorMod(id.hashCode(), alive.size())));
        } catch (ConsulException e) {
            LOG.debug("no server can be named: {}", e.reason());
            return Optional.empty();
        }
    }
}
