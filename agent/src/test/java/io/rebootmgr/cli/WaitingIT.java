package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was told to wait waits for a slot, and for nothing else. */
class WaitingIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode holder;
    private TestNode node;

    @BeforeEach
    void allSlotsAreTaken() {
        fleet = new TestFleet(folder).policy("{}");
        holder = fleet.node(2).wantsReboot();
        assertThat(holder.run("run").code()).isZero();
        node = fleet.node(1).wantsReboot();
    }

    private CompletableFuture<TestNode.Result> waiting() {
        return CompletableFuture.supplyAsync(() -> node.run("run", "--wait", "1m"));
    }

    @Test
    void itGoesOnAsSoonAsASlotIsFree() {
        var run = waiting();
        assertThat(holder.boot().run("run").code()).isZero();

        assertThat(run.join().code()).isZero();
        assertThat(node.log()).endsWith("reboot");
    }

    @Test
    void itGivesUpAfterItsTime() {
        assertThat(node.run("run", "--wait", "1s").code()).isEqualTo(4);
        assertThat(node.log()).isEmpty();
    }

    @Test
    void anotherGateThatClosesEndsTheWaiting() {
        var run = waiting();
        fleet.put("nodes/" + node.name + "/config", "{\"enabled\":false}");

        assertThat(run.join().code()).isEqualTo(101);
    }

    @Test
    void aStopEndsTheWaiting() {
        var run = waiting();
        fleet.put("stop", "");

        assertThat(run.join().code()).isEqualTo(102);
    }

    @Test
    void anOperatorIsToldWhatTheRunThatWaitsIsWaitingForAndIsNotAsked() {
        var run = waiting();
        Await.until(() -> doing().contains("waiting in line for a slot"), Await.BOUND, "the run waits");
        String pid = Long.toString(ProcessHandle.current().pid());

        var reboot = node.answering("y\n", "reboot");

        assertThat(reboot.code()).isEqualTo(9);
        assertThat(reboot.out()).isEmpty();
        assertThat(reboot.err())
                .contains(
                        "pid " + pid,
                        "waiting in line for a slot, place 1: 1 of 1 slot taken: ",
                        holder.name + " (rebooting)")
                .contains("`rebootmgr check`", "`kill " + pid + "`");
        fleet.put("stop", "");
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(node.log()).isEmpty();
    }

    private String doing() {
        return Files.exists(node.folder.resolve("run/doing")) ? node.read("run/doing") : "";
    }

    @Test
    void aDryRunWaitsForNothing() {
        assertThat(node.run("run", "--dry-run", "--wait", "1h").code()).isEqualTo(4);
    }

    private String place(TestNode who) {
        return "waiting/" + fleet.group + "/" + who.name;
    }

    @Test
    void anOperatorWhoIsRefusedLeavesNoPlaceForALaterRequest() {
        TestNode asked = fleet.node(3);
        var refused = asked.run("reboot", "--yes");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("does not wait in line", "`rebootmgr reboot --wait 1h`");
        assertThat(fleet.has(place(asked))).isFalse();
        assertThat(asked.run("reboot", "--yes", "--wait", "1s").code()).isEqualTo(4);
        assertThat(fleet.has(place(asked))).isFalse();
        assertThat(asked.run("status").out()).contains("1 rebooting, 1 idle");
    }

    @Test
    void anOperatorWhoWaitsStandsInLine() {
        TestNode asked = fleet.node(3);
        var run = CompletableFuture.supplyAsync(() -> asked.run("reboot", "--yes", "--wait", "15s"));
        Await.until(() -> fleet.has(place(asked)), Await.BOUND, "it stands in line");
        fleet.put("nodes/" + asked.name + "/config", "{\"enabled\":false}");
        assertThat(run.join().code()).isEqualTo(101);
        assertThat(fleet.has(place(asked))).isFalse();
    }

    @Test
    void anOperatorWhoIsRefusedWhereATriggerAsksKeepsThePlace() {
        assertThat(node.run("run").code()).isEqualTo(4);
        long place = fleet.index(place(node));
        assertThat(node.run("reboot", "--yes").code()).isEqualTo(4);
        assertThat(fleet.index(place(node))).isEqualTo(place);
    }
}
