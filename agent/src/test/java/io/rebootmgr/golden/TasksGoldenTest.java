package io.rebootmgr.golden;

import io.rebootmgr.json.Json;
import io.rebootmgr.show.StageTasks;
import io.rebootmgr.show.TasksJson;
import io.rebootmgr.show.TasksPage;
import io.rebootmgr.task.ExecTaskRunner;
import io.rebootmgr.task.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tasks} of nodes that are composed of services, and of one where that went wrong. */
class TasksGoldenTest {
    private static final Path SERVICES = Path.of("../tasks-examples/openstack-services");

    @TempDir
    private Path folder;

    private void compose(String... services) throws IOException {
        for (String service : services) {
            try (var files = Files.list(SERVICES.resolve(service).resolve("drained_tasks"))) {
                for (Path file : files.toList()) {
                    write(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
    }

    private void write(String name, String content) throws IOException {
        Path file = Files.createDirectories(folder.resolve(Stage.DRAINED.directory()))
                .resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<StageTasks> found() {
        ExecTaskRunner runner = new ExecTaskRunner(folder, folder.resolve("run"), false, Map.of());
        return List.of(new StageTasks(Stage.DRAINED, "/etc/rebootmgr/drained_tasks", runner.list(Stage.DRAINED)));
    }

    private String shown() {
        String text = TasksPage.of(found(), false).text();
        return text.replace(folder.toString(), "/etc/rebootmgr");
    }

    @Test
    void aComputeNode() throws IOException {
        compose("packages", "nova-rpc", "openvswitch", "neutron-agent", "nova-compute");
        Golden.block(Path.of("../docs/service-tasks.md"), "tasks", shown());
    }

    @Test
    void aController() throws IOException {
        compose("packages", "nova-rpc", "keystone", "nova", "neutron-server");
        Golden.holds("tasks/controller", "a controller of OpenStack, as its services compose it", shown());
        Golden.json("tasks/controller-json", "the same for programs", Json.pretty(TasksJson.of(found())));
    }

    /** The longest of names in 100 columns, and everything that a task may say. */
    @Test
    void withoutHeadersAndWithAllOfThem() throws IOException {
        write("10-plain", "#!/bin/sh\n");
        write("README.rpmsave", "");
        write("20-everything", """
                #!/bin/sh
                ### BEGIN REBOOTMGR INFO
                # Service: everything.that-can_be@said
                # After: 10-plain absent also-absent
                # Tags: blue, green
                # Once: group
                # Timeout: 1d 2h
                # Author: somebody
                ### END REBOOTMGR INFO
                """);
        Golden.holds("tasks/everything", "a task without a header, and one that says all that can be said", shown());
    }

    @Test
    void whatNoOrderDoes() throws IOException {
        String header = "#!/bin/sh\n### BEGIN REBOOTMGR INFO\n# %s\n### END REBOOTMGR INFO\n";
        compose("nova-compute");
        write("a", header.formatted("After: b"));
        write("b", header.formatted("After: a"));
        write("c", header.formatted("Service: c\n# Requires: c"));
        write("d", header.formatted("Service: c"));
        write("e", header.formatted("Step: 1\n# After: a"));
        // Unwrapped: where a line breaks would depend on the name of the temporary folder.
        String refused = TasksPage.of(found(), false).unwrapped().replace(folder.toString(), "/etc/rebootmgr");
        Golden.table("tasks/refused", "everything that can be wrong with an order, at once", refused);
    }
}
