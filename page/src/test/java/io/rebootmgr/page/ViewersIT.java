package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.RequestProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who look cost Consul what one does. */
class ViewersIT {
    private static final int CHANGES = 5;
    private static final int VIEWERS = 50;
    /** For what is asked every few seconds anyhow, on a busy machine; one request for each viewer were 250. */
    private static final int BY_THE_CLOCK = 25;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicLong asked = new AtomicLong();

    @Test
    void fiftyCostConsulWhatOneDoes() throws Exception {
        try (client;
                ConsulCluster consul = ConsulCluster.builder().inMemory().start();
                RequestProxy proxy =
                        RequestProxy.before(consul.servers().getFirst().http(), (request, onward) -> {
                            asked.incrementAndGet();
                            return Optional.of(onward.send());
                        })) {
            ConsulApi api = consul.servers().getFirst().api();
            api.putValue("fleet/nodes/web1/reboot_required", "new kernel");
            try (RunningPage page = RunningPage.start(folder, proxy.address(), Map.of())) {
                long one = cost(page, api, 1);
                long many = cost(page, api, VIEWERS);
                assertThat(many).isLessThanOrEqualTo(one + BY_THE_CLOCK);
            }
        }
    }

    /** The requests to Consul while so many viewers see some changes, one after the other. */
    private long cost(RunningPage page, ConsulApi api, int viewers) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CountDownLatch> seen = new ArrayList<>();
            for (int change = 0; change < CHANGES; change++) {
                seen.add(new CountDownLatch(viewers));
            }
            CountDownLatch there = new CountDownLatch(viewers);
            List<Future<Void>> all = new ArrayList<>();
            for (int viewer = 0; viewer < viewers; viewer++) {
                all.add(threads.submit(looks(page, viewers, there, seen)));
            }
            assertThat(there.await(1, TimeUnit.MINUTES)).isTrue();
            long before = asked.get();
            for (int change = 0; change < CHANGES; change++) {
                api.putValue("fleet/pause", reason(viewers, change));
                assertThat(seen.get(change).await(1, TimeUnit.MINUTES))
                        .as("change " + change)
                        .isTrue();
            }
            long cost = asked.get() - before;
            for (Future<Void> one : all) {
                one.get();
            }
            return cost;
        }
    }

    private static String reason(int viewers, int change) {
        return "reason " + viewers + "-" + change + ".";
    }

    /** One who does what the page's script does: whenever something is new, it fetches what has changed, and charts. */
    private Callable<Void> looks(RunningPage page, int viewers, CountDownLatch there, List<CountDownLatch> seen) {
        return () -> {
            HttpRequest events =
                    HttpRequest.newBuilder(page.address().resolve("/events")).build();
            try (BufferedReader in = new BufferedReader(new InputStreamReader(
                    client.send(events, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
                int next = 0;
                while (next < CHANGES) {
                    String line = in.readLine();
                    if (line == null) {
                        throw new IOException("the stream ended");
                    }
                    if (!line.equals("event: look")) {
                        continue;
                    }
                    String body = page.get("/?part=main").body();
                    page.get("/api/charts");
                    if (body.contains(reason(viewers, next))) {
                        seen.get(next).countDown();
                        next++;
                    }
                    there.countDown();
                }
            }
            return null;
        };
    }
}
