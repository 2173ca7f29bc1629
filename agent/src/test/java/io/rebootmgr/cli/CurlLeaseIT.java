package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/leases.md tells a tool to type that takes part with curl alone, typed as it stands there. */
class CurlLeaseIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;
    private LeasePage page;

    @BeforeEach
    void aNodeThatHasSaidSomething() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).task("pre_boot", "10-drain", "exit 0").task("post_boot", "10-start", "exit 0");
        assertThat(node.run("run").code()).isZero();
        page = new LeasePage(folder, fleet.api().address().toString(), "/dev/null", fleet.prefix, node.name);
    }

    @Test
    void leasesTheNodeAndGivesItBack() throws Exception {
        var leased = page.shell(page.session(), page.look(), page.take());
        assertThat(leased.code()).as(leased.out()).isZero();
        assertThat(leased.out()).endsWith("200\n");
        assertThat(node.run("lease", "list").out()).contains(node.name, "fencing@admin1", "no heartbeat");
        node.wantsReboot();
        assertThat(node.run("run").code()).isEqualTo(12);

        var taken = page.shell(page.look());
        assertThat(taken.code()).as("the look at a leased node").isEqualTo(1);

        String session = sessionOfTheLease();
        assertThat(page.shell("session=" + session, page.end()).code()).isZero();
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(page.shell(page.look()).code())
                .as("the look at a node that is out")
                .isEqualTo(1);
    }

    @Test
    void aClaimThatComesBetweenTheLookAndTheWriteKeepsItOut() throws Exception {
        // As every claim does it, and never with the same bytes: Consul would take those for no change.
        String status = fleet.prefix + "/nodes/" + node.name + "/status";
        String claims = "curl -sf -X PUT -d @status $CONSUL/v1/kv/" + status + " >/dev/null";
        Files.writeString(folder.resolve("status"), fleet.get("nodes/" + node.name + "/status") + " ");

        var refused = page.shell(page.session(), page.look(), claims, page.take());

        assertThat(refused.out()).endsWith("409\n");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
    }

    @Test
    void whoPreparesIsNotFree() throws Exception {
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        String lock = fleet.prefix + "/groups/" + fleet.group + "/preparing/" + node.name;
        fleet.api().put("/v1/kv/" + lock + "?acquire=" + session, "c1");

        assertThat(page.shell(page.look()).code()).isEqualTo(1);

        fleet.api().put("/v1/session/destroy/" + session, "");
    }

    @Test
    void noAnswerIsNoFree() throws Exception {
        LeasePage elsewhere = new LeasePage(folder, "http://127.0.0.1:1", "/dev/null", fleet.prefix, node.name);
        assertThat(elsewhere.shell(elsewhere.look()).code()).isNotZero();
    }

    /** Who knows leases says itself where it is; of all others the list may hide a claim. */
    @Test
    void aListOfClaimsThatCannotBeReadKeepsOnlyThoseFromALeaseWhoMayStandInIt() throws Exception {
        for (String garbage : List.of("garbage", "", "[]", "{}", "{\"claims\":7}", "{\"claims\":[7]}")) {
            fleet.put("groups/broken/slots", garbage);
            assertThat(page.shell(page.look()).code()).as(garbage).isZero();
            LeasePage unknown = new LeasePage(folder, page.consul(), "/dev/null", fleet.prefix, "node-of-old");
            assertThat(unknown.shell(unknown.look()).code()).as(garbage).isNotZero();
        }
        for (String status : List.of("garbage", "{\"speaks\":\"2\"}", "{\"speaks\":1}", "{}", "[2]")) {
            fleet.put("nodes/" + node.name + "/status", status);
            assertThat(page.shell(page.look()).code()).as(status).isNotZero();
        }
    }

    private String sessionOfTheLease() {
        return fleet.api()
                .get("/v1/kv/" + fleet.prefix + "/nodes/" + node.name + "/lease")
                .path(0)
                .path("Session")
                .asText();
    }
}
