package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Sessions as Consul keeps them. */
class SessionIT {
    private final ConsulAdapter consul = Adapters.at(ConsulServer.http());

    @Test
    void aSessionHasNoHealthChecksNoLockDelayAndDeletesItsLocks() {
        String name = Unique.name("session");
        String id = consul.createSession(name, Duration.ofMinutes(10));
        JsonNode session = ConsulServer.api().get("/v1/session/info/" + id).get(0);
        assertThat(session.path("Name").asText()).isEqualTo(name);
        assertThat(session.path("NodeChecks")).isEmpty();
        assertThat(session.path("Checks")).isEmpty();
        assertThat(session.path("Behavior").asText()).isEqualTo("delete");
        assertThat(session.path("LockDelay").asLong()).isZero();
        assertThat(session.path("TTL").asText()).isEqualTo("600000ms");
        consul.destroySession(id);
    }

    @Test
    void aSessionIsRenewedUntilItIsDestroyedWhichMayHappenTwice() {
        String id = consul.createSession("renewed", Duration.ofMinutes(1));
        assertThat(consul.renewSession(id)).isTrue();
        consul.destroySession(id);
        assertThat(consul.renewSession(id)).isFalse();
        consul.destroySession(id);
    }

    @Test
    void whatIsNoSessionCannotBeRenewedAndIsFineToDestroy() {
        for (String none : List.of(UUID.randomUUID().toString(), "by hand", "", "../kv/x")) {
            assertThat(consul.renewSession(none)).as(none).isFalse();
            consul.destroySession(none);
        }
    }

    @Test
    void aSessionThatIsNotRenewedEndsWithItsLock() {
        String key = Unique.name("it") + "/lock";
        String id = consul.createSession("forgotten", Duration.ofSeconds(1));
        assertThat(consul.write(List.of(new Operation.Lock(key, bytes("1"), id))))
                .isEqualTo(new Written.Applied());
        Await.until(
                () -> consul.read(Consistency.CONSISTENT, List.of(key)).get(key).isEmpty(),
                Await.BOUND,
                "the lock is gone with its session");
        assertThat(consul.renewSession(id)).isFalse();
        assertThat(consul.write(List.of(new Operation.RequireSession(key, id)))).isInstanceOf(Written.Refused.class);
    }
}
