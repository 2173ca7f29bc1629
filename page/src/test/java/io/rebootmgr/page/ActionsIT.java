package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What visitors may do, on a Consul with ACLs: it is for Consul to say who may. */
class ActionsIT {
    private static ConsulCluster consul;
    private static ConsulApi api;

    private static final String READS = "key_prefix \"fleet/\" { policy = \"read\" } node_prefix \"\" { policy ="
            + " \"read\" } service_prefix \"\" { policy = \"read\" } agent_prefix \"\" { policy = \"read\" }";
    private static final String WRITES =
            READS.replace("\"fleet/\" { policy = \"read\" }", "\"fleet/\" { policy = \"write\" }");

    @TempDir
    private Path folder;

    private RunningPage page;

    @BeforeAll
    static void aConsul() {
        consul = ConsulCluster.builder().inMemory().acl().start();
        api = consul.servers().getFirst().api();
    }

    @AfterAll
    static void noConsul() {
        consul.close();
    }

    @BeforeEach
    void aPage() {
        api.putValue("fleet/config", "{\"settle\":\"0s\"}");
        api.putValue("fleet/groups/web/config", "{}");
        api.delete("fleet/groups/web/stop");
        api.delete("fleet/groups/web/pause");
        Map<String, String> env = Map.of("CONSUL_HTTP_TOKEN", api.createToken(READS));
        page = RunningPage.start(folder, consul.servers().getFirst().http(), env, "--actions");
    }

    @AfterEach
    void noPage() {
        page.close();
    }

