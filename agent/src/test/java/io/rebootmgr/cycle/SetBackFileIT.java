package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose claim file was set back with its disk, or is lost, and whose claim somebody took from it meanwhile. */
class SetBackFileIT {
    private static ConsulCluster cluster;
    private static ConsulAdapter consul;

    private ConsulApi api;
    private Keys keys;
    private World world;
    /** The claim files as they were, oldest first. */
    private final List<byte[]> snapshots = new ArrayList<>();

    @BeforeAll
    static void consul() throws Exception {
        cluster = ConsulCluster.builder().clients(1).start();
        consul = new ConsulAdapter(
                ConnectionSettings.plain(cluster.clients().getFirst().http(), Duration.ofSeconds(5)));
    }

    @AfterAll
    static void end() {
        consul.close();
        cluster.close();
    }

    @BeforeEach
    void aNodeThatWantsToReboot() {
        api = cluster.servers().getFirst().api();
        keys = new Keys(Unique.name("setback"));
        world = new World(cluster.clients().getFirst().node(), "group", keys);
        cluster.clients().getFirst().api().put("/v1/agent/maintenance?enable=false", "");
        api.putValue(keys.config(), "{\"settle\":\"0s\"}");
        request("update");
    }

    private void request(String why) {
        api.putValue(keys.rebootRequired(world.node), why);
    }

    private void run() {
        run(() -> {});
    }

