package io.rebootmgr.consul;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The real Consul. What an idle run asks, and what consul-client has no words for, goes over plain HTTP; the rest over
 * consul-client, which is loaded at its first use. Safe for use by several threads.
 *
 * <p>Consul does not answer 403 where a token may see only a part of something: it leaves out the rest without a word.
 * An empty answer to {@link #read} and {@link #members} is therefore told apart from a forbidden one; of services that
 * the token may not see nothing can be known.
 */
public final class ConsulAdapter implements Consul, AutoCloseable {
    private final ConnectionSettings settings;
    private final Optional<TlsSockets> tls;
    private final ConsulFailures failures;
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
        this.failures = new ConsulFailures(settings);
        this.light = new LightConsul(
                new PlainHttp(settings, tls), failures, settings.token().isPresent());
    }

    @Override
    public View read(Consistency consistency, List<String> prefixes) {
        // Without a lambda: what an idle run needs.
        try {
            return light.read(consistency, prefixes);
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw failures.tooLarge("PUT /v1/txn", TooLarge.UNBOUNDED);
        }
    }

    @Override
    public List<String> keys(Consistency consistency, String prefix) {
        return bounded(() -> light.keys(consistency, prefix));
    }

    @Override
    public Watched watch(String prefix, long index, Duration most) {
        return bounded(() -> light.watch(prefix, index, most));
    }

    @Override
    public WatchedNames watchNames(String prefix, long index, Duration most) {
        return bounded(() -> light.watchNames(prefix, index, most));
    }

    @Override
    public Written write(List<Operation> operations) {
        try {
            return orbitz().writes().write(operations);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return new Written.Unknown(TooLarge.UNBOUNDED);
        }
    }

    @Override
    public String createSession(String name, Duration ttl) {
        return bounded(() -> light.createSession(name, ttl, Optional.empty()));
    }

    @Override
    public String createSession(String name, Duration ttl, String node) {
        return bounded(() -> light.createSession(name, ttl, Optional.of(node)));
    }

    @Override
    public boolean renewSession(String session) {
        return bounded(() -> orbitz().sessions().renew(session));
    }

    @Override
    public void destroySession(String session) {
        bounded(() -> {
            orbitz().sessions().destroy(session);
            return true;
        });
    }

    @Override
    public List<LocalService> localServices() {
        return bounded(() -> orbitz().facts().localServices());
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        return bounded(() -> orbitz().facts().instances(service, consistency));
    }

    @Override
    public Set<String> servers() {
        return bounded(light::servers);
    }

    @Override
    public List<FoundCheck> checks(CheckState state, Consistency consistency) {
        return bounded(() -> orbitz().facts().checks(state, consistency));
    }

    @Override
    public List<Check> nodeChecks(String node, Consistency consistency) {
        return bounded(() -> orbitz().facts().nodeChecks(node, consistency));
    }

    @Override
    public List<Member> members() {
        return bounded(() -> orbitz().facts().members());
    }

    @Override
    public AgentSelf self() {
        return bounded(() -> orbitz().facts().self());
    }

    @Override
    public boolean isOnThisMachine() {
        try {
            for (InetAddress address :
                    InetAddress.getAllByName(settings.address().getHost())) {
                boolean own = address.isLoopbackAddress()
                        || address.isAnyLocalAddress()
                        || NetworkInterface.getByInetAddress(address) != null;
                if (!own) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Which token this is, in the words that may be told: its accessor ID.
     *
     * @throws ConsulException where it is unknown, or Consul has no ACLs
     */
    public String accessor() {
        return bounded(() -> light.accessor());
    }

    @Override
    public Optional<Counts> counts() {
        return bounded(() -> light.counts());
    }

    @Override
    public Autopilot autopilot() {
        return bounded(() -> light.autopilot());
    }

    @Override
    public Optional<String> maintenance() {
        return bounded(() -> orbitz().facts().maintenance());
    }

    @Override
    public void enableMaintenance(String reason) {
        bounded(() -> {
            light.enableMaintenance(reason);
            return true;
        });
    }

    @Override
    public void disableMaintenance() {
        bounded(() -> {
            light.disableMaintenance();
            return true;
        });
    }

    @Override
    public void requireMaintenanceRight(String node) {
        bounded(() -> {
            light.requireMaintenanceRight(node);
            return true;
        });
    }

    @Override
    public Optional<String> leader() {
        return bounded(() -> orbitz().facts().leader());
    }

    /** Lets go of consul-client's connections, if there are any. The JVM ends without it just as well. */
    @Override
    public synchronized void close() {
        if (orbitz != null) {
            orbitz.close();
            orbitz = null;
        }
    }

    /** What an answer is made of is let go by the time that this has failed: there is room again to say so. */
    private <T> T bounded(Supplier<T> question) {
        try {
            return question.get();
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw failures.tooLarge("a question", TooLarge.UNBOUNDED);
        }
    }

    private synchronized OrbitzConsul orbitz() {
        if (orbitz == null) {
            orbitz = new OrbitzConsul(settings, tls, failures);
        }
        return orbitz;
    }
}
