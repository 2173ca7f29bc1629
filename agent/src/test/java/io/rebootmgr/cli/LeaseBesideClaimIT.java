package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One disturbs a node at a time: whoever leases it, or rebootmgr itself. */
class LeaseBesideClaimIT extends LeaseScene {
    @Test
    void nothingStartsUnderALease() {
        String id = held();
        assertThat(node.run("run").code()).as("an idle run").isZero();
        assertThat(node.run("request").err()).contains("only when its lease has ended", "disk swap");
        for (int again = 0; again < 2; again++) {
            var run = node.run("run");
            assertThat(run.code()).isEqualTo(12);
            assertThat(run.err()).contains("held by lease", "disk swap");
        }
        assertThat(node.run("reboot", "--yes", "--ignore", "window").code()).isEqualTo(12);
        assertThat(node.run("check").code()).isEqualTo(12);
        assertThat(node.run("run", "--dry-run").code()).isEqualTo(12);
        assertThat(node.log()).isEmpty();
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).contains("reboot");
    }

    @Test
    void aNodeWithAClaimIsNotLeased() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        var taken = acquire("--hold");
        assertThat(taken.code()).isEqualTo(12);
        assertThat(taken.err())
                .contains("its own claim")
                .containsPattern("rebooting since [A-Z][a-z]{2} 20[-0-9]{8} [:0-9]{5} [^ ]+: new kernel\n");
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out()).containsPattern("is rebooted by rebootmgr: .*, rebooting for [0-9]+s: new kernel\n");
        assertThat(node.run("lease", "list", "--json").out()).contains("\"kind\" : \"claim\"");
        String claim = fleet.slots().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        var release = node.run("lease", "release", node.name, "--id", claim);
        assertThat(release.code()).isEqualTo(64);
        assertThat(release.err()).contains("rebootmgr release " + node.name + " --claim " + claim);
    }

    /** One list says who disturbs what, and what with. */
    @Test
    void aClaimIsListedWithTheKindOfItsChange() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"4aecd88d8d58\",\"node\":\"%s\",\"state\":\"changing\",\"boot_id\":\"b\","
                                .formatted(node.name)
                        + "\"session\":\"\",\"since\":\"2026-01-30T12:00:00Z\",\"reason\":\"v2\",\"services\":[],"
                        + "\"change\":\"drain\"}]}");
        assertThat(node.run("lease", "list", "--json").out()).contains("\"purpose\" : \"drain\"");
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out()).contains("is changed by rebootmgr: claim 4aecd88d8d58");
    }

    @Test
    void aPreparingClaimWhoseSessionIsGoneIsNone() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"c1\",\"node\":\"" + node.name + "\",\"state\":\"preparing\",\"boot_id\":\"b\","
                        + "\"session\":\"0d0d0d0d-0d0d-0d0d-0d0d-0d0d0d0d0d0d\",\"since\":\"2026-01-01T00:00:00Z\","
                        + "\"reason\":\"r\"}]}");
        held();
        assertThat(fleet.slots()).doesNotContain("\"c1\"");
    }

    /** Everybody in the group may write the list, and hide a claim there. */
    @Test
    void whoHoldsALockOfItsOwnIsNotFree() {
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        fleet.api()
                .put(
                        "/v1/kv/" + fleet.prefix + "/groups/" + fleet.group + "/preparing/" + node.name + "?acquire="
                                + session,
                        "hot c1");
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out())
                .contains("claim c1 in group " + fleet.group + ", changing in service for an unknown time");
        assertThat(node.run("lease", "list", "--json").out())
                .contains("\"since\" : null")
                .doesNotContain("1970");
        var taken = acquire("--hold");
        assertThat(taken.code()).isEqualTo(12);
        assertThat(taken.err()).contains("changing in service for an unknown time");
        fleet.api().put("/v1/session/destroy/" + session, "");
    }

    /** What stands in the list is anybody's to write. */
    @Test
    void whatAClaimIsForIsMadeFitForATerminal() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"c1\",\"node\":\"%s\",\"state\":\"rebooting\",\"boot_id\":\"b\","
                                .formatted(node.name)
                        + "\"session\":\"\",\"since\":\"2026-01-30T12:00:00Z\",\"services\":[],\"reason\":\"a\\u001b[31m\\nb"
                        + "x".repeat(500) + "\"}]}");
        for (String said : List.of(
                node.run("lease", "check", node.name).out(), acquire("--hold").err())) {
            assertThat(said).contains(": a b").hasSizeLessThan(500).doesNotContain("\u001b");
        }
    }

    /** What comes at the end of a rollout is no claim, and disturbs the node all the same. */
    @Test
    void whoRunsSomethingForItsGroupIsNotFree() {
        String lock = "rollout_locks/" + fleet.group + "/4aecd88d8d58";
        fleet.put(lock, node.name);
        assertThat(node.run("lease", "check", node.name).code())
                .as("nobody holds it")
                .isZero();
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        fleet.api().put("/v1/kv/" + fleet.prefix + "/" + lock + "?acquire=" + session, node.name);
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out()).contains("once for its group", lock);
        var taken = acquire("--hold");
        assertThat(taken.code()).isEqualTo(12);
        assertThat(taken.err()).contains("once for its group", lock);
        fleet.api().put("/v1/session/destroy/" + session, "");
        held();
    }

    @Test
    void slotsThatCannotBeReadMayHoldTheClaimOfANodeThatNeverSaidAnything() {
        fleet.put("groups/broken/slots", "garbage");
        var acquired = acquire("--hold");
        assertThat(acquired.code()).isEqualTo(105);
        assertThat(acquired.err()).contains("groups/broken/slots");
        assertThat(node.run("lease", "check", node.name).code()).isEqualTo(105);
        assertThat(fleet.has(key())).isFalse();
    }

    @Test
    void slotsThatCannotBeReadHideNobodyWhoSaysHimselfWhereHeIs() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"idle\",\"kernel\":\"6.1\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"0.2\",\"failures\":0,\"parked\":[],\"speaks\":2}");
        fleet.put("groups/" + fleet.group + "/slots", "garbage");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        held();

        fleet.delete(key());
        fleet.put("groups/" + fleet.group + "/out/" + node.name, "garbage");
        var acquired = acquire("--hold");
        assertThat(acquired.code()).isEqualTo(12);
        assertThat(acquired.err()).contains("out of service, by its own word", "/out/" + node.name);
        assertThat(node.run("lease", "check", node.name).code()).isEqualTo(12);
    }

    /** Whoever is at a hot change holds its lock. */
    @Test
    void hotClaimsThatCannotBeReadKeepNobodyFromALease() {
        fleet.put("groups/broken/hot", "garbage");
        held();
    }

    @Test
    void whoIsRefusedForAFailedClaimIsNotToldToWait() {
        FailedNode.put(fleet, node.name, "returning", "failed");
        assertThat(acquire("--hold").err())
                .contains(
                        "that does not end by itself: its node has failed (the task 10-x failed)",
                        "`rebootmgr release " + node.name + " --claim 4aecd88d8d58 --reason …`")
                .doesNotContain("`--wait 30m` waits for it");
    }

    /** The next run tries again, or gives it up. */
    @Test
    void aRebootThatDidNotHappenEndsByItself() {
        FailedNode.put(fleet, node.name, "rebooting", "failed");
        assertThat(acquire("--hold").err())
                .contains("`--wait 30m` waits for it")
                .doesNotContain("does not end by itself");
    }

    @Test
    void whatTheNodeWantsIsToldToWhoTakesIt() {
        fleet.put("nodes/" + node.name + "/reboot_required", "new kernel");
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"0.1.0\",\"failures\":0}");
        var acquired = acquire("--hold");
        assertThat(acquired.code()).isZero();
        assertThat(acquired.err())
                .contains("is to reboot as soon as the lease has ended", "new kernel", "0.1.0, does not know leases");
    }

    /** The node takes back what its claim has obeyed once it is up again, and reboots no second time. */
    @Test
    void whatItsReleasedClaimMayHaveObeyedIsToldAsThat() {
        fleet.put("nodes/" + node.name + "/reboot_required", "new kernel");
        assertThat(node.run("run").code()).isZero();
        String claim = fleet.slots().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        assertThat(node.run("release", node.name, "--claim", claim, "--reason", "disk")
                        .code())
                .isZero();
        var acquired = acquire("--hold");
        assertThat(acquired.err())
                .contains("already by claim " + claim
                        + ", which was released; else it is to reboot as soon as the lease");

        node.boot();
        assertThat(node.run(
                                "lease",
                                "release",
                                node.name,
                                "--id",
                                acquired.out().strip())
                        .code())
                .isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.has("nodes/" + node.name + "/reboot_required")).isFalse();
        assertThat(node.log()).containsOnlyOnce("reboot");
    }

    private void rolloutUnderWay() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}");
        var start = node.run(
                "rollout", "start", "v2", "--change", "hot", "--canaries", node.name, "--soak", "1h", "--reason", "r");
        assertThat(start.code()).as(start.err()).isZero();
    }

    /** Nobody waits for who was skipped, or is done and has nothing to do at the end. */
    @ParameterizedTest
    @CsvSource({
        "waiting, '', true",
        "running, '', true",
        "ok, '', false",
        "ok, GROUP, true",
        "failed, '', false",
        "skipped, '', false",
        "left_out, '', false",
    })
    void thatARolloutIsUnderWayIsToldWhereItWaitsForTheNode(String state, String finalizes, boolean told) {
        rolloutUnderWay();
        String id = fleet.get("rollouts").replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        fleet.put(
                "rollout_nodes/" + node.name,
                "{\"id\":\"%s\",\"wave\":\"canaries\",\"state\":\"%s\",\"at\":\"2026-01-01T00:00:00Z\",\"finalizes\":\"%s\"}"
                        .formatted(id, state, finalizes.replace("GROUP", fleet.group)));

        String said = acquire("--hold").err();

        if (told) {
            assertThat(said).contains("and waits for " + node.name + " if its turn comes meanwhile");
        } else {
            assertThat(said).doesNotContain("rollout");
        }
    }

    @Test
    void thatARolloutIsUnderWayIsToldToo() {
        rolloutUnderWay();
        assertThat(acquire("--hold").err())
                .contains("a rollout is under way in group " + fleet.group, "version v2", "rollout status");
    }
}
