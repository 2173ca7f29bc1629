package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failure domains and a cooldown, against a real Consul. */
class DomainIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode holder;
    private TestNode same;
    private TestNode other;

    @BeforeEach
    void threeNodes() {
        fleet = new TestFleet(folder);
        holder = fleet.node(1).env("REBOOTMGR_DOMAIN", "r1").wantsReboot();
        same = fleet.node(2).env("REBOOTMGR_DOMAIN", "r1").wantsReboot();
        other = fleet.node(3).env("REBOOTMGR_DOMAIN", "r10").wantsReboot();
    }

    private JsonNode json(String key) throws Exception {
        return Json.parse(fleet.get(key).getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode slots() throws Exception {
        return json("groups/" + fleet.group + "/slots");
    }

    @Test
    void oneOfARackAtATimeAndWhoWaitsHoldsUpNobodyOfAnother() throws Exception {
        fleet.policy("{\"limit\":2,\"domain_limit\":1}");
        assertThat(holder.run("run").code()).isZero();
        assertThat(slots().at("/claims/0/domain").asText()).isEqualTo("r1");
        assertThat(json("groups/" + fleet.group + "/out/" + holder.name)
                        .path("domain")
                        .asText())
                .isEqualTo("r1");

        var waits = CompletableFuture.supplyAsync(() -> same.run("run", "--wait", "1m"));
        String place = "waiting/" + fleet.group + "/" + same.name;
        Await.until(() -> fleet.has(place), Await.BOUND, "it stands in line");
        assertThat(json(place).path("domain").asText()).isEqualTo("r1");
        assertThat(same.run("check").out()).contains("1 of 1 node of domain r1 out: " + holder.name);
        assertThat(other.run("run", "--wait-if-next").code()).isZero();
        assertThat(other.log()).endsWith("reboot");
        assertThat(fleet.has(place)).as("it misses no turn").isTrue();

        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(waits.join().code()).isZero();
        assertThat(same.run("status", "--json").out()).contains("\"domain\" : \"r10\"");
    }

    @Test
    void whoIsToldToIgnoreDomainsGoesAndTheLogbookKeepsIt() throws Exception {
        fleet.policy("{\"limit\":2,\"domains_at_a_time\":1}");
        assertThat(holder.run("run").code()).isZero();
        assertThat(other.run("run").code()).isEqualTo(4);
        assertThat(other.run("status").out())
                .contains("waiting for other failure domains: 1 may have a node out at a time, now ");
        assertThat(other.run("run", "--ignore", "domain").code()).isZero();
        assertThat(other.log()).endsWith("reboot");
        assertThat(json("nodes/" + other.name + "/history")
                        .at("/entries/0/ignored/0")
                        .asText())
                .isEqualTo("domain");
    }

    @Test
    void afterASlotWasGivenBackTheGroupCoolsDown() throws Exception {
        fleet.policy("{\"cooldown\":\"1h\"}");
        assertThat(holder.run("run").code()).isZero();
        assertThat(slots().has("freed")).isFalse();
        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(slots().path("freed").asText()).isNotEmpty();
        var held = other.run("run");
        assertThat(held.code()).isEqualTo(4);
        assertThat(held.err()).contains("cooldown until ", ", 1h since the last slot was given back");
        assertThat(other.run("status").out()).contains("waiting for the cooldown of its group, until ");
        assertThat(other.run("plan").out()).contains("cooldown: no slot is taken before ");

        fleet.policy("{\"cooldown\":\"2s\"}");
        assertThat(other.run("run", "--wait", "1m").code()).isZero();
        String freed = slots().path("freed").asText();
        assertThat(freed).as("who claims carries it along").isNotEmpty();
        String claim = slots().at("/claims/0/id").asText();
        assertThat(same.run("release", other.name, "--claim", claim, "--reason", "dead")
                        .code())
                .isZero();
        assertThat(slots().path("freed").asText()).isNotEqualTo(freed);
    }

    @Test
    void aClaimThatNeverTookANodeOutBeginsNoCooldown() throws Exception {
        fleet.policy("{\"cooldown\":\"1h\"}");
        holder.task("pre_boot", "10-drain", "exit 75");
        assertThat(holder.run("run").code()).isEqualTo(10);
        assertThat(slots().has("freed")).isFalse();
        assertThat(other.run("run").code()).isZero();
    }
}
