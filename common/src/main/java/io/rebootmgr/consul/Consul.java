package io.rebootmgr.consul;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What rebootmgr asks of Consul. Every method is one request or a few, each bounded by the configured timeout, and
 * throws {@link ConsulException} when there is no usable answer.
 *
 * <p>Where a token may see only a part of something Consul leaves out the rest without a word: services that it may not
 * read are not among those of {@link #localServices}, and have no {@link #instances}.
 */
public interface Consul {
    /** The service that Consul's servers register. */
    String SERVERS = "consul";

    /** How fresh an answer has to be. */
    enum Consistency {
        /** Any server's word: may lag, and so may only ever be a reason not to act. */
        STALE,
        /** The leader's word, which can be an old leader's for some seconds. */
        DEFAULT,
        /** The leader's word, confirmed by a quorum: what every decision to act is based on. */
        CONSISTENT
    }

    /**
     * Everything whose key begins with one of {@code prefixes}, as of one moment, in one request. A whole key is a
     * prefix too; the view is asked by exact names, so longer ones do no harm. A prefix with nothing below it that the
     * token may not read is {@link ConsulException.Kind#FORBIDDEN} unless the read is {@link Consistency#STALE} and saw
     * some key.
     *
     * @param prefixes 1 to 64, none empty
     */
    View read(Consistency consistency, List<String> prefixes);

    /** How many requests it may have at the same time, 1 or more: it has other things to do. Asks nobody. */
    default int atOnce() {
        return 4;
    }

    /** The names of all keys that begin with {@code prefix}, without their values: cheap where values are large. */
    default List<String> keys(Consistency consistency, String prefix) {
        return read(consistency, List.of(prefix)).under(prefix).stream()
                .map(View.Entry::key)
                .toList();
    }

    /**
     * Waits until something below {@code prefix} changes: a blocking query, so it costs one request however long it
     * waits. A stale read, and may come back early with nothing changed.
     *
     * @param index of the answer before, 0 for an answer at once
     * @param most how long to wait, up to 10 minutes; Consul adds up to a sixteenth
     */
    Watched watch(String prefix, long index, Duration most);

    /**
     * The same without the values: for a prefix below which there is more than one answer should hold. It too comes
     * back when a value changes.
     */
    default WatchedNames watchNames(String prefix, long index, Duration most) {
        Watched watched = watch(prefix, index, most);
        return new WatchedNames(
                watched.view().under(prefix).stream().map(View.Entry::key).toList(), watched.index());
    }

    /**
     * All of {@code operations} (1 to 64), or none, in one request that is sent once. A write whose outcome is not
     * certain is never an exception but {@link Written.Unknown}: after an exception nothing was written.
     *
     * @throws IllegalArgumentException when a value is not text in UTF-8
     */
    Written write(List<Operation> operations);

    /**
     * A new session with behaviour {@code delete}, no health checks and no lock-delay.
     *
     * @param ttl 10 s to 24 h; without a renewal Consul ends it after one to two of these
     */
    String createSession(String name, Duration ttl);

    /**
     * The same, of another node than this agent's. Consul ends a session when its node leaves, and a client's agent
     * leaves when it is told to end.
     *
     * @param node registered in this datacenter
     */
    String createSession(String name, Duration ttl, String node);

    /** Renews it; false when Consul does not know it (any more), or it is no session id at all. */
    boolean renewSession(String session);

    /** Ends it and its locks; one that is gone already is fine. */
    void destroySession(String session);

    /** The services registered at this node's own agent. */
    List<LocalService> localServices();

    /** Every instance of a service in the datacenter, with its own and its node's checks. */
    List<Instance> instances(String service, Consistency consistency);

    /** The nodes that are Consul servers, by the service that those register. */
    default Set<String> servers() {
        return instances(SERVERS, Consistency.DEFAULT).stream()
                .map(Instance::node)
                .collect(Collectors.toSet());
    }

    /** All checks in the datacenter that are in this state, with what they are checks of. */
    List<FoundCheck> checks(CheckState state, Consistency consistency);

    /**
     * The checks of a node itself, and not of its services, as the servers have them: where an agent cannot say there
     * what has changed, its own view is another. Empty where the token may not read that node.
     */
    List<Check> nodeChecks(String node, Consistency consistency);

    /** The LAN members that this node's agent knows. */
    List<Member> members();

    /** This node's agent about itself. */
    AgentSelf self();

    /** Whether the agent that is asked is this machine's, by its address; asks nobody but the resolver. */
    default boolean isOnThisMachine() {
        return true;
    }

    /**
     * How much there is at this node's agent, seen or not: what a token may not read is left out of
     * {@link #localServices} and {@link #members} without a word, and shows by the difference only. Empty where the
     * agent does not count like that.
     */
    Optional<Counts> counts();

    /** Which servers vote, and how many of them could be lost. */
    Autopilot autopilot();

    /** The reason of this node's maintenance mode, if it is in it. */
    Optional<String> maintenance();

    /** Puts this node into maintenance mode. One that it is in already stays, with its old reason. */
    void enableMaintenance(String reason);

    /** Ends this node's maintenance mode; none set is fine. */
    void disableMaintenance();

    /**
     * Changes nothing, and asks for the right that it takes to switch this node's maintenance mode.
     *
     * @param node this node's name in Consul
     */
    void requireMaintenanceRight(String node);

    /** The servers' leader ({@code host:port}), empty when there is none. */
    Optional<String> leader();

    /** Everything below a prefix, and the index to wait with for the next change. */
    record Watched(View view, long index) {}

    /** The names of all keys below a prefix, and the index to wait with for the next change. */
    record WatchedNames(List<String> names, long index) {}

    /** A service at this node's own agent. */
    record LocalService(String id, String name, List<String> tags) {}

    /** An instance of a service somewhere in the datacenter. */
    record Instance(String node, String serviceId, String service, List<String> tags, List<Check> checks) {}

    /**
     * A health check.
     *
     * @param status {@code passing}, {@code warning} or {@code critical}
     * @param output what it said last; of a maintenance mode its notes, which hold the reason
     * @param serviceId the service that it is a check of; empty for one of the node itself
     */
    record Check(String id, String name, String status, String output, String serviceId) {
        /** Whether it is a maintenance mode of a node or a service. */
        public boolean isMaintenance() {
            return id.equals("_node_maintenance") || id.startsWith("_service_maintenance");
        }

        /**
         * Whether it probably has not run yet: Consul lets a check begin as critical with nothing to say, at every
         * start and reload of its agent. One whose script fails without a word cannot be told from that.
         */
        public boolean hasNotRun() {
            return status.equals("critical") && output.isEmpty() && !isMaintenance();
        }

        /** A check of the node itself. */
        public Check(String id, String name, String status, String output) {
            this(id, name, status, output, "");
        }
    }

    /** What a check is that does not pass. */
    enum CheckState {
        WARNING,
        CRITICAL;

        /** As Consul has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A check that was found by its state.
     *
     * @param service its name; empty for a check of the node itself
     * @param tags of that service
     */
    record FoundCheck(String node, String service, List<String> tags, Check check) {}

    /**
     * A member of the gossip pool; {@code status} is {@code alive}, {@code leaving}, {@code left} or {@code failed}.
     */
    record Member(String name, String status) {}

    /** Names as Consul has them; {@code server} tells whether this agent is one of the servers. */
    record AgentSelf(String node, String datacenter, String version, boolean server) {}

    /** Services registered at this node's own agent, and LAN members that it knows, whatever their status. */
    record Counts(int services, int members) {}
}
