package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that wait for a slot stand in line; the first of them stay for it, and everybody gets one in the end. */
class LineIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode holder;
    private TestNode second;
    private TestNode third;

    @BeforeEach
    void oneNodeHasTheOnlySlotAndTwoWantIt() {
        fleet = new TestFleet(folder).policy("{}");
        holder = fleet.node(1).wantsReboot();
        second = fleet.node(2).wantsReboot();
        third = fleet.node(3).wantsReboot();
        assertThat(holder.run("run").code()).isZero();
        assertThat(second.run("run", "--wait-if-next").code()).isEqualTo(4);
        assertThat(third.run("run", "--wait-if-next").code()).isEqualTo(4);
    }

    private String waiting(TestNode node) {
        return "waiting/" + fleet.group + "/" + node.name;
    }

    private String next() {
        return fleet.get("groups/" + fleet.group + "/next");
    }

    private CompletableFuture<TestNode.Result> timer(TestNode node) {
        return CompletableFuture.supplyAsync(() -> node.run("run", "--wait-if-next"));
    }

    @Test
    void whoFindsNoSlotFreeStandsInLineAndKeepsItsPlace() {
        long place = fleet.index(waiting(second));
        assertThat(fleet.index(waiting(third))).isGreaterThan(place);
        assertThat(second.run("run").code()).isEqualTo(4);
        assertThat(fleet.index(waiting(second))).isEqualTo(place);
        assertThat(fleet.get(waiting(second))).contains("since", "new kernel");
    }

    @Test
    void whoeverChangesTheSlotsSaysWhoIsNext() {
        assertThat(next()).isEmpty();
        holder.boot().run("run");
        assertThat(next()).isEqualTo("{\"nodes\":[\"%s\",\"%s\"]}".formatted(second.name, third.name));
    }

    @Test
    void theFirstInLineStaysAndGoesAsSoonAsTheSlotIsFree() {
        holder.task("post_boot", "long", "until [ -e " + folder + "/go ]; do sleep 0.05; done");
        var returning = CompletableFuture.supplyAsync(() -> holder.boot().run("run"));
        Await.until(() -> !next().isEmpty(), Duration.ofSeconds(20), "the next in line are named");
        var run = timer(second);
        holder.write("../go", "");
        assertThat(returning.join().code()).isZero();
        assertThat(run.join().code()).isZero();
        assertThat(second.log()).endsWith("reboot");
        assertThat(fleet.has(waiting(second))).isFalse();
        assertThat(next()).isEqualTo("{\"nodes\":[\"%s\"]}".formatted(third.name));
    }

    @Test
    void whoDoesNotComeIsOvertakenAndLosesItsPlace() {
        holder.boot().run("run");
        assertThat(third.run("run").code()).isZero();
        assertThat(third.log()).endsWith("reboot");
        assertThat(fleet.has(waiting(second))).isFalse();
        assertThat(next()).isEmpty();

        assertThat(second.run("run").code()).isEqualTo(4);
        assertThat(fleet.has(waiting(second))).isTrue();
    }

    @Test
    void whoWantsNoRebootAnyMoreLeavesTheLine() {
        second.delete("reboot_required");
        assertThat(second.run("run").code()).isZero();
        assertThat(fleet.has(waiting(second))).isFalse();
    }

    @Test
    void whoIsHeldByAnotherGateLeavesTheLine() {
        fleet.put("nodes/" + second.name + "/config", "{\"enabled\":false}");
        assertThat(second.run("run").code()).isEqualTo(101);
        assertThat(fleet.has(waiting(second))).isFalse();
    }

    @Test
    void aStopEndsTheWaitingOfTheNextInLine() {
        holder.task("post_boot", "long", "until [ -e " + folder + "/go ]; do sleep 0.05; done");
        var returning = CompletableFuture.supplyAsync(() -> holder.boot().run("run"));
        Await.until(() -> !next().isEmpty(), Duration.ofSeconds(20), "the next in line are named");
        var run = timer(second);
        fleet.put("groups/" + fleet.group + "/stop", "");
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(returning.join().code()).isEqualTo(102);
        assertThat(fleet.has(waiting(second))).isTrue();
    }

    @Test
    void aTriggerThatGoesEndsTheWaitingOfTheNextInLine() {
        holder.task("post_boot", "long", "until [ -e " + folder + "/go ]; do sleep 0.05; done");
        var returning = CompletableFuture.supplyAsync(() -> holder.boot().run("run"));
        Await.until(() -> !next().isEmpty(), Duration.ofSeconds(20), "the next in line are named");
        var run = timer(second);
        second.delete("reboot_required");
        assertThat(run.join().code()).isZero();
        assertThat(second.log()).isEmpty();
        assertThat(fleet.has(waiting(second))).isFalse();
        holder.write("../go", "");
        assertThat(returning.join().code()).isZero();
    }

    @Test
    void nothingOfTheLineIsLeftBehind() {
        holder.boot().run("run");
        for (TestNode node : List.of(second, third)) {
            assertThat(node.run("run", "--wait-if-next").code()).isZero();
            assertThat(node.boot().run("run").code()).isZero();
        }
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has(waiting(second))).isFalse();
        assertThat(next()).isEmpty();
    }
}
