package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.RequestProxy;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the page asks of a real Consul. */
class FeedIT {
    private static final Keys KEYS = new Keys("fleet");

    private final List<RequestProxy.Request> asked = new CopyOnWriteArrayList<>();

    @Test
    void onlyWhatHasChangedIsReadAgain() throws Exception {
        try (ConsulCluster cluster = ConsulCluster.builder().inMemory().start();
                RequestProxy proxy =
                        RequestProxy.before(cluster.servers().getFirst().http(), (request, onward) -> {
                            asked.add(request);
                            return Optional.of(onward.send());
                        });
                ConsulAdapter consul =
                        new ConsulAdapter(ConnectionSettings.plain(proxy.address(), Duration.ofSeconds(5)))) {
            ConsulApi api = cluster.servers().getFirst().api();
            api.putValue(KEYS.config(), "{}");
            api.putValue(KEYS.groupConfig("web"), "{\"limit\":2}");
            api.putValue(KEYS.rebootRequired("web1"), "new kernel");
            try (Feed feed = new Feed(consul, KEYS, InstantSource.system(), ZoneOffset.UTC)) {
                feed.start();
                Await.until(() -> feed.now().picture().isPresent(), Await.BOUND, "a picture");
                Await.until(() -> watched(KEYS.nodes()) > 1 && watched(KEYS.groups()) > 1, Await.BOUND, "all wait");
                api.putValue(KEYS.groupPause("web"), "first");
                sees(feed, "first");
                asked.clear();

                api.putValue(KEYS.groupPause("web"), "second");
                sees(feed, "second");
                assertThat(asked).noneMatch(request -> request.body().contains(KEYS.rebootRequired("web1")));

                api.putValue(KEYS.rebootRequired("web1"), "newer kernel");
                Await.until(
                        () -> asked.stream().anyMatch(request -> request.body().contains(KEYS.rebootRequired("web1"))),
                        Await.BOUND,
                        "the node is read again");
            }
        }
    }

    private long watched(String prefix) {
        return asked.stream()
                .filter(request -> request.path().startsWith("/v1/kv/" + prefix)
                        && request.path().contains("&index="))
                .count();
    }

    private static void sees(Feed feed, String reason) {
        Await.until(
                () -> feed.now().picture().orElseThrow().overview().fleet().pauses().stream()
                        .anyMatch(pause -> pause.reason().equals(reason)),
                Await.BOUND,
                "the pause " + reason);
    }
}
