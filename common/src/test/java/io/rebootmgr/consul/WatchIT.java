package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Watched;
import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Waiting for a change below a prefix of a real Consul. */
class WatchIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ConsulAdapter consul = Adapters.at(ConsulServer.http());
    private final Keys keys = new Keys(Unique.name("watch"));
    private final String group = keys.group("web");

    @Test
    void theFirstLookIsAnsweredAtOnce() {
        ConsulServer.api().putValue(keys.slots("web"), "{}");
        Watched seen = consul.watch(group, 0, LONG);
        assertThat(seen.view().get(keys.slots("web"))).isPresent();
        assertThat(seen.index()).isEqualTo(seen.view().index(keys.slots("web")));
    }

    @Test
    void aPrefixWithNothingBelowItIsWaitedForToo() {
        Watched none = consul.watch(group, 0, LONG);
        assertThat(none.view().under("")).isEmpty();
        // With 0 every watch would be answered at once.
        assertThat(none.index()).isPositive();
        var next = waiting(none);
        ConsulServer.api().putValue(keys.slots("web"), "{}");
        assertThat(next.join().view().get(keys.slots("web"))).isPresent();
    }

    @Test
    void aKeyThatIsDeletedWakes() {
        ConsulServer.api().putValue(keys.groupStop("web"), "stop");
        ConsulServer.api().putValue(keys.slots("web"), "{}");
        var next = waiting(consul.watch(group, 0, LONG));
        ConsulServer.api().delete(keys.groupStop("web"));
        assertThat(next.join().view().get(keys.groupStop("web"))).isEmpty();
    }

    @Test
    void namesComeWhenAValueHasChangedToo() {
        ConsulServer.api().putValue(keys.slots("web"), "{}");
        var seen = consul.watchNames(group, 0, LONG);
        assertThat(seen.names()).containsExactly(keys.slots("web"));
        var next = CompletableFuture.supplyAsync(() -> consul.watchNames(group, seen.index(), LONG));
        ConsulServer.api().putValue(keys.slots("web"), "{\"claims\":[]}");
        assertThat(next.join().index()).isGreaterThan(seen.index());
        ConsulServer.api().delete(keys.slots("web"));
        assertThat(consul.watchNames(group, next.join().index(), LONG).names()).isEmpty();
    }

    @Test
    void aLockThatGoesWithItsSessionWakes() {
        String session = consul.createSession("watch", Duration.ofMinutes(10));
        String lock = keys.preparing("web", "web1");
        consul.write(List.of(new Operation.Lock(lock, Adapters.bytes("id"), session)));
        Watched locked = consul.watch(group, 0, LONG);
        assertThat(locked.view().lockedBy(lock, session)).isTrue();
        var next = waiting(locked);
        consul.destroySession(session);
        assertThat(next.join().view().get(lock)).isEmpty();
    }

    @Test
    void whereNothingChangesItComesBackAfterItsTime() {
        ConsulServer.api().putValue(keys.slots("web"), "{}");
        Watched seen = consul.watch(group, 0, LONG);
        // A change elsewhere is none here.
        ConsulServer.api().putValue(keys.slots("db"), "{}");
        assertThat(consul.watch(group, seen.index(), Duration.ofMillis(200)).index())
                .isEqualTo(seen.index());
    }

    private CompletableFuture<Watched> waiting(Watched seen) {
        return CompletableFuture.supplyAsync(() -> {
            Watched next = seen;
            // It may come back with nothing changed.
            while (next.index() == seen.index()) {
                next = consul.watch(group, next.index(), LONG);
            }
            return next;
        });
    }
}
