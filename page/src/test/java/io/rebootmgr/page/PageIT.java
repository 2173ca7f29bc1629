package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
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
import java.util.regex.Pattern;
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
    void noLabelHidesWhatItSays() throws Exception {
        put("nodes/web1/status", """
                {"group":"we\\u202eb\\u0007","state":"idle","kernel":"6","boot_id":"b","agent_version":"1","failures":0}""");
        put("groups/web/out/ghost", "{");
        page.shows("/", "/nodes/ghost");

        assertThat(page.get("/metrics").body())
                .contains("rebootmgr_fleet_nodes{group=\"other\",state=\"idle\"} 1.0")
                .contains("rebootmgr_fleet_waiting_in_line{group=\"other\"} 0.0")
                .contains("rebootmgr_fleet_claims{group=\"web\",state=\"rebooting\"} 1.0")
                .as("since nobody knows when")
                .doesNotContain("rebootmgr_fleet_oldest_claim_age_seconds{")
                .doesNotContain("\u202e", "\u0007");
    }

    private void status(String node, String state, String more) {
        put("nodes/" + node + "/status", """
                {"group":"web","state":"%s","kernel":"6","boot_id":"b","agent_version":"1","failures":0,"speaks":2%s}""".formatted(state, more));
    }

    private static String last(int code, String reason) {
        return ",\"last\":{\"code\":%d,\"reason\":\"%s\",\"at\":\"2026-01-01T00:00:00Z\"}".formatted(code, reason);
    }

    @Test
    void whoNeedsSomebodyStandsAboveAllElseWithWhyAndWhatToType() throws Exception {
        status("idle1", "idle", "");
        page.shows("/", "/nodes/idle1");
        assertThat(page.get("/").body()).doesNotContain("need somebody</h2>");

        status("broken", "failed", last(100, "pre_boot task 10-drain failed"));
        status("parked", "parked", last(106, "parked: " + HOSTILE.replace("\"", "")));
        status("cut", "idle", ",\"drained\":\"c1\"");
        put("groups/web/slots", """
                {"claims":[{"id":"c0ffee","node":"down","state":"rebooting","boot_id":"b","session":"",
                 "since":"2026-01-01T00:00:00Z","reason":"new kernel"}]}""");
        page.shows("/", "<a href=\"/nodes/cut\">cut</a></th><td>web</td><td class=\"bad\">drained");
        page.shows("/", "<a href=\"/nodes/down\">down</a></th><td>web</td><td class=\"bad\">overdue");
        String all = page.get("/").body().replace("&#x60;", "`").replace("&#x3D;", "=");
        String section = all.substring(all.indexOf("<section"), all.indexOf("</section>"));
        assertThat(section)
                .containsSubsequence(
                        "<h2 id=\"troubles\">Nodes that need somebody</h2>",
                        "broken",
                        "pre_boot task 10-drain failed",
                        "`rebootmgr resume --node broken`",
                        "parked: &lt;script&gt;",
                        "`rebootmgr resume --node parked`",
                        "down",
                        "keeps its slot",
                        "`rebootmgr release down --claim c0ffee --reason …`",
                        "drained by claim c1",
                        "`rebootmgr run --undo` on cut")
                .doesNotContain("idle1", " more:");

        for (int n = 0; n < 20; n++) {
            status("many" + n, "failed", last(100, "r"));
        }
        page.shows("/?part=main", "<p>and 4 more: all of them stand first in the list of nodes</p>");
    }

    /** Who is held by a stop or a pause goes now no more than in `status`. */
    @Test
    void theNextRebootsSayWhatKeepsThemAll() throws Exception {
        put("groups/web/slots", "{\"claims\":[]}");
        put("nodes/off/lease", """
                {"id":"l","holder":"h","purpose":"other","reason":"r","since":"2026-01-01T00:00:00Z","hold":true}""");
        status("off", "held", last(12, "r"));
        status("on", "held", last(4, "r"));
        String on = "<tr><th scope=\"row\"><a href=\"/nodes/on\">on</a></th><td>web</td><td>";
        page.shows("/", on + "2");
        assertThat(page.get("/").body()).doesNotContain(on.replace("on\">on", "off\">off") + "2");
        put("groups/web/pause", "lunch");
        page.shows("/", on + "paused</td><td></td>");
        put("groups/web/stop", "fire (by alice@adm1 since 2026-01-01T00:00:00Z)");
        page.shows("/", "Stopped: group web, by alice@adm1: fire");
        page.shows("/", on + "stopped</td><td></td>");
    }

    @Test
    void eachWaveHasTheStateThatRolloutStatusTells() throws Exception {
        List.of("a1", "a2", "a3").forEach(node -> status(node, "idle", ""));
        TestNode operator = new TestNode(
                folder.resolve("adm"), consul.servers().getFirst().http().toString(), "adm1", "fleet", "none");
        String start = "rollout start v2 --change hot --group web --canaries a1 --waves 50%,100% --soak 1h";
        String id = BrowserFleet.run(operator, 0, start.split(" ")).strip();
        page.shows("/", id);
        assertThat(states(page.get("/").body())).containsExactly("open", "waiting", "waiting");

        BrowserFleet.run(operator, 0, "rollout", "skip", id, "a1");
        BrowserFleet.run(operator, 0, "rollout", "advance", id);
        page.shows("/", "<td>closed</td>");
        assertThat(states(page.get("/").body())).containsExactly("closed", "open", "waiting");

        change("\"open\"", "\"soaking\":\"2099-01-01T00:00:00Z\",\"open\"");
        page.shows("/", "<td>soaking until 2099-01-01 0");
        BrowserFleet.run(operator, 0, "rollout", "pause", id, "--reason", "lunch");
        page.shows("/", "paused, hot, by");
        assertThat(states(page.get("/").body())).element(1).asString().startsWith("soaking until 2099");
        change("2099", "2001");
        page.shows("/", "<td>soaking</td>");
        BrowserFleet.run(operator, 0, "rollout", "resume", id);
        change("2001", "2099");
        change("\"running\"", "\"failed\",\"why\":\"a2 failed\"");
        page.shows("/", "failed, hot, by");
        assertThat(states(page.get("/").body())).containsExactly("closed", "stands still", "waiting");
    }

    private void change(String from, String to) {
        put("rollouts", api.value("fleet/rollouts").orElseThrow().replace(from, to));
    }

    /** Of the waves of the one rollout. */
    private static List<String> states(String whole) {
        return Pattern.compile("<tr><th scope=\"row\">(?:canaries|\\d+%)</th><td>([^<]*)</td>")
                .matcher(whole)
                .results()
                .map(found -> found.group(1))
                .toList();
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
