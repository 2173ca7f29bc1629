package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/leases.md tells a tool to type that takes part with curl alone, typed as it stands there. */
class CurlLeaseIT {
    private static final Path PAGE = Path.of("..", "docs", "leases.md");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```\\n(.*?)^ *```$");

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatHasSaidSomething() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).task("pre_boot", "10-drain", "exit 0").task("post_boot", "10-start", "exit 0");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void leasesTheNodeAndGivesItBack() throws Exception {
        var leased = shell(session(), look(), take());
        assertThat(leased.code()).as(leased.out()).isZero();
        assertThat(leased.out()).endsWith("200\n");
        assertThat(node.run("lease", "list").out()).contains(node.name, "fencing@admin1", "no heartbeat");
        node.wantsReboot();
        assertThat(node.run("run").code()).isEqualTo(12);

        var taken = shell(look());
        assertThat(taken.code()).as("the look at a leased node").isEqualTo(1);

        String session = sessionOfTheLease();
        assertThat(shell("session=" + session, "CONSUL=" + fleet.api().address(), end())
                        .code())
                .isZero();
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(shell(look()).code()).as("the look at a node that is out").isEqualTo(1);
    }

    @Test
    void aClaimThatComesBetweenTheLookAndTheWriteKeepsItOut() throws Exception {
        // As every claim does it, and never with the same bytes: Consul would take those for no change.
        String status = fleet.prefix + "/nodes/" + node.name + "/status";
        String claims = "curl -sf -X PUT -d @status $CONSUL/v1/kv/" + status + " >/dev/null";
        Files.writeString(folder.resolve("status"), fleet.get("nodes/" + node.name + "/status") + " ");

        var refused = shell(session(), look(), claims, take());

        assertThat(refused.out()).endsWith("409\n");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
    }

    @Test
    void whoPreparesIsNotFree() throws Exception {
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        String lock = fleet.prefix + "/groups/" + fleet.group + "/preparing/" + node.name;
        fleet.api().put("/v1/kv/" + lock + "?acquire=" + session, "c1");

        assertThat(shell(look()).code()).isEqualTo(1);

        fleet.api().put("/v1/session/destroy/" + session, "");
    }

    @Test
    void noAnswerIsNoFree() throws Exception {
        String elsewhere = "CONSUL=http://127.0.0.1:1";
        assertThat(shell(elsewhere, look().replaceAll("CONSUL=\\S+", "")).code())
                .isNotZero();
    }

    private String sessionOfTheLease() {
        return fleet.api()
                .get("/v1/kv/" + fleet.prefix + "/nodes/" + node.name + "/lease")
                .path(0)
                .path("Session")
                .asText();
    }

    private String session() throws IOException {
        return fence(0);
    }

    private String look() throws IOException {
        return consul() + fence(1);
    }

    private String take() throws IOException {
        return fence(2);
    }

    private String end() throws IOException {
        String page = Files.readString(PAGE);
        MatchResult found = Pattern.compile("`(curl [^`]*/v1/session/destroy/[^`]*)`")
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow();
        return found.group(1);
    }

    private String fence(int number) throws IOException {
        String page = Files.readString(PAGE);
        List<MatchResult> fences = FENCE.matcher(page.substring(page.indexOf("### With curl alone")))
                .results()
                .toList();
        return fences.get(number)
                .group(1)
                .replaceAll("CONSUL=\\S+", consul().strip())
                .replace("service/rebootmgr", fleet.prefix)
                .replace("web1", node.name);
    }

    private String consul() {
        return "CONSUL=" + fleet.api().address() + "\n";
    }

    private TestNode.Result shell(String... lines) throws Exception {
        Process bash = new ProcessBuilder("bash", "-ec", String.join("\n", lines))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new TestNode.Result(bash.exitValue(), out, "");
    }
}