    private HttpResponse<String> post(String path, Map<String, String> fields, String... headers) throws Exception {
        String body = fields.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/x-www-form-urlencoded"));
        all.addAll(headers.length == 0 ? List.of("Origin", page.address().toString()) : List.of(headers));
        return page.send(HttpRequest.newBuilder(page.address().resolve(path))
                .headers(all.toArray(String[]::new))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String seal(HttpResponse<String> form) {
        return form.body().replaceAll("(?s).*name=\"seal\" value=\"([^\"]+)\".*", "$1");
    }

    /** The fields of the second form, after the first one. */
    private Map<String, String> sure(Map<String, String> fields) throws Exception {
        String scope = fields.containsKey("node") ? "&node=" + fields.get("node") : "&group=" + fields.get("group");
        Map<String, String> all = new HashMap<>(fields);
        all.put("seal", seal(page.get("/act?do=" + fields.get("do") + scope)));
        all.put("seal", seal(post("/act/sure", all)));
        return all;
    }

    private Map<String, String> stop(String token) throws Exception {
        return sure(Map.of("do", "stop", "group", "web", "reason", "<b>disk", "token", token));
    }

    /** The templates write this sign otherwise than needed. */
    private static String plain(HttpResponse<String> page) {
        return page.body().replace("&#x3D;", "=");
    }

    private boolean isStopped() {
        return api.value("fleet/groups/web/stop").isPresent();
    }

    @Test
    void whoMayStopsAGroupAndIsNamed() throws Exception {
        assertThat(plain(page.get("/"))).contains("href=\"/act?do=stop\"", "Pause the whole fleet");
        assertThat(plain(page.get("/?group=web"))).contains("/act?do=pause&amp;group=web");
        String token = api.createToken(WRITES);

        String first = seal(page.get("/act?do=stop&group=web"));
        HttpResponse<String> sure =
                post("/act/sure", Map.of("do", "stop", "group", "web", "reason", "<b>disk", "seal", first));
        assertThat(plain(sure))
                .contains("rebootmgr stop --group=web", "&lt;b&gt;disk", "type=\"password\"")
                .doesNotContain("<b>", "<script");
        assertThat(isStopped()).isFalse();

        HttpResponse<String> done = post("/act/do", stop(token));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(done.body()).contains("stopped group web").doesNotContain(token, "<b>");
        assertThat(api.value("fleet/groups/web/stop").orElseThrow())
                .matches("<b>disk \\(by [0-9a-f-]{36}@adm1 since [-0-9:TZ]{20}\\)");

        Map<String, String> resume = sure(Map.of("do", "resume", "group", "web", "token", token));
        assertThat(post("/act/do", resume).statusCode()).isEqualTo(200);
        assertThat(isStopped()).isFalse();
        // As a browser sends its own form.
        Map<String, String> unsaid = sure(Map.of("do", "stop", "group", "web", "token", token));
        assertThat(post("/act/do", unsaid, "Origin", "null", "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.value("fleet/groups/web/stop").orElseThrow())
                .matches("stopped \\(by [0-9a-f-]{36}@adm1 since [-0-9:TZ]{20}\\)")
                .doesNotContain(token);
    }

    /** Each command writes its key or removes it, and the log of the page says who it was. */
    @ParameterizedTest
    @CsvSource({"stop, resume, stop", "pause, unpause, pause"})
    void eachActionIsDoneAndLoggedWithItsAccessor(String begin, String end, String key) throws Exception {
        String token = api.createToken(WRITES);
        String accessor = api.accessor(token);
        Logger logger = (Logger) LoggerFactory.getLogger(VisitorsCommands.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            assertDone(sure(Map.of("do", begin, "group", "web", "reason", "disk", "token", token)));
            assertThat(api.value("fleet/groups/web/" + key).orElseThrow()).contains("disk");
            assertDone(sure(Map.of("do", end, "group", "web", "token", token)));
            assertThat(api.value("fleet/groups/web/" + key)).isEmpty();
        } finally {
            logger.detachAppender(log);
        }
        String who = " by the token with accessor " + accessor + " from 127.0.0.1: exit 0";
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains(accessor))
                .containsExactly(
                        "rebootmgr " + begin + " --group=web --reason=disk" + who,
                        "rebootmgr " + end + " --group=web" + who);
    }

    private void assertDone(Map<String, String> form) throws Exception {
        HttpResponse<String> done = post("/act/do", form);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    }

    @Test
    void whoMayNotDoesNothing() throws Exception {
        HttpResponse<String> refused = post("/act/do", stop(api.createToken(READS)));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("needs key:write", "the token is the one that you gave")
                .doesNotContain("CONSUL_HTTP_TOKEN");
        String unknown = UUID.randomUUID().toString();
        assertThat(post("/act/do", stop(unknown)).body())
                .contains("nothing was done")
                .doesNotContain(unknown);
        assertThat(post("/act/do", stop("")).body()).contains("Without a token nothing is done.");
        assertThat(post("/act/do", stop("two words")).body()).contains("nothing was done");
        assertThat(isStopped()).isFalse();
    }

    @Test
    void whatAnotherSiteSendsIsNotObeyed() throws Exception {
        Map<String, String> stop = stop(api.createToken(WRITES));
        for (String[] headers : List.of(
                new String[] {"Origin", "http://evil.example"},
                new String[] {"Origin", "null"},
                new String[] {"Origin", page.address().toString(), "Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "same-site"},
                new String[] {"Accept", "text/html"})) {
            HttpResponse<String> refused = post("/act/do", stop, headers);
            assertThat(refused.statusCode()).as(List.of(headers).toString()).isEqualTo(403);
        }
        for (String seal : List.of("", "1.2", "x", stop.get("seal") + "0", "9" + stop.get("seal"))) {
            assertRefused(stop, "seal", seal);
        }
        assertThat(isStopped()).isFalse();
    }

    private void assertRefused(Map<String, String> fields, String field, String value) throws Exception {
        Map<String, String> forged = new HashMap<>(fields);
        forged.put(field, value);
        assertThat(post("/act/do", forged).statusCode()).as(field + "=" + value).isEqualTo(403);
    }

    @Test
    void theSealOfAFormIsGoodForNothingElse() throws Exception {
        Map<String, String> stop = stop(api.createToken(WRITES));
        assertRefused(stop, "group", "");
        assertRefused(stop, "group", "db");
        assertRefused(stop, "do", "resume");
        assertRefused(stop, "reason", "another");
        // Without the second question nothing is done.
        assertRefused(stop, "seal", seal(page.get("/act?do=stop&group=web")));
        assertThat(isStopped()).isFalse();
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        assertThat(page.get("/act?do=reboot").statusCode()).isEqualTo(400);
        assertThat(page.get("/act?do=stop&group=..").statusCode()).isEqualTo(400);
        assertThat(page.get("/act?do=stop&group=web&node=web1").statusCode()).isEqualTo(400);
        assertThat(page.get("/act/do").statusCode()).isEqualTo(404);
        Map<String, String> odd =
                sure(Map.of("do", "pause", "node", "nobody", "for", "--force", "token", api.createToken(WRITES)));
        assertThat(post("/act/do", odd).statusCode()).isEqualTo(409);
        Map<String, String> large = Map.of("do", "stop", "reason", "x".repeat(10_000));
        assertThat(post("/act/do", large).statusCode()).isEqualTo(400);
    }
}
