package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The roles in {@code tasks-examples/openstack-services}, put together from the tasks of their services and run by the
 * real program: in which order it calls what stands in for OpenStack.
 */
class ServiceTasksExampleIT {
    private static final Path EXAMPLE = Path.of("..", "tasks-examples", "openstack-services");

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWithoutAnOpenStack() throws IOException {
        fleet = new TestFleet(folder).policy("{}");
        node = bare(1);
    }

    private TestNode bare(int number) throws IOException {
        TestNode bare = fleet.node(number).env("USER", "alice");
        Files.createDirectories(bare.folder.resolve("bin"));
        for (String command :
                List.of("systemctl", "apt-get", "nova-manage", "keystone-manage", "neutron-db-manage", "ansible")) {
            bare.executable(
                    "bin/" + command,
                    "#!/bin/sh\n[ -z \"$REBOOTMGR_STAGE\" ] || echo \"" + command + " $*\" >> " + folder + "/calls\n");
        }
        fleet.put(
                "nodes/" + bare.name + "/status",
                ("{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"%s\","
                                + "\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}")
                        .formatted(fleet.group, bare.read("boot_id")));
        return bare.env("PATH", bare.folder + "/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("OPENSTACK_PACKAGES", "nova-common")
                .env("OPENSTACK_STAYS", "0")
                .env("NOVA_PIN", bare.folder + "/pin.conf")
                .env("NOVA_EVERYWHERE", "ansible nova --become --args");
    }

    private void compose(TestNode of, String role) throws Exception {
        Path to = folder.resolve("composed-" + of.name);
        Process compose = new ProcessBuilder(EXAMPLE.resolve("compose").toString(), role, to.toString())
                .inheritIO()
                .start();
        assertThat(compose.waitFor()).isZero();
        take(to, of, "drained");
        take(to, of, "finalize");
    }

    private static void take(Path from, TestNode to, String stage) throws IOException {
        Path tasks = from.resolve(stage + "_tasks");
        if (!Files.exists(tasks)) {
            return;
        }
        Files.createDirectories(to.tasks(stage));
        try (var files = Files.list(tasks)) {
            for (Path file : files.toList()) {
                to.executable("tasks/" + stage + "_tasks/" + file.getFileName(), Files.readString(file));
            }
        }
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    private static final List<String> STOP = List.of(
            "systemctl stop neutron-server",
            "systemctl stop nova-api nova-scheduler nova-conductor",
            "systemctl stop apache2",
            "apt-get --assume-yes --only-upgrade install nova-common");

    private static final List<String> MIGRATE = List.of(
            "keystone-manage db_sync",
            "neutron-db-manage upgrade heads",
            "nova-manage api_db sync",
            "nova-manage db sync");

    private static final List<String> START = List.of(
            "systemctl start apache2",
            "systemctl is-active apache2",
            "systemctl start nova-api nova-scheduler nova-conductor",
            "systemctl is-active nova-api",
            "systemctl is-active nova-scheduler",
            "systemctl is-active nova-conductor",
            "systemctl start neutron-server",
            "systemctl is-active neutron-server");

    private static final List<String> UNPIN = List.of(
            "nova-manage db online_data_migrations",
            "ansible nova --become --args systemctl kill --signal=HUP --kill-who=main nova-*");

    /** One after the other; the database is migrated by the first, and nova unpinned when both are done. */
    @Test
    void controllersAreUpgradedByARollout() throws Exception {
        TestNode second = bare(2);
        compose(node, "controller");
        compose(second, "controller");
        var start = node.run(
                "rollout",
                "start",
                "epoxy",
                "--change",
                "drain",
                "--canaries",
                node.name,
                "--soak",
                "0s",
                "--reason",
                "release");
        assertThat(start.code()).as(start.err()).isZero();
        for (TestNode each : List.of(node, second, node, second, node)) {
            var run = each.run("run");
            assertThat(run.code()).as(run.err()).isZero();
        }
        List<String> expected = new ArrayList<>(STOP);
        expected.addAll(MIGRATE);
        expected.addAll(START);
        expected.addAll(STOP);
        expected.addAll(START);
        expected.addAll(UNPIN);
        assertThat(calls()).containsExactlyElementsOf(expected);
        assertThat(second.read("pin.conf")).isEqualTo("[upgrade_levels]\ncompute = auto\n");
        assertThat(node.run("rollout", "list").out()).contains("epoxy", "done");
    }

    @Test
    void aComputeNodeIsComposedOfOthers() throws Exception {
        node.wantsReboot();
        compose(node, "compute");
        assertThat(node.run("run", "--dry-run").code()).isZero();
        assertThat(folder.resolve("calls")).as("a dry run calls nothing").doesNotExist();
        assertThat(node.run("run").code()).isZero();
        assertThat(calls())
                .containsExactly(
                        "systemctl stop nova-compute",
                        "systemctl stop neutron-openvswitch-agent",
                        "systemctl stop openvswitch-switch",
                        "apt-get --assume-yes --only-upgrade install nova-common",
                        "systemctl start openvswitch-switch",
                        "systemctl is-active openvswitch-switch",
                        "systemctl start neutron-openvswitch-agent",
                        "systemctl is-active neutron-openvswitch-agent",
                        "systemctl start nova-compute",
                        "systemctl is-active nova-compute");
    }

    @Test
    void aRoleThatLacksAServiceIsToldSo() throws Exception {
        node.wantsReboot();
        compose(node, "compute");
        node.delete("tasks/drained_tasks/openvswitch-start");
        node.delete("tasks/drained_tasks/openvswitch-stop");
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err()).contains("nova-compute-start requires openvswitch, and no task of this stage");
    }
}
