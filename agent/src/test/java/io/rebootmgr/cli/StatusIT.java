package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status} shows what stands in Consul, whatever stands there. */
class StatusIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1);
    }

    private String status(String... more) {
        String[] args = new String[more.length + 1];
        args[0] = "status";
        System.arraycopy(more, 0, args, 1, more.length);
        var run = node.run(args);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void withoutAPolicyItSaysHowToBegin() {
        fleet.delete("config");
        assertThat(status()).contains("rebootmgr init");
    }

    @Test
    void aHeldNodeAndAStopFlagAreSeenWithTheirReasons() {
        node.wantsReboot();
        fleet.policy("{\"enabled\":false,\"disabled_reason\":\"on fire\"}");
        assertThat(node.run("run").code()).isEqualTo(101);
        fleet.put("stop", "incident 42");
        fleet.put(node.name + "/reboot_required", "python asks");
        assertThat(status()).contains("incident 42", "held", "on fire", "exit 101", "asked by key: python asks");
        assertThat(status("--node", node.name)).contains("on fire");
        assertThat(status("--group", fleet.group)).contains("on fire");
        assertThat(status("--group", "other")).doesNotContain("on fire");
        assertThat(status("--node", node.name + "0"))
                .contains("no status written yet")
                .doesNotContain("on fire");
        assertThat(node.run("status", "--node", node.name + "0").err())
                .contains("no node", "did you mean " + node.name);
        assertThat(node.run("status", "--group", fleet.group + "0").err()).contains("did you mean " + fleet.group);
        assertThat(node.run("plan", "--group", fleet.group + "0").err()).contains("did you mean " + fleet.group);
        assertThat(node.run("status", "--node", node.name).err()).isEmpty();
        assertThat(node.run("status", "--group", fleet.group).err()).isEmpty();
    }

    @Test
    void theHolderOfASlotIsSeenWithWhatReleaseNeeds() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        String claim = fleet.slots().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
        assertThat(status()).contains("1/1", node.name, "rebooting", claim, "new kernel");
        assertThat(status("--json")).contains("\"taken\" : 1", claim);
    }

    @Test
    void garbageIsNamedAndTheRestIsShown() {
        fleet.put("nodes/web1/status", "\u0000\u001B[2J" + "x".repeat(400_000));
        fleet.put("nodes/web2/status", "{\"a\":".repeat(1000));
        fleet.put("groups/web/slots", "[]");
        fleet.put("stop", "real");
        assertThat(status())
                .contains("nodes/web1/status", "nodes/web2/status", "groups/web/slots", "real")
                .doesNotContain("\u001B");
    }

    @Test
    void wrongNamesAndAbsentConsulAreToldInALine() {
        assertThat(node.run("status", "--node", "a/b").code()).isEqualTo(64);
        assertThat(node.run("status", "--node", "a", "--group", "b").code()).isEqualTo(64);
        node.write("rebootmgr.toml", "[consul]\naddress = \"http://127.0.0.1:1\"\n");
        for (String command : new String[] {"status", "history", "check"}) {
            var run = node.run(command);
            assertThat(run.code()).isEqualTo(8);
            assertThat(run.out() + run.err()).contains("does not answer").doesNotContain("\tat ");
        }
    }

    @Test
    void watchingPrintsAgainWhenSomethingChangesAndEndsWhenToldTo() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Shell shell = new Shell(
                Map.of(),
                new BufferedReader(new StringReader("")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread watch = Thread.ofPlatform()
                .start(() -> code.complete(Main.run(
                        new String[] {
                            "status", "--watch", "--config", node.config().toString()
                        },
                        shell)));
        try {
            Await.until(() -> out.toString(StandardCharsets.UTF_8).contains("fleet:"), Await.BOUND, "a table");
            fleet.put("stop", "incident 42");
            Await.until(() -> out.toString(StandardCharsets.UTF_8).contains("incident 42"), Await.BOUND, "the stop");
        } finally {
            watch.interrupt();
        }
        assertThat(code.get(2, TimeUnit.MINUTES)).isEqualTo(143);
    }
}
