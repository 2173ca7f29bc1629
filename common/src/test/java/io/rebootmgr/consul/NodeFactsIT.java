package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.AgentSelf;
import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services, checks, members, maintenance: what a client agent says about itself and the fleet. */
class NodeFactsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static ConsulCluster cluster = ConsulCluster.builder().clients(2).start();

    private final ConsulAdapter consul = Adapters.at(cluster.agent("client1").http());
    private final ConsulApi api = cluster.agent("client1").api();

    @BeforeAll
    static void start() {
        assertThat(cluster.agents()).hasSize(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void theAgentTellsItsNameAndWhetherItIsAServer() {
        AgentSelf client = consul.self();
        assertThat(client.node()).isEqualTo("client1");
        assertThat(client.datacenter()).isEqualTo("dc1");
        assertThat(client.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(client.server()).isFalse();
        assertThat(Adapters.at(cluster.agent("server1").http()).self().server()).isTrue();
    }

    @Test
    void theAgentCountsItsServicesAndTheMembers() {
        String name = Unique.name("counted");
        api.registerService(name, name);
        assertThat(consul.counts())
                .hasValue(new Consul.Counts(consul.localServices().size(), 3));
    }

    @Test
    void theLeaderIsNamed() {
        assertThat(consul.leader())
                .hasValueSatisfying(leader -> assertThat(leader).matches("127\\.0\\.0\\.\\d+:\\d+"));
    }

    @Test
    void onlyTheServicesOfThisAgentAreLocal() {
        String name = Unique.name("web");
        api.registerService(name + "-1", name, "rebootmgr", "max_failing=1");
        cluster.agent("client2").api().registerService(name + "-2", name, "rebootmgr");
        api.registerService(Unique.name("untagged"), "untagged");
        assertThat(consul.localServices())
                .contains(new LocalService(name + "-1", name, List.of("rebootmgr", "max_failing=1")))
                .extracting(LocalService::id)
                .doesNotContain(name + "-2");
    }

    @ParameterizedTest
    @EnumSource
    void everyInstanceComesWithItsOwnAndItsNodesChecks(Consistency consistency) {
        String name = Unique.name("web");
        api.registerService(name, name, "rebootmgr");
        cluster.agent("client2").api().registerService(name, name);
        api.setCheck("service:" + name, "warning", "slow today");
        Await.until(
                () -> instance(name, "client1", consistency).checks().stream()
                        .anyMatch(check -> check.status().equals("warning")),
                SOON,
                "the warning arrives");
        Instance ours = instance(name, "client1", consistency);
        assertThat(ours.serviceId()).isEqualTo(name);
        assertThat(ours.service()).isEqualTo(name);
        assertThat(ours.tags()).containsExactly("rebootmgr");
        assertThat(ours.checks()).extracting(Check::id).contains("serfHealth", "service:" + name);
        assertThat(ours.checks())
                .filteredOn(check -> check.id().equals("service:" + name))
                .extracting(Check::output)
                .containsExactly("slow today");
        assertThat(instance(name, "client2", consistency).tags()).isEmpty();
    }

    @Test
    void aServiceThatNobodyHasHasNoInstances() {
        assertThat(consul.instances(Unique.name("none"), Consistency.CONSISTENT))
                .isEmpty();
    }

    @Test
    void membersHaveTheirStatus() {
        Await.until(
                () -> consul.members()
                        .containsAll(List.of(new Member("server1", "alive"), new Member("client2", "alive"))),
                SOON,
                "all alive");
        assertThat(consul.members()).hasSize(3);
    }

    @Test
    void maintenanceIsOnWithItsReasonAndOffTwice() {
        assertThat(consul.maintenance()).isEmpty();
        consul.enableMaintenance("rebootmgr 1a2b: kernel 6.1 & more? 100% ü");
        assertThat(consul.maintenance()).contains("rebootmgr 1a2b: kernel 6.1 & more? 100% ü");
        consul.enableMaintenance("another reason");
        assertThat(consul.maintenance())
                .as("the first reason stays")
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("rebootmgr 1a2b"));
        consul.disableMaintenance();
        assertThat(consul.maintenance()).isEmpty();
        consul.disableMaintenance();
    }

    @Test
    void everybodySeesTheReasonOfAMaintenanceModeAsWhatItsCheckSays() {
        String name = Unique.name("web");
        api.registerService(name, name);
        consul.enableMaintenance("rebootmgr 1a2b: new kernel");
        try {
            Await.until(
                    () -> instance(name, "client1", Consistency.CONSISTENT).checks().stream()
                            .anyMatch(check -> check.id().equals("_node_maintenance")
                                    && check.output().equals("rebootmgr 1a2b: new kernel")),
                    SOON,
                    "the maintenance mode arrives");
        } finally {
            consul.disableMaintenance();
        }
    }

    @Test
    void oneServerAloneHasNoneToLose() {
        assertThat(consul.autopilot().failureTolerance()).isZero();
    }

    private Instance instance(String service, String node, Consistency consistency) {
        return consul.instances(service, consistency).stream()
                .filter(instance -> instance.node().equals(node))
                .findFirst()
                .orElseThrow();
    }
}
