package io.rebootmgr.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The proxies before the servers of a cluster, through which Raft and every request to a server go, and what they let
 * pass.
 */
final class Partition implements AutoCloseable {
    private final Map<AgentConfig.Ports, TcpProxy> servers = new LinkedHashMap<>();

    /** A proxy for each, listening where the others look for it. */
    static Partition before(List<AgentConfig.Ports> servers) {
        Partition partition = new Partition();
        for (AgentConfig.Ports server : servers) {
            InetSocketAddress behind = new InetSocketAddress(server.address(), server.server());
            InetSocketAddress shown = new InetSocketAddress(server.advertised(), server.server());
            partition.servers.put(server, TcpProxy.between(shown, behind));
        }
        return partition;
    }

    /**
     * Nothing passes any more between the agents on these addresses and all others. Silently, but for a client outside
     * that asks a server inside: it is refused and turns to another, for else it would miss the silent one after half a
     * minute only.
     */
    void isolate(Set<String> island, Set<String> all) {
        Set<String> outside =
                all.stream().filter(address -> !island.contains(address)).collect(Collectors.toSet());
        Set<String> others = servers.keySet().stream()
                .map(AgentConfig.Ports::address)
                .filter(outside::contains)
                .collect(Collectors.toSet());
        Set<String> clients =
                outside.stream().filter(address -> !others.contains(address)).collect(Collectors.toSet());
        servers.forEach((server, proxy) -> {
            if (island.contains(server.address())) {
                proxy.sever(addresses(others), addresses(clients));
            } else {
                proxy.sever(addresses(island), Set.of());
            }
        });
    }

    @Override
    public void close() {
        servers.values().forEach(TcpProxy::close);
    }

    private static Set<InetAddress> addresses(Set<String> texts) {
        return texts.stream().map(Partition::address).collect(Collectors.toSet());
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
