package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.lease.LeaseState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two tools and the node's own agent want the node at the same moment; somebody watches that no two of them have it.
 */
class LeaseRaceIT {
    /** {@code scripts/test long} races a thousand times. */
    private static final int ROUNDS = Integer.getInteger("lease.rounds", 20);

    @TempDir
    private Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    /** Not the common pool, which has one thread on two cores. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        over.set(true);
        threads.shutdown();
    }

    @Test
    void oneOfThemHasIt() {
        TestFleet fleet = new TestFleet(folder).policy("{\"settle\":\"0s\"}");
        TestNode node = fleet.node(1).task("pre_boot", "10-drain", "exit 0").task("post_boot", "10-start", "exit 0");
        TestNode other = fleet.node(2);
        node.settings("[reboot]\ncommand = [\"false\"]\n");
        Keys keys = new Keys(fleet.prefix);
        CompletableFuture<List<String>> seen =
                CompletableFuture.supplyAsync(() -> watch(other, keys, node.name), threads);
        int leased = 0;
        int claimed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            node.wantsReboot();
            var first = CompletableFuture.supplyAsync(() -> acquire(node, node.name, "--hold"), threads);
            var second = CompletableFuture.supplyAsync(() -> acquire(other, node.name, "--ttl", "10s"), threads);
            var run = CompletableFuture.supplyAsync(() -> node.run("run"), threads);
            var results = List.of(first.join(), second.join());
            long won = results.stream().filter(result -> result.code() == 0).count();
            assertThat(won).as("%s", results).isLessThanOrEqualTo(1);
            assertThat(results).allMatch(result -> result.code() == 0 || result.code() == 12);
            assertThat(run.join().code()).as(run.join().err()).isIn(5, 12, 107, 8, 4);
            leased += (int) won;
            claimed += run.join().code() == 107 ? 1 : 0;
            freeAgain(fleet, node);
        }
        over.set(true);
        assertThat(seen.join()).isEmpty();
        assertThat(leased + claimed).as("somebody gets it in most rounds").isGreaterThan(ROUNDS / 2);
    }

    private static TestNode.Result acquire(TestNode from, String node, String... life) {
        List<String> args = new ArrayList<>(
                List.of("lease", "acquire", node, "--purpose", "other", "--reason", "a race", "--force"));
        args.addAll(List.of(life));
        return from.run(args.toArray(String[]::new));
    }

    /** As before the round: no lease, no claim, and nothing that the node remembers. */
    private static void freeAgain(TestFleet fleet, TestNode node) {
        fleet.delete("nodes/" + node.name + "/lease");
        fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[]}");
        fleet.delete("groups/" + fleet.group + "/out/" + node.name);
        fleet.delete("groups/" + fleet.group + "/preparing/" + node.name);
        fleet.delete("nodes/" + node.name + "/status");
        fleet.delete("nodes/" + node.name + "/history");
        fleet.api().put("/v1/agent/maintenance?enable=false", "");
        node.delete("state/claim.json");
        node.delete("claim.json");
    }

    private List<String> watch(TestNode from, Keys keys, String node) {
        List<String> both = new ArrayList<>();
        try (Workplace workplace = Workplace.open(Optional.of(from.config()), Map.of())) {
            while (!over.get()) {
                View view = workplace.consul().read(Consistency.CONSISTENT, List.of(keys.lease(node), keys.groups()));
                boolean claimed =
                        FleetClaims.of(view, keys).ofNode(node).stream().anyMatch(ClaimInGroup::counts);
                if (claimed && !LeaseState.in(view, keys, node).isFree()) {
                    both.add(view.under("").stream()
                            .map(View.Entry::text)
                            .toList()
                            .toString());
                }
            }
        }
        return both;
    }
}