    private void run(Runnable beforeEachRequest) {
        Consul between = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    beforeEachRequest.run();
                    world.loadClaim().ifPresent(snapshots::add);
                    try {
                        return method.invoke(consul, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        new Cycle(ports(between), world.self()).run(RunRequest.PLAIN);
    }

    private Ports ports(Consul asked) {
        return new Ports(asked, world, world, world, () -> UUID.randomUUID().toString());
    }

    private void fewRuns() {
        for (int i = 0; i < 5; i++) {
            run();
            world.goOn();
        }
    }

    private byte[] snapshot(LocalClaim.Step step) {
        return snapshots.stream()
                .filter(file -> {
                    try {
                        return LocalClaimJson.read(file).step() == step;
                    } catch (MalformedJson e) {
                        return false;
                    }
                })
                .findFirst()
                .orElseThrow();
    }

    private void stoppedInItsDrain() {
        run(() -> {
            if (world.done.contains("pre_boot")) {
                api.putValue(keys.stop(), "incident");
            }
        });
        assertThat(world.done).containsExactly("pre_boot");
        assertThat(status()).contains("\"drained\"");
        api.delete(keys.stop());
        api.delete(keys.rebootRequired(world.node));
    }

    private String status() {
        return api.value(keys.status(world.node)).orElse("");
    }

    private void rebootsAndIsReleased() {
        run();
        assertThat(world.done).endsWith("reboot");
        String id = api.value(keys.slots("group")).orElseThrow().replaceAll("(?s).*\"id\":\"([^\"]*)\".*", "$1");
        assertThat(new Release(ports(consul), world.self())
                        .carryOut(new Release.Order(world.node, id, "al", "taken for dead")))
                .isInstanceOf(Release.Result.Released.class);
        api.delete(keys.rebootRequired(world.node));
    }

    /** By hand, and not as `release` does it: the node goes on to say that it is out. */
    private void claimIsDeleted() {
        api.putValue(keys.slots("group"), "{\"claims\":[]}");
        api.delete(keys.out("group", world.node));
    }

    private void comesUpAgain() {
        world.goingDown = true;
        world.goOn();
    }

    private void isInServiceAgain() {
        assertThat(world.done)
                .endsWith("post_boot")
                .containsOnlyOnce("post_boot")
                .containsOnlyOnce("reboot");
        assertThat(consul.maintenance()).isEmpty();
        assertThat(status()).contains("\"idle\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = LocalClaim.Step.class,
            names = {"CLAIMING", "PREPARING"})
    void aDrainIsUndoneThoughTheFileIsFromBeforeIt(LocalClaim.Step step) {
        stoppedInItsDrain();
        world.saveClaim(snapshot(step));
        comesUpAgain();

        fewRuns();

        assertThat(world.done).containsExactly("pre_boot", "abort");
    }

    /** Its status says no more than the file, that it prepares. */
    @ParameterizedTest
    @EnumSource(
            value = LocalClaim.Step.class,
            names = {"CLAIMING", "PREPARING"})
    void aDrainOfARunThatWasKilledIsUndoneThoughTheFileIsFromBeforeIt(LocalClaim.Step step) {
        assertThatThrownBy(() -> run(() -> {
                    if (world.done.contains("pre_boot")) {
                        throw new Saboteur.Crash("in its drain");
                    }
                }))
                .isInstanceOf(Saboteur.Crash.class);
        assertThat(world.done).containsExactly("pre_boot");
        world.saveClaim(snapshot(step));
        api.delete(keys.rebootRequired(world.node));
        comesUpAgain();

        fewRuns();

        assertThat(world.done).containsExactly("pre_boot", "abort");
    }

    @Test
    void aDrainIsUndoneThoughTheFileIsOfAnEarlierClaim() {
        stoppedInItsDrain();
        byte[] earlier = snapshot(LocalClaim.Step.PREPARING);
        run();
        assertThat(world.done).containsExactly("pre_boot", "abort");
        world.done.clear();
        request("another");
        stoppedInItsDrain();
        world.saveClaim(earlier);
        comesUpAgain();

        fewRuns();

        assertThat(world.done).containsExactly("pre_boot", "abort");
    }

    @ParameterizedTest
    @EnumSource(
            value = LocalClaim.Step.class,
            names = {"CLAIMING", "PREPARING", "GIVING_UP"})
    void aReleasedNodeTakesUpItsServiceThoughItsFileIsOfAnEarlierClaim(LocalClaim.Step step) {
        stoppedInItsDrain();
        byte[] earlier = snapshot(step);
        run();
        request("another");
        rebootsAndIsReleased();
        consul.disableMaintenance();
        world.saveClaim(earlier);
        world.goOn();

        fewRuns();

        isInServiceAgain();
    }

    @ParameterizedTest
    @EnumSource(
            value = LocalClaim.Step.class,
            names = {"CLAIMING", "PREPARING", "COMMITTING"})
    void aReleasedNodeTakesUpItsServiceThoughItsFileIsFromBeforeItsCommit(LocalClaim.Step step) {
        rebootsAndIsReleased();
        world.saveClaim(snapshot(step));
        world.goOn();

        fewRuns();

        isInServiceAgain();
    }

    /** Consul was away when it was to begin, or its agent lost its data with the same disk. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReleasedNodeWithoutItsFileTakesUpItsServiceWithAndWithoutMaintenanceMode(boolean maintenance) {
        rebootsAndIsReleased();
        if (!maintenance) {
            consul.disableMaintenance();
        }
        world.deleteClaim();
        world.goOn();

        fewRuns();

        isInServiceAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNodeWhoseClaimWasDeletedAndFileLostTakesUpItsServiceAndIsNotRebootedTwice(boolean maintenance) {
        run();
        if (!maintenance) {
            consul.disableMaintenance();
        }
        claimIsDeleted();
        world.deleteClaim();
        world.goOn();

        fewRuns();

        isInServiceAgain();
        assertThat(api.value(keys.rebootRequired(world.node))).isEmpty();
    }

    /** Somebody has the node by lease in the moment after its commit, and it is booted by hand. */
    @Test
    void theHistoryOfARebootThatIsDoneDoesNotSayThatItsDrainStands() {
        String lease = new String(
                new Lease("L", "al", "repair", "", Instant.EPOCH, Optional.empty(), Optional.empty()).bytes(),
                StandardCharsets.UTF_8);
        run(() -> {
            if (api.value(keys.out("group", world.node)).isPresent()) {
                api.putValue(keys.lease(world.node), lease);
            }
        });
        api.delete(keys.lease(world.node));
        comesUpAgain();

        fewRuns();

        assertThat(world.done).endsWith("post_boot");
        assertThat(api.value(keys.history(world.node)).orElse("")).doesNotContain("\"drained\":true");
    }
}
