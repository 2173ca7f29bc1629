package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.RequestProxy;
import io.rebootmgr.testing.RequestProxy.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking for a reboot by the node's key in Consul, and taking that back. */
class RequestIT {
    private static final String OLD_STATUS = "{\"group\":\"web\",\"state\":\"idle\",\"kernel\":\"6.1\","
            + "\"boot_id\":\"b\",\"agent_version\":\"0.1.0\",\"failures\":0}";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;
    private String key;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).env("USER", "root").env("SUDO_USER", "alice");
        key = "nodes/" + node.name + "/reboot_required";
    }

    @Test
    void aRequestForThisNodeSaysWhoAskedAndItsNextRunReboots() {
        var requested = node.run("request");
        assertThat(requested.code()).isZero();
        assertThat(requested.err()).isEmpty();
        assertThat(fleet.get(key)).isEqualTo("requested by alice@" + node.name);
        assertThat(requested.out()).contains(node.name, fleet.prefix + "/" + key, "requested by alice@");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("reboot");
    }

    @Test
    void aRequestForAnotherNodeGivesItsReason() {
        TestNode other = fleet.node(2);
        var requested = node.run("request", other.name, "--reason", "kernel\n update");
        assertThat(requested.code()).isZero();
        assertThat(requested.err()).isEmpty();
        assertThat(fleet.get("nodes/" + other.name + "/reboot_required")).isEqualTo("kernel update");
        assertThat(fleet.has(key)).isFalse();
    }

    @Test
    void whatHoldsTheNodeIsToldToWhoAsks() {
        TestNode other = fleet.node(2);
        fleet.put("nodes/" + other.name + "/stop", "mainboard");
        fleet.put("pause", "{\"reason\":\"release 7\"}");
        var requested = node.run("request", other.name);
        assertThat(requested.code()).isZero();
        assertThat(requested.err()).contains("still stopped by", "mainboard", "still paused", "release 7");
    }

    @Test
    void aNodeThatNobodyKnowsIsRefusedUnlessForced() {
        var refused = node.run("request", "web99");
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.err()).contains("no node web99", "rebootmgr request web99 --config", " --force`");
        assertThat(fleet.has("nodes/web99/reboot_required")).isFalse();
        var requested = node.run("request", "web99", "--force");
        assertThat(requested.code()).isZero();
        assertThat(requested.err()).contains("no node web99");
        assertThat(fleet.has("nodes/web99/reboot_required")).isTrue();
    }

    @Test
    void theSameRequestAgainCountsAsANewOne() {
        node.run("request");
        long first = fleet.index(key);
        var again = node.run("request");
        assertThat(again.out()).contains("it was requested before: requested by alice");
        assertThat(fleet.index(key)).isGreaterThan(first);
    }

    @Test
    void cancelClearsBothSpellingsAndNothingElse() {
        fleet.put(key, "mine");
        fleet.put(node.name + "/reboot_required", "python");
        fleet.put("nodes/" + node.name + "0/reboot_required", "another's");
        var cancelled = node.run("cancel");
        assertThat(cancelled.code()).isZero();
        assertThat(cancelled.out()).contains("mine", "python");
        assertThat(fleet.has(key)).isFalse();
        assertThat(fleet.has(node.name + "/reboot_required")).isFalse();
        assertThat(fleet.has("nodes/" + node.name + "0/reboot_required")).isTrue();
    }

    @Test
    void severalNodesAreAskedForAChangeOfAKind() {
        TestNode second = fleet.node(2);
        fleet.put("nodes/" + second.name + "/status", OLD_STATUS);
        var requested = node.run("request", "client[1-2]", "--change", "hot", "--reason", "openssl");
        assertThat(requested.code()).as(requested.err()).isZero();
        assertThat(requested.out()).contains("client1 makes a hot change", "client2 makes a hot change");
        assertThat(requested.err()).contains("the agent on client2 knows of reboots only");
        assertThat(fleet.get("nodes/client2/change_required"))
                .contains("\"kind\":\"hot\"", "\"reason\":\"openssl\"", "\"by\":\"alice@", "\"at\":\"2");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(104);
        assertThat(run.err()).contains("no hot_tasks");
        assertThat(node.run("request", "--change", "hot").out()).contains("requested before: hot change: openssl");
        assertThat(node.run("cancel").out()).contains("change_required");
        assertThat(fleet.has("nodes/client1/change_required")).isFalse();
        assertThat(node.run("run").code()).isZero();

        assertThat(node.run("request", "@nobody").code()).isEqualTo(64);
        assertThat(node.run("request", "web[3-1]").code()).isEqualTo(64);
        assertThat(node.run("request", "client1", "--change", "hto").code()).isEqualTo(64);
        assertThat(node.run("request", "@" + fleet.group).out()).contains("client1 reboots");
    }

    @Test
    void aRequestThatNamesNoKindHoldsTheNodeAndARebootClearsOneThatDoes() {
        String change = "nodes/" + node.name + "/change_required";
        fleet.put(change, "update it");
        var held = node.wantsReboot().run("run");
        assertThat(held.code()).as(held.err()).isEqualTo(105);
        assertThat(held.err()).contains(fleet.prefix + "/" + change, "rebootmgr cancel " + node.name);
        assertThat(node.log()).isEmpty();
        fleet.put(change, "{\"kind\":\"reboot\",\"reason\":\"kernel\"}");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.has(change)).as("obeyed").isFalse();
    }

    @Test
    void aMistakenRangeIsTakenBackAsItWasTyped() {
        fleet.node(2);
        assertThat(node.run("request", "client[1-2]").code()).isZero();
        var cancelled = node.run("cancel", "client[1-2]");
        assertThat(cancelled.code()).as(cancelled.err()).isZero();
        assertThat(cancelled.out()).contains("cancelled: ", "/client1/", "/client2/");
        assertThat(fleet.has(key)).isFalse();
        assertThat(fleet.has("nodes/client2/reboot_required")).isFalse();
    }

    /** Operators type {@code web[1-500]}; of a node more there is a part of a transaction more. */
    @Test
    void manyNodesAreAskedForAndTakenBackWithAFewRequests() {
        for (int n = 1; n <= 43; n++) {
            fleet.put("nodes/web" + n + "/status", OLD_STATUS);
        }
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        Way counted = (request, consul) -> {
            requests.add(request.method() + " " + request.path());
            return Optional.of(consul.send());
        };
        try (RequestProxy proxy =
                RequestProxy.before(TestFleet.cluster().clients().getFirst().http(), counted)) {
            TestNode admin = new TestNode(
                    folder.resolve("admin"), proxy.address().toString(), node.name, fleet.prefix, fleet.group);

            var requested = admin.run("request", "web[1-43]", "--reason", "kernel");
            assertThat(requested.code()).as(requested.err()).isZero();
            assertThat(requested.out().lines().filter(line -> line.startsWith("requested: ")))
                    .hasSize(43);
            // Which nodes there are; and of 21 each what stands there, whether what does not may be seen, and the
            // write.
            assertThat(requests).hasSizeLessThanOrEqualTo(6 + 3 * 3);

            requests.clear();
            var cancelled = admin.run("cancel", "web[1-43]");
            assertThat(cancelled.code()).as(cancelled.err()).isZero();
            assertThat(cancelled.out().lines().filter(line -> line.startsWith("cancelled: ")))
                    .hasSize(43);
            assertThat(requests).hasSizeLessThanOrEqualTo(6 + 3 * 3 + 2);
        }
        assertThat(fleet.has("nodes/web43/reboot_required")).isFalse();
    }

    @Test
    void ofManyNodesTheStrangerIsNamedAndWhatAKeyTellsOfIsKnownToCancel() {
        fleet.put("nodes/web1/status", OLD_STATUS);
        fleet.put("web7/reboot_required", "in Python's words");
        var refused = node.run("request", "web1", "web7");
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.err()).contains("no node web7", " --force`");
        assertThat(fleet.has("nodes/web1/reboot_required")).isFalse();
        assertThat(node.run("cancel", "web1", "web7").out())
                .contains("cancelled: " + fleet.prefix + "/web7/reboot_required");
        assertThat(node.run("cancel", "web1", "web8").code()).isEqualTo(64);
    }

    @Test
    void cancelOfNothingSaysSo() {
        TestNode other = fleet.node(2);
        var cancelled = node.run("cancel", other.name);
        assertThat(cancelled.code()).isZero();
        assertThat(cancelled.out()).contains("nothing to cancel", other.name);
    }

    @Test
    void cancelOfANodeThatNobodyKnowsIsRefusedUnlessForced() {
        assertThat(node.run("cancel", "web7").code()).isEqualTo(64);
        assertThat(node.run("cancel", "web7", "--force").out()).contains("nothing to cancel", "web7");
        fleet.put("web7/reboot_required", "in Python's words");
        assertThat(node.run("cancel", "web7").code())
                .as("there is something of it")
                .isZero();
    }

    @Test
    void cancelTellsOfWhatItDoesNotCancel() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("cancel").out())
                .contains("too late", "rebooting for ", folder.toString(), "still asks for a reboot");
    }

    @Test
    void withoutConsulTheCodeIs8() {
        TestNode lost = new TestNode(folder.resolve("lost"), "http://127.0.0.1:1", "lost", "p", "g");
        for (String command : new String[] {"request", "cancel", "stop", "resume", "pause", "unpause", "init"}) {
            var run = lost.run(command);
            assertThat(run.code()).as(command).isEqualTo(8);
            assertThat(run.err()).contains("does not answer");
            assertThat(run.out()).isEmpty();
        }
        assertThat(lost.run("release", "x", "--claim", "1", "--reason", "r").code())
                .isEqualTo(8);
    }

    /** A range with a slip in it is hundreds of lines that nobody reads. */
    @Test
    void ofManyNamesThatNobodyKnowsAFewAreTold() {
        var refused = node.run("request", "nowhere[01-25]");
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.err())
                .contains("no node nowhere01,", "no node nowhere03,", "nobody knows 22 more of these names")
                .doesNotContain("no node nowhere04,");

        var forced = node.run("request", "nowhere[01-25]", "--force");
        assertThat(forced.code()).as(forced.err()).isZero();
        assertThat(forced.err()).contains("nobody knows 22 more of these names").doesNotContain("no node nowhere04,");
        assertThat(forced.out().lines()).hasSize(25);
        assertThat(node.run("cancel", "nowhere[01-25]").code()).isZero();
    }
}
