package io.rebootmgr.simulation.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How sessions end where time and real agents have a part in it: as the model has it. */
class SessionEndIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 50;

    private final String prefix = Unique.name("end") + "/";

    @Test
    void aSessionThatNobodyRenewsEndsBetweenOneAndTwoTtls() throws Exception {
        Duration ttl = Duration.ofSeconds(1);
        try (ConsulAdapter consul = at(ConsulServer.shared())) {
            Held held = held(consul, ttl);
            String session = held.session();
            Await.until(() -> view(consul).get(prefix + "lock").isEmpty(), SOON, "the lock is gone");
            Duration took = Duration.ofNanos(System.nanoTime() - held.created());
            Session modelled = new Session(session, "server1", ttl, Duration.ZERO, Duration.ZERO);
            // The upper bound has room for a machine that is busy.
            assertThat(took).isBetween(modelled.mayEnd(), modelled.mustEnd().plusSeconds(5));
            assertThat(consul.renewSession(session)).isFalse();
        }
    }

    @Test
    void aClientThatLeavesTakesItsSessionsWithItAtOnceAndOneThatDiesDoesNot() throws Exception {
        try (ConsulCluster cluster =
                        ConsulCluster.builder().inMemory().clients(2).start();
                ConsulAdapter server = at(cluster.servers().getFirst())) {
            String left = sessionWithTwoLocks(cluster.agent("client1"), "left");
            String died = sessionWithTwoLocks(cluster.agent("client2"), "died");

            cluster.agent("client1").leave();
            cluster.agent("client2").kill();
            Await.until(() -> view(server).get(prefix + "left1").isEmpty(), SOON, "the first lock is gone");

            assertThat(view(server).get(prefix + "left2")).isEmpty();
            assertThat(index(server, "left1")).as("both in one entry").isEqualTo(index(server, "left2"));
            assertThat(server.renewSession(left)).isFalse();
            Await.until(() -> isFailed(cluster, "client2"), SOON, "the other client failed");
            assertThat(view(server).lockedBy(prefix + "died1", died)).isTrue();
            assertThat(server.renewSession(died)).isTrue();
        }
    }

    /** A session that holds the lock, and when it was created. */
    private record Held(String session, long created) {}

    /** On a machine that is busy one may be over before it has locked anything. */
    private Held held(ConsulAdapter consul, Duration ttl) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long created = System.nanoTime();
            String session = consul.createSession("end", ttl);
            if (lock(consul, "lock", session).equals(new Written.Applied())) {
                return new Held(session, created);
            }
        }
        throw new AssertionError("no session lived long enough to lock anything");
    }

    private String sessionWithTwoLocks(ConsulAgent client, String name) throws Exception {
        try (ConsulAdapter consul = at(client)) {
            String session = consul.createSession(name, Duration.ofMinutes(10));
            assertThat(lock(consul, name + 1, session)).isEqualTo(new Written.Applied());
            assertThat(lock(consul, name + 2, session)).isEqualTo(new Written.Applied());
            return session;
        }
    }

    private Written lock(ConsulAdapter consul, String key, String session) {
        return consul.write(List.of(new Operation.Lock(prefix + key, new byte[0], session)));
    }

    private View view(ConsulAdapter consul) {
        return consul.read(Consistency.CONSISTENT, List.of(prefix));
    }

    private long index(ConsulAdapter consul, String key) {
        return consul.watch(prefix + key, 0, Duration.ofSeconds(1)).index();
    }

    private static boolean isFailed(ConsulCluster cluster, String node) {
        return cluster.servers()
                .getFirst()
                .api()
                .get("/v1/health/node/" + node)
                .path(0)
                .path("Status")
                .asText()
                .equals("critical");
    }

    private static ConsulAdapter at(ConsulAgent agent) throws Exception {
        return new ConsulAdapter(ConnectionSettings.plain(agent.http(), Duration.ofSeconds(10)));
    }
}
