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

    private TestNode canary;
    private TestNode other;
    private String id = "";

    @BeforeEach
    void aRolloutOfTwoWaves() {
        TestFleet fleet = new TestFleet(folder).policy("{}");
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
}
