package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code history} shows what became of reboots, newest first. */
class HistoryIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(3).task("pre_boot", "10-drain", "exit 0");
    }

    @Test
    void aWholeRebootAndThenAFailure() {
        node.wantsReboot().run("run");
        node.boot().run("run");
        node.task("pre_boot", "20-fail", "exit 3").wantsReboot().run("run");
        var one = node.run("history", node.name);
        assertThat(one.code()).isZero();
        assertThat(one.out())
                .contains("done in", "exit 100 (a task failed)", "new kernel")
                .contains("10-drain", "exit 3");
        assertThat(one.out().indexOf("exit 100"))
                .as("newest first")
                .isLessThan(one.out().indexOf("done in"));
        assertThat(node.run("history").out()).as("of all nodes").isEqualTo(one.out());
        assertThat(node.run("history", "--limit", "1").out()).doesNotContain("done in");
        assertThat(node.run("history", "--failed", "--since", "1h").out())
                .contains("exit 100")
                .doesNotContain("done in");
        assertThat(node.run("history", "--since", "2099-01-01").out()).contains("nothing like that");
        assertThat(node.run("history", "--json").out()).contains("\"claim\" :", "\"phases\" :");
    }

    /** What another node is told; there is one entry. */
    private String told(String... options) {
        String out = fleet.node(1)
                .run(Stream.concat(Stream.of("history"), Stream.of(options)).toArray(String[]::new))
                .out();
        assertThat(out.lines().filter(line -> line.startsWith("    claim "))).hasSize(1);
        return out;
    }

    private CompletableFuture<TestNode.Result> runInTask() {
        node.task("pre_boot", "10-drain", "while ! test -e " + node.folder + "/go; do sleep 0.1; done");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        return run;
    }

    @Test
    void whatIsInProgressIsShownFromTheClaimOnAndCostsNoWriteOfItsOwn() {
        String history = "nodes/" + node.name + "/history";
        String slots = "groups/" + fleet.group + "/slots";
        node.task("pre_boot", "05-alerts", "exit 0");
        CompletableFuture<TestNode.Result> run = runInTaskOfAWantedReboot();
        assertThat(node.run("history").out())
                .as("on the node itself, what ran so far")
                .contains("preparing for", "tasks     pre_boot/05-alerts exit 0");
        assertThat(told()).contains("preparing for", "asked by  file " + node.folder + "/reboot_required");
        assertThat(fleet.index(history)).as("written with the claim").isEqualTo(fleet.index(slots));

        node.write("go", "");
        assertThat(run.join().code()).isZero();
        assertThat(told()).contains("rebooting for", "pre_boot/10-drain exit 0", "pre_boot_tasks");
        assertThat(fleet.index(history)).as("written with the commit").isEqualTo(fleet.index(slots));

        node.boot().task("post_boot", "10-undrain", "exit 3");
        for (int failures = 1; failures <= 3; failures++) {
            assertThat(node.run("run").code()).isEqualTo(100);
            assertThat(fleet.index(history))
                    .as("written with the status")
                    .isEqualTo(fleet.index("nodes/" + node.name + "/status"));
        }
        assertThat(told())
                .contains("returning for", ", failed 3 times", "exit 100 (a task failed)", "in 2 runs")
                .contains("post_boot/10-undrain exit 3 3 times", "pre_boot/10-drain exit 0");
        assertThat(told("--failed")).contains("failed 3 times");

        node.task("post_boot", "10-undrain", "exit 0");
        assertThat(node.run("run").code()).isZero();
        assertThat(told()).contains("done in", "post_boot/10-undrain exit 3 3 times", "10-undrain exit 0 (");
        assertThat(fleet.node(1).run("history", "--failed").out()).contains("nothing like that");
    }

    private CompletableFuture<TestNode.Result> runInTaskOfAWantedReboot() {
        node.wantsReboot();
        return runInTask();
    }

    @Test
    void aStopInADrainStaysTheEndWhenALaterRunUndoesTheDrain() {
        node.task("abort", "10-undrain", "exit 0");
        CompletableFuture<TestNode.Result> run = runInTaskOfAWantedReboot();
        assertThat(node.run("stop", "--reason", "incident 42").code()).isZero();
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(told()).contains("exit 102 (a stop flag is set)", "incident 42", "DRAINED", "10-drain was ended");

        assertThat(node.run("resume").code()).isZero();
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        assertThat(told())
                .contains("exit 102 (a stop flag is set)", "incident 42", "undone  ", "abort/10-undrain exit 0")
                .doesNotContain("DRAINED", "an earlier run did not finish", "exit 5");
        assertThat(fleet.get("nodes/" + node.name + "/status")).doesNotContain("an earlier run did not finish");
    }

    @Test
    void aClaimOfAnAgentThatWroteNoEntryIsShownAllTheSame() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"c1\",\"node\":\"old\",\"state\":\"rebooting\",\"boot_id\":\"b\","
                        + "\"session\":\"\",\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"firmware\"}]}");
        assertThat(told()).contains("old  rebooting for", "firmware", "rebootmgr release old --claim c1");
        assertThat(fleet.node(1).run("history", "old").out()).contains("rebooting for");
        assertThat(fleet.node(1).run("history", "--json", "old").out())
                .contains("\"result\" : \"in_progress\"", "\"state\" : \"rebooting\"");
    }

    @Test
    void aGroupThatHasHadNoRolloutSaysSoAndWhatWasMeant() {
        var unknown = node.run("history", "--rollouts", "--group", fleet.group + "x");
        assertThat(unknown.code()).isZero();
        assertThat(unknown.out()).isEqualTo("no rollout of group " + fleet.group + "x is in the logbook\n");
        assertThat(unknown.err()).contains("in a group " + fleet.group + "x", "did you mean " + fleet.group + "?");
        var known = node.run("history", "--rollouts", "--group", fleet.group, "--since", "1h");
        assertThat(known.out())
                .isEqualTo("no rollout of group " + fleet.group + " that the logbook knows began since then\n");
        assertThat(known.err()).isEmpty();
        assertThat(node.run("history", "--rollouts").out()).isEqualTo("no rollout is in the logbook\n");
    }

    @Test
    void aNodeThatHasNoneSaysSo() {
        fleet.put("nodes/web1/config", "{}");
        var unknown = node.run("history", "web9");
        assertThat(unknown.code()).isZero();
        assertThat(unknown.out()).contains("web9 has no logbook");
        assertThat(unknown.err()).contains("no node web9", "did you mean web1?");
        assertThat(node.run("history", "web1").err()).isEmpty();
        assertThat(node.run("history").out()).contains("the fleet has no logbook");
    }

    @Test
    void oneThatCannotBeReadIsNamed() {
        fleet.put("nodes/web1/history", "garbage");
        fleet.put("nodes/web10/history", "garbage");
        var one = node.run("history", "web1");
        assertThat(one.code()).isEqualTo(105);
        assertThat(one.out()).contains("/nodes/web1/history").doesNotContain("web10");
        var all = node.run("history");
        assertThat(all.code()).isZero();
        assertThat(all.out()).contains("/nodes/web1/history", "/nodes/web10/history");
    }

    @Test
    void wrongUsage() {
        assertThat(node.run("history", "--limit", "0").code()).isEqualTo(64);
        assertThat(node.run("history", "a b").code()).isEqualTo(64);
        assertThat(node.run("history", "--since", "tomorrow").code()).isEqualTo(64);
    }
}
