package io.rebootmgr.consul;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The real Consul. What an idle run asks, and what consul-client has no words for, goes over plain HTTP; the rest over
 * consul-client, which is loaded at its first use. Safe for use by several threads.
 *
 * <p>Consul does not answer 403 where a token may see only a part of something: it leaves out the rest without a word. An
 * empty answer to {@link #read} and {@link #members} is therefore told apart from a forbidden one; of services that the
 * token may not see nothing can be known.
 */
public final class ConsulAdapter implements Consul, AutoCloseable {
    private final ConnectionSettings settings;
    private final Optional<TlsSockets> tls;
    private final Failures failures;
    private final LightConsul light;
    private @Nullable OrbitzConsul orbitz;

    /**
     * Reads the certificates and connects to nothing yet.
     *
     * @throws UnusablePem when a certificate or key file cannot be used
     */
    public ConsulAdapter(ConnectionSettings settings) throws UnusablePem {
        this.settings = settings;
        this.tls = settings.isTls()
                ? Optional.of(
                        TlsContext.sockets(settings.tls(), settings.address().getHost()))
                : Optional.empty();
        this.failures = new Failures(settings);
        this.light = new LightConsul(
                new PlainHttp(settings, tls), failures, settings.token().isPresent());
    }

    @Override
    public View read(Consistency consistency, List<String> prefixes) {
        return light.read(consistency, prefixes);
    }

    @Override
    public List<String> keys(Consistency consistency, String prefix) {
        return light.keys(consistency, prefix);
    }

    @Override
    public Watched watch(String prefix, long index, Duration most) {
        return light.watch(prefix, index, most);
    }

    @Override
    public Written write(List<Operation> operations) {
        return orbitz().writes().write(operations);
    }

    @Override
    public String createSession(String name, Duration ttl) {
        return light.createSession(name, ttl);
    }

    @Override
    public boolean renewSession(String session) {
        return orbitz().sessions().renew(session);
    }

    @Override
    public void destroySession(String session) {
        orbitz().sessions().destroy(session);
    }

    @Override
    public List<LocalService> localServices() {
        return orbitz().facts().localServices();
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        return orbitz().facts().instances(service, consistency);
    }

    @Override
    public List<Member> members() {
        return orbitz().facts().members();
    }

    @Override
    public AgentSelf self() {
        return orbitz().facts().self();
    }

    @Override
    public Optional<Counts> counts() {
        return light.counts();
    }

    @Override
    public int failureTolerance() {
        return light.failureTolerance();
    }

    @Override
    public Optional<String> maintenance() {
        return orbitz().facts().maintenance();
    }

    @Override
    public void enableMaintenance(String reason) {
        light.enableMaintenance(reason);
    }

    @Override
    public void disableMaintenance() {
        light.disableMaintenance();
    }

    @Override
    public void requireMaintenanceRight(String node) {
        light.requireMaintenanceRight(node);
    }

    @Override
    public Optional<String> leader() {
        return orbitz().facts().leader();
    }

    /** Lets go of consul-client's connections, if there are any. The JVM ends without it just as well. */
    @Override
    public synchronized void close() {
        if (orbitz != null) {
            orbitz.close();
            orbitz = null;
        }
    }

    private synchronized OrbitzConsul orbitz() {
        if (orbitz == null) {
            orbitz = new OrbitzConsul(settings, tls, failures);
        }
        return orbitz;
    }
}
