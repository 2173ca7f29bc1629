package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who waits in line goes by what it would cost to take it: when that is asked, and what becomes of the answers. */
class ImpactIT {
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
    }

    private String key(TestNode node) {
        return "waiting/" + fleet.group + "/" + node.name;
    }

    private List<String> next() {
        var names = Pattern.compile("\"node\":\"([^\"]*)\"").matcher(fleet.get("groups/" + fleet.group + "/next"));
        return names.results().map(name -> name.group(1)).toList();
    }

    private static void waitsFor(TestNode node) {
        assertThat(node.run("run").code()).isEqualTo(4);
    }

    /** What a run of the built program that finds no slot says, its log included. */
    private static String logOf(TestNode node) throws Exception {
        String program = Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString();
        Process process = new ProcessBuilder(
                        program, "run", "--config", node.config().toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isEqualTo(4);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** A run that has begun to wait: a slot that comes free is left for half a second to who is before. */
    private CompletableFuture<TestNode.Result> waiting(TestNode node) {
        var run = CompletableFuture.supplyAsync(
                // A thread of its own: on two processors the common pool has one.
                () -> node.run("run", "--wait", "2m"),
                task -> Thread.ofPlatform().start(task));
        Path doing = folder.resolve(node.name).resolve("run/doing");
        Await.until(
                () -> run.isDone()
                        || (Files.exists(doing) && node.read("run/doing").contains("waiting in line")),
                Await.BOUND,
                "the run waits");
        return run;
    }

    /** As if so much time had passed since the boot. */
    private void later(TestNode node, Duration time) throws IOException {
        Path boot = folder.resolve(node.name).resolve("boot_id");
        Files.setLastModifiedTime(boot, FileTime.from(Instant.now().minus(time)));
    }

    @Test
    void whoCostsLessGoesFirstThoughItCameLater() {
        second.impact("echo 60");
        third.impact("echo 5; echo and this is why");
        waitsFor(second);
        waitsFor(third);
        assertThat(next()).containsExactly(third.name, second.name);
        assertThat(second.run("check").out()).contains("2nd of 2 waiting").contains(", impact 60");
        assertThat(third.run("check", "--json").out()).contains("\"impact\" : 5");
        assertThat(second.run("status", "--json").out()).contains("\"impact\" : 60");
        assertThat(second.run("status").out()).contains(third.name + " (").contains(", impact 5), " + second.name);
        String plan = second.run("plan").out();
        assertThat(plan.indexOf(third.name)).isLessThan(plan.indexOf(second.name));

        var stays = waiting(second);
        var goes = waiting(third);
        assertThat(holder.boot().run("run").code()).isZero();
        assertThat(goes.join().code()).isZero();
        assertThat(third.log()).endsWith("reboot");
        assertThat(third.boot().run("run").code()).isZero();
        assertThat(stays.join().code()).isZero();
        assertThat(fleet.has(key(second))).isFalse();
    }

    @Test
    void itIsToldAgainWhereItHasChangedAndTheNodeKeepsItsAge() throws IOException {
        second.impact("echo 100");
        third.impact("echo 100");
        waitsFor(second);
        waitsFor(third);
        String told = fleet.get(key(second));
        assertThat(told).contains("\"impact\":100");
        assertThat(second.log()).containsExactly("impact");

        second.impact("echo 20");
        waitsFor(second);
        assertThat(second.log()).as("five minutes have not passed").containsExactly("impact");
        later(second, Duration.ofMinutes(6));
        waitsFor(second);
        assertThat(fleet.get(key(second))).isEqualTo(told.replace("\"impact\":100", "\"impact\":20"));
        second.impact("echo 100");
        later(second, Duration.ofMinutes(12));
        waitsFor(second);
        assertThat(fleet.get(key(second))).isEqualTo(told);
        assertThat(second.run("check").out()).as("by its age").contains("1st of 2");

        long index = fleet.index(key(second));
        second.impact("echo 90");
        later(second, Duration.ofMinutes(18));
        waitsFor(second);
        assertThat(second.log()).hasSize(4);
        assertThat(fleet.index(key(second))).as("little is not told").isEqualTo(index);

        second.delete("tasks/impact");
        later(second, Duration.ofMinutes(24));
        waitsFor(second);
        assertThat(fleet.get(key(second))).doesNotContain("impact");
    }

    @Test
    void whoHasWaitedForLongCostsNothingHoweverItsClockIsSet() throws IOException {
        fleet.policy("{\"max_wait\":\"6h\"}");
        second.impact("echo 100");
        third.impact("echo 1");
        waitsFor(second);
        waitsFor(third);
        assertThat(next()).containsExactly(third.name, second.name);
        fleet.put(key(second), fleet.get(key(second)).replaceAll("20\\d\\d-", "2099-"));
        later(second, Duration.ofHours(5));
        waitsFor(second);
        assertThat(fleet.get(key(second))).contains("\"impact\":100");
        later(second, Duration.ofHours(7));
        waitsFor(second);
        assertThat(fleet.get(key(second))).contains("2099-").doesNotContain("impact");
        assertThat(next()).containsExactly(second.name, third.name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 7                         | exit 7",
                "echo all of it >&2; exit 1     | exit 1: all of it",
                "exit 0                         | no whole number from 0 to 1000000: \"\"",
                "echo 12 minutes                | no whole number from 0 to 1000000: \"12 minutes\"",
                "echo -1                        | no whole number",
                "echo 1000001                   | no whole number",
                "sleep 60                       | ran longer than 10s and was killed",
                "trap '' TERM; sleep 60 & sleep 60 | ran longer than 10s and was killed",
                "echo NaN                       | no whole number",
                "echo 1e400                     | no whole number",
                "echo 7.5                       | no whole number",
                "echo 99999999999999999999      | no whole number",
                "echo ١٢                        | no whole number",
                "printf '\\377\\376'            | no whole number",
                "head -c 3000000 /dev/zero      | no whole number",
            })
    void whoCannotTellIsLastAndSaysSo(String script, String told) throws Exception {
        second.impact(script);
        assertThat(logOf(second)).contains("last in line: ").contains(told);
        assertThat(fleet.get(key(second))).contains("\"impact\":1000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo; printf '\\033[1m12\\0\\033[0m\\n'; sleep 0 & echo $! > PID",
                "echo 12; yes > /dev/null & echo $! > PID",
                "echo 12; setsid sleep 300 & echo $! > PID",
                "echo 12; head -c 3000000 /dev/zero; head -c 3000000 /dev/urandom >&2; sleep 0 & echo $! > PID",
                "echo 12; for i in 1 2 3 4 5 6 7 8 9; do sleep 300 & done; echo $! > PID",
            })
    void whoSaysItsNumberHasSaidItWhateverElseItDoes(String script) throws Exception {
        Path pid = folder.resolve("pid");
        second.impact(script.replace("PID", pid.toString()));
        try {
            waitsFor(second);
            assertThat(fleet.get(key(second))).contains("\"impact\":12");
        } finally {
            // What a program that ended by itself left is its own business; here it ends with the test.
            ProcessHandle.allProcesses()
                    .filter(process -> isOf(process, second))
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean isOf(ProcessHandle process, TestNode node) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains("REBOOTMGR_NODE=" + node.name + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void oneThatCannotBeStartedIsLastAndDoctorSaysSo() throws Exception {
        second.impact("echo 1");
        Path program = folder.resolve(second.name).resolve("tasks/impact");
        assertThat(second.run("doctor").out()).contains("an impact program");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(second.run("doctor").out()).contains("last in line: impact: not executable");
        assertThat(logOf(second)).contains("last in line: impact: not executable");
        assertThat(fleet.get(key(second))).contains("\"impact\":1000000");
        third.executable("tasks/impact", "#!/bin/sh\r\necho 1\r\n");
        assertThat(logOf(third)).contains("last in line: ").contains("line ends of Windows");
        assertThat(third.run("doctor").out()).contains("impact").contains("line ends of Windows");
    }

    @Test
    void itIsAskedOfNobodyWhoDoesNotStandInLine() {
        second.impact("echo 1");
        second.run("check");
        second.run("run", "--dry-run");
        second.delete("reboot_required");
        assertThat(second.run("run").code()).isZero();
        assertThat(second.run("reboot", "--yes").code()).isEqualTo(4);
        second.wantsReboot();
        fleet.put("stop", "incident");
        assertThat(second.run("run").code()).isEqualTo(102);
        fleet.delete("stop");
        fleet.put("nodes/" + second.name + "/pause", "later");
        assertThat(second.run("run").code()).isEqualTo(9);
        fleet.delete("nodes/" + second.name + "/pause");
        fleet.put("nodes/" + second.name + "/lease", "somebody");
        assertThat(second.run("run").code()).isEqualTo(12);
        fleet.delete("nodes/" + second.name + "/lease");
        fleet.policy("{\"max_wait\":\"0s\"}");
        waitsFor(second);
        fleet.policy("{}");
        second.delete("reboot_required");
        assertThat(second.run("run").code()).isZero();
        assertThat(second.log()).doesNotContain("impact", "impact dry");
    }
}
