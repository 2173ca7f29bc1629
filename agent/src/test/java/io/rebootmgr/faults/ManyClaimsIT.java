package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twenty nodes want the same few slots at the same moment: so many programs leave the machine to nobody else. */
@Isolated
class ManyClaimsIT {
    private static final int NODES = 20;

    private static final int RUNS_MOST = 10;
    private static final Set<Integer> CONSUL_LOST = Set.of(5, 8);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void neverMoreThanTheLimitHoldAClaimAndAllGetTheirReboot(int limit) {
        try (ConsulCluster cluster = FaultFleet.cluster(3).start();
                FaultFleet fleet = new FaultFleet(cluster, folder).limit(limit)) {
            List<FaultNode> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                nodes.add(fleet.node(1 + i % 3));
            }

            List<CompletableFuture<?>> reboots = new ArrayList<>();
            for (FaultNode node : nodes) {
                reboots.add(reboot(node, RUNS_MOST).thenAccept(down -> {
                    assertThat(down.code()).as(down.err()).isZero();
                    fleet.comesBack(node);
                }));
            }
            reboots.forEach(CompletableFuture::join);

            fleet.judge.assertNeverMoreThan(limit);
            fleet.judge.assertSawEveryVersion();
            assertThat(fleet.judge.reboots())
                    .containsExactlyInAnyOrderElementsOf(
                            nodes.stream().map(FaultNode::name).toList());
            fleet.assertNothingIsLeft();
        }
    }

    /**
     * As the timer does it: with twenty programs at once on a small machine Consul may lose its leader for a moment.
     */
    private static CompletableFuture<TestNode.Result> reboot(FaultNode node, int runs) {
        return node.start("run", "--wait", "5m")
                .thenCompose(down -> runs > 1 && CONSUL_LOST.contains(down.code())
                        ? reboot(node, runs - 1)
                        : CompletableFuture.completedFuture(down));
    }
}
