package io.rebootmgr.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real Consul agents as one datacenter, {@code dc1}: servers {@code server1}…, clients {@code client1}…. Ready when
 * returned: there is a leader and every agent knows every other. Processes and data are gone after {@link #close}.
 */
public final class ConsulCluster implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int ALIVE_IN_SERF = 1;
    private static final int LEFT_IN_SERF = 3;

    private final List<ConsulAgent> agents;
    private final Path folder;
    private final Optional<Certificates> certificates;
    private final Partition partition;

    ConsulCluster(List<ConsulAgent> agents, Path folder, Optional<Certificates> certificates, Partition partition) {
        this.agents = List.copyOf(agents);
        this.folder = folder;
        this.certificates = certificates;
        this.partition = partition;
    }

    public static ConsulClusterBuilder builder() {
        return new ConsulClusterBuilder();
    }

    /** Servers first. */
    public List<ConsulAgent> agents() {
        return agents;
    }

    public List<ConsulAgent> servers() {
        return agents.stream().filter(ConsulAgent::isServer).toList();
    }

    public List<ConsulAgent> clients() {
        return agents.stream().filter(agent -> !agent.isServer()).toList();
    }

    /** The agent of this node name. */
    public ConsulAgent agent(String node) {
        return agents.stream()
                .filter(agent -> agent.node().equals(node))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(node));
    }

    /** The server that leads by the word of a running one; waits until there is one. */
    public ConsulAgent leader() {
        List<ConsulAgent> leaders = new ArrayList<>();
        Await.until(
                () -> {
                    leaders.clear();
                    servers().stream()
                            .filter(ConsulAgent::isRunning)
                            .filter(server -> server.api()
                                    .get("/v1/agent/self")
                                    .at("/Stats/consul/leader")
                                    .asText()
                                    .equals("true"))
                            .forEach(leaders::add);
                    return !leaders.isEmpty();
                },
                READY,
                "a leader",
                this::logs);
        return leaders.getFirst();
    }

    /** With {@link ConsulClusterBuilder#acl}: the token that may do everything. */
    public String managementToken() {
        return agents.getFirst().managementToken().orElseThrow();
    }

    /** With {@link ConsulClusterBuilder#tls}: the certificates. */
    public Certificates certificates() {
        return certificates.orElseThrow();
    }

    /**
     * With {@link ConsulClusterBuilder#severable}: from now on neither Raft nor a request passes between these agents
     * and all others. Gossip still does, so nobody is taken for failed: only the servers know.
     */
    public void isolate(ConsulAgent... island) {
        partition.isolate(addresses(List.of(island)), addresses(agents));
    }

    /** Everything passes again, and what waited arrives. */
    public void heal() {
        isolate();
    }

    private static Set<String> addresses(List<ConsulAgent> of) {
        return of.stream().map(agent -> agent.http().getHost()).collect(Collectors.toSet());
    }

    /** {@link ConsulAgent#leave}, and waits until every running agent has heard of it and the catalog has let it go. */
    public void leave(ConsulAgent agent) {
        agent.leave();
        for (ConsulAgent other : agents.stream().filter(ConsulAgent::isRunning).toList()) {
            ConsulApi api = other.api();
            other.await(() -> statusInSerf(api, agent.node()) == LEFT_IN_SERF, READY, "sees gone " + agent.node());
            other.await(() -> isDeregistered(api, agent.node()), READY, "sees deregistered " + agent.node());
        }
    }

    /** One that leaves may register once more on its way, and Consul looks for such once a minute: it is helped. */
    private static boolean isDeregistered(ConsulApi api, String node) {
        if (api.get("/v1/catalog/node/" + node).isNull()) {
            return true;
        }
        api.put("/v1/catalog/deregister", "{\"Node\":\"" + node + "\"}");
        return false;
    }

    /** Waits until every running agent sees a leader and exactly the running ones alive. */
    public void awaitReady() {
        List<ConsulAgent> running =
                agents.stream().filter(ConsulAgent::isRunning).toList();
        List<String> names = running.stream().map(ConsulAgent::node).sorted().toList();
        for (ConsulAgent agent : running) {
            ConsulApi api = agent.api();
            agent.await(() -> !api.get("/v1/status/leader").asText().isEmpty(), READY, "sees a leader");
            agent.await(() -> seesAlive(api, running, names), READY, "sees alive " + names);
            agent.await(() -> registered(api).containsAll(names), READY, "sees registered " + names);
            if (agent.managementToken().isPresent()) {
                // For a moment after its start Consul believes that old servers may come.
                agent.await(() -> !api.get("/v1/acl/policies").isEmpty(), READY, "takes policies");
            }
        }
    }

    /** The ends of all logs. */
    public String logs() {
        StringBuilder all = new StringBuilder();
        agents.forEach(agent -> all.append("log of ")
                .append(agent.node())
                .append(":\n")
                .append(agent.log())
                .append('\n'));
        return all.toString();
    }

    @Override
    public void close() {
        agents.forEach(ConsulAgent::kill);
        partition.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Who was taken for failed is made known again: an agent asks those anew by itself every half a minute at most, and
     * one of them only.
     */
    private static boolean seesAlive(ConsulApi api, List<ConsulAgent> running, List<String> names) {
        List<String> alive = alive(api);
        running.stream()
                .filter(agent -> !alive.contains(agent.node()))
                .forEach(agent -> api.send("PUT", "/v1/agent/join/" + agent.gossip(), ""));
        return alive.equals(names);
    }

    private static int statusInSerf(ConsulApi api, String node) {
        return api.get("/v1/agent/members")
                .valueStream()
                .filter(member -> member.path("Name").asText().equals(node))
                .mapToInt(member -> member.path("Status").asInt())
                .findFirst()
                .orElse(LEFT_IN_SERF);
    }

    private static List<String> alive(ConsulApi api) {
        return api.get("/v1/agent/members")
                .valueStream()
                .filter(member -> member.path("Status").asInt() == ALIVE_IN_SERF)
                .map(member -> member.path("Name").asText())
                .sorted()
                .toList();
    }

    private static List<String> registered(ConsulApi api) {
        return api.get("/v1/health/state/passing")
                .valueStream()
                .filter(check -> check.path("CheckID").asText().equals("serfHealth"))
                .map(check -> check.path("Node").asText())
                .toList();
    }
}
