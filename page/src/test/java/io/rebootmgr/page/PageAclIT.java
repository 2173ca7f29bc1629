package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights of {@code docs/consul-acl-page.hcl}, at a Consul that denies everything else. */
class PageAclIT {
    private static final Path POLICY = Path.of("..", "docs", "consul-acl-page.hcl");

    @TempDir
    private Path folder;

    @Test
    void itShowsTheWholeFleetWithWhatThePolicyGrantsAndCouldNotWriteAKey() throws Exception {
        try (ConsulCluster cluster = ConsulCluster.builder().acl().start()) {
            ConsulApi operator = cluster.servers().getFirst().api();
            URI http = cluster.servers().getFirst().http();
            operator.putValue("service/rebootmgr/config", "{\"settle\":\"0s\"}");
            operator.putValue("service/rebootmgr/nodes/web1/reboot_required", "new kernel");
            operator.putValue("service/rebootmgr/stop", "incident");
            String token = operator.createToken(Files.readString(POLICY));
            ConsulApi its = new ConsulApi(http, Optional.of(token));
            Await.until(() -> its.value("service/rebootmgr/stop").isPresent(), Await.BOUND, "the token is known");
            // For rollouts and plans; what a token may not see Consul leaves out without a word.
            for (String seen : List.of("/v1/health/state/any", "/v1/health/service/consul")) {
                assertThat(its.send("GET", seen, "").body()).as(seen).contains("\"serfHealth\"");
            }
            for (String key : List.of("stop", "pause", "groups/web/slots", "nodes/web1/reboot_required")) {
                assertThat(its.send("PUT", "/v1/kv/service/rebootmgr/" + key, "")
                                .body())
                        .as(key)
                        .contains("Permission denied");
            }
            shows(http, token);
        }
    }

    private void shows(URI http, String token) throws Exception {
        Path config = Files.writeString(folder.resolve("rebootmgr.toml"), "[node]\nname = \"watcher\"\n");
        Map<String, String> env = Map.of("CONSUL_HTTP_ADDR", http.toString(), "CONSUL_HTTP_TOKEN", token);
        List<String> args = List.of("--listen", "127.0.0.1:0", "--config", config.toString());
        try (RunningPage page = RunningPage.start(args, env)) {
            page.shows("/api/status", "incident");
            assertThat(page.get("/api/status").body()).contains("new kernel");
            assertThat(page.get("/metrics").body()).contains("rebootmgr_page_consul_up 1.0");
        }
    }
}
