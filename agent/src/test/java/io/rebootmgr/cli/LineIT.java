package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        assertThat(second.run("run").code()).isEqualTo(4);
        assertThat(third.run("run").code()).isEqualTo(4);
    }

    private String waiting(TestNode node) {
        return "waiting/" + fleet.group + "/" + node.name;
    }

    private List<String> next() {
        Matcher names = Pattern.compile("\"node\":\"([^\"]*)\"").matcher(fleet.get("groups/" + fleet.group + "/next"));
        return names.results().map(name -> name.group(1)).toList();
    }

    /** As if the two had been named as next since the new year. */
    private void namedLongAgo() {
        String since = "\",\"named\":\"2026-01-01T00:00:00Z\"}";
        fleet.put(
                "groups/" + fleet.group + "/next",
                "{\"nodes\":[{\"node\":\"" + second.name + since + ",{\"node\":\"" + third.name + since + "]}");
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
    void whoBeginsToWaitIsNamedWhereThereIsRoom() {
        assertThat(next()).containsExactly(second.name, third.name);
    }

    @Test
    void whoeverChangesTheSlotsSaysWhoIsNext() {
        fleet.delete("groups/" + fleet.group + "/next");
        holder.boot().run("run");
        assertThat(next()).containsExactly(second.name, third.name);
    }

    @Test
    void theFirstInLineStaysAndGoesAsSoonAsTheSlotIsFree() {
        var run = timer(second);
        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(run.join().code()).isZero();
        assertThat(second.log()).endsWith("reboot");
        assertThat(fleet.has(waiting(second))).isFalse();
        assertThat(next()).containsExactly(third.name);
    }

    @Test
    void aFreeSlotIsLeftToThoseWhoAreBeforeOnlyForAMoment() {
        holder.boot().run("run");
        assertThat(third.run("run").code()).isZero();
        assertThat(third.log()).endsWith("reboot");
        assertThat(next()).containsExactly(second.name);
    }

    @Test
    void whoHasLongBeenNextAndDoesNotComeLosesItsPlace() {
        namedLongAgo();
        holder.boot().run("run");
        assertThat(third.run("run").code()).isZero();
        assertThat(fleet.has(waiting(second))).isFalse();
        assertThat(next()).isEmpty();

        assertThat(second.run("run").code()).isEqualTo(4);
        assertThat(fleet.has(waiting(second))).isTrue();
    }

    @Test
    void whoeverJoinsAtTheSameMomentIsNamedInTheOrderOfTheLine() {
        for (TestNode node : List.of(second, third)) {
            node.delete("reboot_required");
            assertThat(node.run("run").code()).isZero();
            node.wantsReboot();
        }
        fleet.delete("groups/" + fleet.group + "/next");
        var one = CompletableFuture.supplyAsync(() -> second.run("run"));
        var other = CompletableFuture.supplyAsync(() -> third.run("run"));
        assertThat(List.of(one.join().code(), other.join().code())).containsOnly(4);
        boolean inOrder = fleet.index(waiting(second)) < fleet.index(waiting(third));
        assertThat(next()).containsExactly((inOrder ? second : third).name, (inOrder ? third : second).name);
    }

    @Test
    void whoIsOverlookedNamesItselfAndStays() {
        fleet.delete("groups/" + fleet.group + "/next");
        var run = timer(second);
        Await.until(() -> next().contains(second.name), Await.BOUND, "named itself");
        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(run.join().code()).isZero();
        assertThat(second.log()).endsWith("reboot");
    }

    @Test
    void aGateThatTheReturnOfTheHolderOpensIsWaitedForInLine() {
        String service = Unique.name("gateway");
        TestFleet.cluster().agent(second.name).api().registerService(service, service, "rebootmgr", "min_passing=2");
        long place = fleet.index(waiting(second));
        var run = timer(second);
        Await.until(() -> second.run("check").out().contains("waiting in line"), Await.BOUND, "the run waits");
        Await.until(
                () -> fleet.get("nodes/" + second.name + "/status").contains("held by health"),
                Await.BOUND,
                "says why");

        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.index(waiting(second))).as("its place").isEqualTo(place);
        assertThat(run).as("waits").isNotDone();

        fleet.api().registerElsewhere("other", service, "passing");
        assertThat(run.join().code()).isZero();
        assertThat(second.log()).endsWith("reboot");
    }

    @Test
    void whoIsHeldByHealthWhileANodeIsOutStandsInLineToo() {
        second.delete("reboot_required");
        assertThat(second.run("run").code()).isZero();
        String service = Unique.name("gateway");
        TestFleet.cluster().agent(second.name).api().registerService(service, service, "rebootmgr", "min_passing=2");
        assertThat(second.wantsReboot().run("run").code()).isEqualTo(2);
        assertThat(fleet.has(waiting(second))).isTrue();
    }

    @Test
    void aGateThatHoldsWhileNobodyIsOutIsNotWaitedFor() {
        String service = Unique.name("gateway");
        TestFleet.cluster().agent(second.name).api().registerService(service, service, "rebootmgr", "min_passing=2");
        second.delete("reboot_required");
        assertThat(second.run("run").code()).isZero();
        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(second.wantsReboot().run("run", "--wait-if-next").code()).isEqualTo(2);
        assertThat(fleet.has(waiting(second))).isFalse();
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
        var run = timer(second);
        fleet.put("groups/" + fleet.group + "/stop", "");
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(fleet.has(waiting(second))).isTrue();
    }

    @Test
    void aTriggerThatGoesEndsTheWaitingOfTheNextInLine() {
        var run = timer(second);
        second.delete("reboot_required");
        assertThat(run.join().code()).isZero();
        assertThat(second.log()).isEmpty();
        assertThat(fleet.has(waiting(second))).isFalse();
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
