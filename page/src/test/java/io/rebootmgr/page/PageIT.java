package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on a real Consul, seen by a client without script. */
class PageIT {
    private static final String HOSTILE = "<script>alert(1)</script>\"'&{{gone}}";

    @TempDir
    private Path folder;

    private ConsulCluster consul;
    private ConsulApi api;
    private RunningPage page;

    @BeforeEach
    void aPage() {
        consul = ConsulCluster.builder().start();
        api = consul.servers().getFirst().api();
        put("config", "{\"settle\":\"0s\"}");
        page = RunningPage.start(folder, consul.servers().getFirst().http(), Map.of());
    }

    @AfterEach
    void noPage() {
        page.close();
        consul.close();
    }

    private void put(String key, String value) {
        api.putValue("fleet/" + key, value);
    }

    @Test
    void whatComesFromConsulIsTextAndNeverMarkup() throws Exception {
        put("stop", HOSTILE);
        put("nodes/web1/status", "garbage " + HOSTILE);
        page.shows("/", "Stopped: the whole fleet");
        HttpResponse<String> whole = page.get("/?q=%3Cscript%3E%22&group=%3Cb%3E");
        assertThat(whole.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>", "<b>");
        assertThat(whole.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe", "*"));
        assertThat(whole.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(whole.headers().firstValue("Referrer-Policy")).contains("same-origin");
        assertThat(whole.body()).doesNotContainPattern("(src|href)=\"https?:").doesNotContain("style=", "onclick");
    }

    /** Each word would be a series for ever. */
    @Test
    void whatANodeSaysAsItLikesIsNoLabel() throws Exception {
        put("nodes/web1/status", """
                {"group":"web","state":"held","kernel":"6","boot_id":"b","agent_version":"1","failures":0,
                 "last":{"code":9,"reason":"r","at":"2026-01-01T00:00:00Z","gate":"whatever"}}""");
        put("nodes/web1/lease", """
                {"id":"l","holder":"h","purpose":"whatever","reason":"r","since":"2026-01-01T00:00:00Z","hold":true}""");
        page.shows("/", "/nodes/web1");
        page.shows("/metrics", "rebootmgr_fleet_nodes_held{by=");
        assertThat(page.get("/metrics").body())
                .contains("gate=\"other\"", "purpose=\"other\"")
                .doesNotContain("whatever");
    }

    @Test
    void theCommandsJsonAndTheFilesAreThere() throws Exception {
        put("nodes/web1/reboot_required", "new kernel");
        page.shows("/api/status", "new kernel");
        for (String name : List.of("status", "plan", "history", "rollouts", "leases")) {
            HttpResponse<String> answer = page.get("/api/" + name);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(Json.parse(answer.body().getBytes(StandardCharsets.UTF_8))
                            .isObject())
                    .isTrue();
        }
        assertThat(page.get("/nodes/web1").body()).contains("new kernel", "wants reboot");
        assertThat(page.get("/nodes/web2").statusCode()).isEqualTo(404);
        assertThat(page.get("/?q=WEB1").body()).contains("/nodes/web1");
        assertThat(page.get("/?q=other").body())
                .contains("No node is like that.")
                .doesNotContain("\"/nodes/web1\"");
        String style = page.get("/").body().replaceAll("(?s).*href=\"(/assets/page-[0-9a-f]+\\.css)\".*", "$1");
        assertThat(page.get(style).headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
        assertThat(page.get("/metrics").body())
                .contains(
                        "rebootmgr_page_consul_up 1.0",
                        "rebootmgr_fleet_nodes{group=\"\",state=\"wants reboot\"} 1.0",
                        "# TYPE rebootmgr_fleet_stops gauge");
        HttpRequest post = HttpRequest.newBuilder(page.address().resolve("/"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(page.send(post).statusCode()).isEqualTo(405);
        for (String path : List.of("/", "/events")) {
            HttpRequest head =
                    HttpRequest.newBuilder(page.address().resolve(path)).HEAD().build();
            assertThat(page.send(head).statusCode()).as(path).isEqualTo(path.equals("/") ? 200 : 405);
        }
    }

    @Test
    void aViewerIsToldOfWhatIsNewAndOfAnOutageAndItsEnd() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(page.address().resolve("/events")).build();
        HttpClient client = HttpClient.newHttpClient();
        var stream = client.send(request, BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(in.readLine()).isEqualTo("event: look");
            String first = in.readLine();
            put("pause", "new disks");
            String next;
            do {
                next = in.readLine();
            } while (!next.startsWith("id: "));
            assertThat(next).isNotEqualTo(first);
        }
        page.shows("/?part=main", "Paused: the whole fleet: new disks");
        consul.servers().getFirst().kill();
        page.shows("/", "Consul does not answer since");
        assertThat(page.get("/").body()).contains("new disks");
        assertThat(page.get("/metrics").body()).contains("rebootmgr_page_consul_up 0.0");
        consul.servers().getFirst().start();
        Await.until(() -> page.get("/healthz").body().equals("ok\n"), Await.BOUND, "Consul again");
        assertThat(page.get("/").body()).contains("new disks").doesNotContain("does not answer since");
    }
}
