package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that waits for what it has started. */
class RolloutWaitIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode canary;
    private TestNode other;
    private String id = "";

    @BeforeEach
    void aRolloutOfTwoWaves() {
        fleet = new TestFleet(folder).policy("{}");
        canary = fleet.node(1).task("hot", "10-update", "test ! -e $(dirname $0)/../../broken");
        other = fleet.node(2).task("hot", "10-update", "");
        assertThat(canary.run("run").code()).isZero();
        assertThat(other.run("run").code()).isZero();
        var start = canary.run("rollout", "start", "v2", "--change", "hot", "--canaries", canary.name, "--soak", "0s");
        assertThat(start.code()).as(start.err()).isZero();
        id = start.out().strip();
    }

    @Test
    void itEndsWhenTheWaveHasSoakedAndWhenAllIsDone() throws Exception {
        var done = CompletableFuture.supplyAsync(() -> other.run("rollout", "wait", id));
        var early = other.run("rollout", "wait", id, "--wave", "canaries", "--timeout", "1s");
        assertThat(early.code()).isEqualTo(13);
        assertThat(early.err()).contains("rollout " + id + ": not past wave canaries after 1s, running: ");

        assertThat(canary.run("run").code()).isZero();
        assertThat(canary.run("run").code()).isZero();
        var past = other.run("rollout", "wait", id, "--wave", "canaries");
        assertThat(past.code()).as(past.err()).isZero();
        assertThat(past.out()).contains("wave canaries has soaked");
        assertThat(done).isNotDone();

        assertThat(other.run("run").code()).isZero();
        assertThat(other.run("run").code()).isZero();
        var end = done.get(1, TimeUnit.MINUTES);
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.out()).isEqualTo("rollout " + id + ": done\n");
    }

    @Test
    void itEndsWhereTheCanaryFailsOrSomebodyAborts() {
        canary.write("broken", "");
        assertThat(canary.run("run").code()).isEqualTo(100);
        var failed = other.run("rollout", "wait", id, "--wave", "canaries");
        assertThat(failed.code()).isEqualTo(13);
        assertThat(failed.err()).contains("rollout " + id + ": failed: 1 node failed: " + canary.name);

        assertThat(other.run("rollout", "abort", id, "--reason", "no good").code())
                .isZero();
        var aborted = other.run("rollout", "wait", id);
        assertThat(aborted.code()).isEqualTo(13);
        assertThat(aborted.err()).contains("aborted").contains("no good");
    }

    @Test
    void whatThereIsNotIsNotWaitedFor() {
        var wave = other.run("rollout", "wait", id, "--wave", "canary");
        assertThat(wave.code()).isEqualTo(64);
        assertThat(wave.err()).contains("has no wave canary: its waves are canaries, rest");
        assertThat(other.run("rollout", "wait", "nosuch").code()).isEqualTo(64);
    }

    @Test
    void itEndsWhereSomebodyHasTakenTheRolloutOut() throws Exception {
        assertThat(other.run("rollout", "pause", id, "--reason", "lunch").code())
                .isZero();
        var waits = CompletableFuture.supplyAsync(() -> other.run("rollout", "wait", id, "--timeout", "50s"));
        String before = fleet.get("rollouts");
        fleet.put("rollouts", "{\"rollouts\":[]}");

        var gone = waits.get(1, TimeUnit.MINUTES);
        assertThat(gone.code()).as(gone.err()).isEqualTo(105);
        assertThat(gone.err())
                .contains("rollout " + id + ": gone: it is not in the key " + fleet.prefix + "/rollouts any more");
        var status = other.run("rollout", "status", id);
        assertThat(status.code()).isZero();
        assertThat(status.out().replaceAll("\\s+", " "))
                .contains(
                        "rollout " + id + " of version v2: gone",
                        "what was ordered stands in " + fleet.prefix + "/rollout_orders/" + id + " (paused by",
                        "`rebootmgr rollout abort " + id + "` withdraws it, then start it again",
                        "the logbook's last word of it: paused by",
                        "lunch");
        assertThat(other.run("rollout", "status", id, "--watch").out()).contains("gone");
        assertThat(other.run("rollout", "list").out()).contains(id).contains("gone");
        assertThat(other.run("rollout", "list", "--json").out()).contains("\"gone\"");

        fleet.delete("rollout_history/" + id);
        assertThat(other.run("rollout", "status", id, "--json").out()).contains("\"gone\"", id);
        assertThat(other.run("rollout", "list").out()).contains(id);
        fleet.put("rollouts", before);
        assertThat(other.run("rollout", "list").out()).contains("paused").doesNotContain("gone");
    }

    /** As where a group had begun it by itself. */
    @Test
    void oneThatIsGoneAndHasNoOrderIsEndedInTheLogbook() {
        fleet.put("rollouts", "{\"rollouts\":[]}");
        fleet.delete("rollout_orders/" + id);
        assertThat(other.run("rollout", "status", id).out().replaceAll("\\s+", " "))
                .contains("no order of it stands", "`rebootmgr rollout abort " + id + "`");
        var paused = other.run("rollout", "pause", id);
        assertThat(paused.code()).isEqualTo(105);

        var aborted = other.run("rollout", "abort", id, "--reason", "tidy");

        assertThat(aborted.code()).as(aborted.err()).isZero();
        var end = other.run("rollout", "wait", id);
        assertThat(end.code()).isEqualTo(13);
        assertThat(end.err()).contains("aborted").contains("tidy");
        assertThat(other.run("rollout", "list").out()).contains("aborted").doesNotContain("gone");
    }

    @Test
    void whereTheRolloutsCannotBeReadItIsNotGone() {
        fleet.put("rollouts", "v42");
        var status = other.run("rollout", "status", id);
        assertThat(status.code()).isEqualTo(105);
        assertThat(status.out() + status.err()).doesNotContain("gone").contains(fleet.prefix + "/rollouts");
        assertThat(other.run("rollout", "wait", id, "--timeout", "0s").code()).isEqualTo(13);
    }

    @Test
    void anOrderThatCannotBeReadIsNamedAndWithdrawn() {
        String order = fleet.prefix + "/rollout_orders/" + id;
        fleet.put("rollout_orders/" + id, "x");
        assertThat(other.run("rollout", "status", id).out().replaceAll("\\s+", " "))
                .contains("the key " + order, "`rebootmgr rollout abort " + id + "` takes it out");
        var paused = other.run("rollout", "pause", id);
        assertThat(paused.code()).isEqualTo(105);
        assertThat(paused.err()).contains("the key " + order).doesNotContain("key " + fleet.prefix + "/rollouts ");

        fleet.put("rollouts", "{\"rollouts\":[]}");
        String record = fleet.get("rollout_history/" + id);
        fleet.delete("rollout_history/" + id);
        for (String command : new String[] {"status", "wait", "abort"}) {
            var run = other.run("rollout", command, id);
            assertThat(run.code()).as(command).isEqualTo(105);
            assertThat(run.err()).contains("the key " + order).doesNotContain("key " + fleet.prefix + "/rollouts ");
        }

        fleet.put("rollout_history/" + id, record);
        assertThat(other.run("rollout", "abort", id).code()).isZero();
        assertThat(fleet.has("rollout_orders/" + id)).isFalse();
    }
}
