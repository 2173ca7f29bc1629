package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        node = fleet.node(1).wantsReboot();
        Files.createDirectories(node.folder.resolve("bin"));
        for (String command :
                List.of("systemctl", "apt-get", "nova-manage", "keystone-manage", "neutron-db-manage", "ansible")) {
            node.executable(
                    "bin/" + command,
                    "#!/bin/sh\n[ -z \"$REBOOTMGR_STAGE\" ] || echo \"" + command + " $*\" >> " + folder + "/calls\n");
        }
        node.env("PATH", node.folder + "/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("OPENSTACK_PACKAGES", "nova-common")
                .env("NOVA_PIN", node.folder + "/pin.conf")
                .env("NOVA_EVERYWHERE", "ansible nova --become --args");
    }

    /** What runs at the very end runs after the boot here. */
    private void compose(String role) throws Exception {
        Path to = folder.resolve("composed");
        Process compose = new ProcessBuilder(EXAMPLE.resolve("compose").toString(), role, to.toString())
                .inheritIO()
                .start();
        assertThat(compose.waitFor()).isZero();
        take(to.resolve("drained_tasks"), "drained");
        take(to.resolve("finalize_tasks"), "post_boot");
    }

    private void take(Path from, String stage) throws IOException {
        Files.createDirectories(node.tasks(stage));
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                node.executable("tasks/" + stage + "_tasks/" + file.getFileName(), Files.readString(file));
            }
        }
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    @Test
    void aControllerStopsMigratesOnceAndStartsByItsServices() throws Exception {
        compose("controller");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(calls())
                .containsExactly(
                        "systemctl stop neutron-server",
                        "systemctl stop nova-api nova-scheduler nova-conductor",
                        "systemctl stop apache2",
                        "apt-get --assume-yes --only-upgrade install nova-common",
                        "keystone-manage db_sync",
                        "neutron-db-manage upgrade heads",
                        "nova-manage api_db sync",
                        "nova-manage db sync",
                        "systemctl start apache2",
                        "systemctl is-active apache2",
                        "systemctl start nova-api nova-scheduler nova-conductor",
                        "systemctl is-active nova-api nova-scheduler nova-conductor",
                        "systemctl start neutron-server",
                        "systemctl is-active neutron-server");
        assertThat(node.read("pin.conf")).isEqualTo("[upgrade_levels]\ncompute = auto\n");

        Files.delete(folder.resolve("calls"));
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(calls())
                .containsExactly(
                        "nova-manage db online_data_migrations",
                        "ansible nova --become --args systemctl kill --signal=HUP --kill-who=main nova-*");
    }

    @Test
    void aComputeNodeIsComposedOfOthers() throws Exception {
        compose("compute");
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
        compose("compute");
        node.delete("tasks/drained_tasks/openvswitch-start");
        node.delete("tasks/drained_tasks/openvswitch-stop");
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err()).contains("nova-compute-start requires openvswitch, and no task of this stage");
    }
}
