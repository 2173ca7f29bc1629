package io.rebootmgr.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What to start. One server is the default. */
public final class ConsulClusterBuilder {
    private int servers = 1;
    private int clients;
    private boolean acl;
    private boolean tls;
    private boolean dev;
    private boolean severable;
    private Duration patience = Duration.ofSeconds(7);

    ConsulClusterBuilder() {}

    public ConsulClusterBuilder servers(int count) {
        servers = count;
        return this;
    }

    public ConsulClusterBuilder clients(int count) {
        clients = count;
        return this;
    }

    /** A single server in memory: ready after a tenth of a second instead of two, forgets everything at its end. */
    public ConsulClusterBuilder inMemory() {
        dev = true;
        return this;
    }

    /** ACLs with everything denied by default. */
    public ConsulClusterBuilder acl() {
        acl = true;
        return this;
    }

    /** HTTPS beside HTTP, that asks for client certificates. */
    public ConsulClusterBuilder tls() {
        tls = true;
        return this;
    }

    /** Servers that can be cut off from one another: {@link ConsulCluster#isolate}. */
    public ConsulClusterBuilder severable() {
        severable = true;
        return this;
    }

    /** How long a request waits for a leader before it is answered with 500; Consul's own default is 7 s. */
    public ConsulClusterBuilder patience(Duration upTo) {
        patience = upTo;
        return this;
    }

    public ConsulCluster start() {
        Path folder = temporaryFolder();
        int first = ThreadLocalRandom.current().nextInt(2, 250 - servers - clients);
        List<AgentConfig.Ports> ports = new ArrayList<>();
        for (int i = 0; i < servers + clients; i++) {
            String address = "127.0.0." + (first + i);
            boolean proxied = severable && i < servers;
            ports.add(AgentConfig.Ports.on(address, proxied ? "127.0.1." + (first + i) : address));
        }
        Partition partition = Partition.before(severable ? ports.subList(0, servers) : List.of());
        List<String> addresses = ports.stream().map(AgentConfig.Ports::address).toList();
        Optional<Certificates> certificates =
                tls ? Optional.of(Certificates.create(folder.resolve("tls"), addresses)) : Optional.empty();
        Optional<String> token = acl ? Optional.of(UUID.randomUUID().toString()) : Optional.empty();
        List<ConsulAgent> agents = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            boolean server = i < servers;
            AgentConfig.Ports own = ports.get(i);
            String node = server ? "server" + (i + 1) : "client" + (i - servers + 1);
            List<String> others = ports.stream()
                    .limit(servers)
                    .filter(other -> !other.equals(own))
                    .map(AgentConfig.Ports::gossipAddress)
                    .toList();
            AgentConfig config = new AgentConfig(own, servers, dev, others, patience, token, certificates);
            agents.add(new ConsulAgent(node, server, config, folder.resolve(node)));
        }
        ConsulCluster cluster = new ConsulCluster(agents, folder, certificates, partition);
        try {
            agents.forEach(ConsulAgent::start);
            cluster.awaitReady();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("rebootmgr-consul");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
