package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something asks for a reboot again after every one, as a hook does that takes a missing program for a yes. */
class RebootLoopIT {
    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private TestFleet fleet;
    private TestNode node;
    private String key;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1);
        key = "nodes/" + node.name + "/reboot_required";
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** What the built program gave, as a process of its own. */
    private record Ended(int code, String said) {}

    private Ended program(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString());
        command.addAll(List.of(args));
        command.add("--config");
        command.add(node.config().toString());
        Path output = folder.resolve("output-" + started.size());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            started.add(process);
            assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long reboots() {
        return node.log().stream().filter("reboot"::equals).count();
    }

    private String status() {
        return fleet.get("nodes/" + node.name + "/status");
    }

    /** Reboots for the key and comes back; then something asks again. */
    private void rebootsByTheKey() {
        fleet.put(key, "new kernel");
        long before = reboots();
        assertThat(node.run("run").code()).isZero();
        assertThat(reboots()).isEqualTo(before + 1);
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.has(key)).isFalse();
    }

    @Test
    void theFourthRebootForTheSameKeyParksTheNodeUntilAnOperatorResumesIt() {
        for (int reboot = 1; reboot <= 3; reboot++) {
            fleet.put(key, "kernel of try " + reboot);
            assertThat(program("run").code()).isZero();
            assertThat(reboots()).isEqualTo(reboot);
            node.boot();
            assertThat(program("run").code()).isZero();
        }

        fleet.put(key, "and again");
        Ended fourth = program("run");
        long written = fleet.index("nodes/" + node.name + "/status");
        Ended fifth = program("run");

        assertThat(fourth.code()).as(fourth.said()).isEqualTo(106);
        assertThat(fourth.said())
                .contains("rebooted 3 times within 6h", key, "loop", "rebootmgr resume --node " + node.name);
        assertThat(fifth).isEqualTo(fourth);
        assertThat(fleet.index("nodes/" + node.name + "/status"))
                .as("nothing new, nothing written")
                .isEqualTo(written);
        assertThat(reboots()).isEqualTo(3);
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(status()).contains("\"state\":\"parked\"", "\"code\":106", "\"looping\":[");
        assertThat(program("check").code()).isEqualTo(106);
        assertThat(program("doctor").said()).contains("again and again for");
        assertThat(program("status").said()).contains("parked", "rebooted 3 times");

        Ended resumed = program("resume", "--node", node.name);

        assertThat(resumed.said()).contains("forgot what was done for ", key);
        assertThat(fleet.get("nodes/" + node.name + "/history"))
                .as("the logbook stays")
                .contains("kernel of try 1", "kernel of try 3");
        assertThat(program("run").code()).isZero();
        assertThat(reboots()).isEqualTo(4);
        node.boot();
        assertThat(program("run").code()).isZero();
        assertThat(status()).contains("\"state\":\"idle\"").doesNotContain("looping");
    }

    @Test
    void aFileThatComesAnewAfterEveryBootIsALoopToo() {
        fleet.policy("{\"max_reboots\":2,\"max_reboots_per\":\"1h\"}");
        for (int reboot = 1; reboot <= 2; reboot++) {
            assertThat(node.wantsReboot().run("run").code()).isZero();
            assertThat(node.boot().run("run").code()).isZero();
        }
        TestNode.Result third = node.wantsReboot().run("run");

        assertThat(third.code()).isEqualTo(106);
        assertThat(third.err()).contains("rebooted 2 times within 1h for " + node.folder + "/reboot_required");
        node.delete("reboot_required");
        assertThat(node.run("run").code()).as("nothing asks any more").isZero();
        assertThat(status()).contains("\"state\":\"idle\"").doesNotContain("looping");
        assertThat(node.wantsReboot().run("run").code())
                .as("that it was gone for a moment forgives nothing")
                .isEqualTo(106);
    }

    @Test
    void whoAsksForADrainIsNoReasonForOneMoreReboot() {
        fleet.policy("{\"max_reboots\":1}");
        node.task("drained", "10-update", "exit 0");
        rebootsByTheKey();
        fleet.put(key, "and again");
        fleet.put("nodes/" + node.name + "/change_required", "{\"kind\":\"drain\",\"reason\":\"packages\"}");

        assertThat(node.run("run").code()).isEqualTo(106);
        assertThat(reboots()).isEqualTo(1);
        fleet.delete(key);
        assertThat(node.run("run").code()).as("the drain alone").isZero();
        assertThat(reboots()).isEqualTo(1);
    }

    @Test
    void anotherReasonIsObeyedAllTheSame() {
        fleet.policy("{\"max_reboots\":1}");
        rebootsByTheKey();
        fleet.put(key, "again");
        assertThat(node.run("run").code()).isEqualTo(106);
        node.write("reboot_required", "firmware\n");
        assertThat(node.run("run").code()).isZero();
        assertThat(reboots()).isEqualTo(2);
    }

    @Test
    void itStaysParkedWhenTheRebootsHaveGrownOld() {
        fleet.policy("{\"max_reboots\":1,\"max_reboots_per\":\"1m\"}");
        rebootsByTheKey();
        fleet.put(key, "again");
        assertThat(node.run("run").code()).isEqualTo(106);
        // As if ten years had gone by.
        String history = "nodes/" + node.name + "/history";
        fleet.put(history, fleet.get(history).replaceAll("\"20\\d\\d-", "\"2001-"));
        assertThat(node.run("run").code()).isEqualTo(106);
        assertThat(node.run("resume", "--node", node.name).code()).isZero();
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void anOperatorWhoRebootsByHandIsNoLoop() {
        fleet.policy("{\"max_reboots\":1}");
        for (int reboot = 1; reboot <= 3; reboot++) {
            assertThat(node.run("reboot", "--yes", "--reason", "testing disks").code())
                    .isZero();
            assertThat(node.boot().run("run").code()).isZero();
        }
        assertThat(reboots()).isEqualTo(3);
        rebootsByTheKey();
        fleet.put(key, "again");
        assertThat(node.run("reboot", "--yes").code())
                .as("with a trigger that loops the gate is for him too")
                .isEqualTo(106);
        assertThat(node.run("reboot", "--yes", "--ignore", "retries").code()).isZero();
    }

    @Test
    void aLogbookThatCannotBeReadHoldsForALoopCouldNotBeSeen() {
        String history = "nodes/" + node.name + "/history";
        fleet.put(history, "garbage");
        fleet.put(key, "new kernel");
        TestNode.Result run = node.run("run");
        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err()).contains(history, "consul kv delete ");
        assertThat(fleet.get(history)).isEqualTo("garbage");
        fleet.delete(history);
        assertThat(node.run("run").code()).isZero();
    }
}
