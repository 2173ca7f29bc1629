package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.process.Pids;
import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code lease exec} as a process of its own, whose command starts whatever it likes: all of that is over before the
 * lease can be somebody else's, however the one that holds it dies.
 */
class LeaseExecIT {
    /** What commands leave behind them, each writing its pid to the file DIR/NAME. */
    private static final List<String> KINDS = List.of(
            "sleep 300 & echo $! > DIR/child",
            "sh -c 'sleep 300 & echo $! > DIR/grandchild; wait' &",
            "(sleep 300 & echo $! > DIR/orphan)",
            "(trap '' HUP TERM; sleep 300 & echo $! > DIR/deaf)",
            "setsid sh -c 'echo $$ > DIR/session; exec sleep 300' &",
            "(setsid sh -c 'trap \"\" TERM; echo $$ > DIR/daemon; while :; do sleep 1; done' <&- >&- 2>&- &)",
            "env -i PATH=\"$PATH\" setsid sh -c 'echo $$ > DIR/bare; exec sleep 300' &",
            "setsid sh -c 'env -i sleep 300 & echo $! > DIR/nameless; exec sleep 300' &");

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private final List<Path> lefts = new ArrayList<>();
    private TestFleet fleet;
    private TestNode node;
    private TestNode other;

    @BeforeEach
    void twoNodes() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1);
        other = fleet.node(2);
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (Path left : lefts) {
            for (long pid : pids(left)) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private List<String> line(TestNode held, String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                        .toString(),
                "lease",
                "exec",
                held.name,
                "--purpose",
                "config",
                "--reason",
                "monthly run",
                "--ttl",
                "10s",
                "--config",
                held.config().toString(),
                "--"));
        line.addAll(List.of(command));
        return line;
    }

    /** A claim that its node keeps for a failure ends when somebody has mended that: whoever waits can do so. */
    @ParameterizedTest
    @CsvSource({
        "changing,  changing, --verbose, '`rebootmgr run` on NODE'",
        "returning, failed,   --quiet,   '`rebootmgr run` on NODE'",
        "rebooting, parked,   --quiet,   '`rebootmgr resume --node NODE`'",
    })
    void whoWaitsForAFailedClaimIsToldOnceThatItLastsAndWhatEndsIt(
            String state, String said, String option, String mended) throws Exception {
        FailedNode.put(fleet, node.name, state, said);
        List<String> line = line(node, "true");
        line.addAll(line.indexOf("--ttl"), List.of("--wait", "5s", option));

        Process waiting = start(line);

        assertThat(waiting.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.exitValue()).isEqualTo(12);
        String all = Files.readString(output(0));
        assertThat(all.substring(0, all.indexOf("not leased: ")))
                .containsOnlyOnce("that does not end by itself")
                .containsOnlyOnce("waiting for " + node.name)
                .contains(
                        "(the task 10-x failed) and keeps that claim",
                        mended.replace("NODE", node.name),
                        "`rebootmgr release " + node.name + " --claim 4aecd88d8d58 --reason …`");
    }

    private Process start(List<String> line) {
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(output(started.size()).toFile())
                    .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path output(int number) {
        return folder.resolve("output-" + number);
    }

    /** Starts a command that starts one of each kind and ends as is said. Returns when all of them are there. */
    private Process startWithAllKinds(TestNode held, String end) throws Exception {
        Path left = Files.createDirectories(folder.resolve("left-" + started.size()));
        lefts.add(left);
        String script =
                String.join("\n", KINDS).replace("DIR", left.toString()) + "\necho $$ > " + left + "/command\n" + end;
        Process process = start(line(held, "sh", "-c", script));
        Await.until(
                () -> left.toFile().list().length == KINDS.size() + 1,
                Await.BOUND,
                "all of it runs",
                () -> String.valueOf(process.isAlive()));
        pids(left);
        return process;
    }

    private static List<Long> pids(Path left) throws Exception {
        try (Stream<Path> files = Files.list(left)) {
            List<Long> pids = new ArrayList<>();
            for (Path file : files.toList()) {
                pids.add(Pids.writtenTo(file));
            }
            return pids;
        }
    }

    /** The names of what still lives of it. */
    private static List<String> living(Path left) throws Exception {
        try (Stream<Path> files = Files.list(left)) {
            List<String> living = new ArrayList<>();
            for (Path file : files.toList()) {
                if (Pids.lives(Pids.writtenTo(file))) {
                    living.add(file.getFileName().toString());
                }
            }
            return living;
        }
    }

    /** A program that is just being started has no arguments for a moment. */
    private static ProcessHandle guardOf(Process process) {
        AtomicReference<@Nullable ProcessHandle> guard = new AtomicReference<>();
        Await.until(
                () -> {
                    process.children()
                            .filter(child -> child.info()
                                    .arguments()
                                    .map(words -> String.join(" ", words).contains("GuardMain"))
                                    .orElse(false))
                            .findFirst()
                            .ifPresent(guard::set);
                    return guard.get() != null;
                },
                Await.BOUND,
                "there is a guard");
        return Objects.requireNonNull(guard.get());
    }

    private static void awaitEnd(ProcessHandle process, String what) {
        Await.until(() -> !Pids.lives(process.pid()), Await.BOUND, what);
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void signal(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private TestNode.Result takeNext() {
        return other.run(
                "lease",
                "acquire",
                node.name,
                "--purpose",
                "other",
                "--reason",
                "next",
                "--ttl",
                "10s",
                "--wait",
                Await.BOUND.toSeconds() + "s");
    }

    private boolean has(TestNode held) {
        return fleet.has("nodes/" + held.name + "/lease");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void whenItsHolderDiesOrStandsStillAllOfTheCommandIsOverBeforeTheNodeIsFree(String signal) throws Exception {
        Process bystander = startWithAllKinds(other, "wait");
        Process holder = startWithAllKinds(node, "wait");
        ProcessHandle guard = guardOf(holder);

        signal(signal, holder);

        assertThat(takeNext().code()).isZero();
        assertThat(living(lefts.get(1)))
                .as("at the moment that the lease is free")
                .isEmpty();
        awaitEnd(guard, "the guard is gone");
        assertThat(output(1)).content().containsPattern("holder of a lease (was killed|did not renew it)");
        assertThat(living(lefts.getFirst())).as("another's under its own lease").hasSize(KINDS.size() + 1);
        assertThat(bystander.isAlive()).isTrue();
        if (signal.equals("STOP")) {
            signal("CONT", holder);
            assertThat(end(holder)).isEqualTo(5);
            // It learns of both at once: its command's end, and that the node is another's.
            assertThat(output(1))
                    .content()
                    .contains("lost the lease")
                    .containsPattern("was not renewed for longer than its TTL|its session is gone");
        }
    }

    @Test
    void whatIsEndedByTheGuardMayTidyUp() throws Exception {
        Path tidied = folder.resolve("tidied");
        Path ready = folder.resolve("ready");
        Process holder = start(line(
                node,
                "sh",
                "-c",
                "trap 'sleep 0.5; echo tidied > " + tidied + "; exit' TERM; touch " + ready
                        + "; while :; do sleep 0.1; done"));
        Await.until(() -> Files.exists(ready), Await.BOUND, "it runs");

        signal("KILL", holder);

        Await.until(() -> Files.exists(tidied), Duration.ofSeconds(9), "it has tidied up");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aSignalEndsAllOfItAndLeavesNoGuard(String signal, int code) throws Exception {
        // A child in the background of a shell without job control is deaf to SIGINT.
        Process holder = startWithAllKinds(node, "exec sleep 300");
        ProcessHandle guard = guardOf(holder);

        signal(signal, holder);

        assertThat(end(holder)).isEqualTo(code);
        assertThat(living(lefts.getFirst())).isEmpty();
        assertThat(Pids.lives(guard.pid())).isFalse();
        assertThat(has(node)).isFalse();
    }

    @Test
    void aGuardThatIsKilledIsReplaced() throws Exception {
        Process holder = startWithAllKinds(node, "wait");
        ProcessHandle first = guardOf(holder);

        first.destroyForcibly();

        Await.until(
                () -> holder.children()
                        .anyMatch(child -> child.info()
                                .arguments()
                                .filter(words -> child.pid() != first.pid()
                                        && String.join(" ", words).contains("GuardMain"))
                                .isPresent()),
                Await.BOUND,
                "there is another");
        ProcessHandle second = guardOf(holder);
        signal("KILL", holder);
        awaitEnd(second, "the guard has done its work");
        assertThat(living(lefts.getFirst())).isEmpty();
    }

    @Test
    void aLeaseThatIsLostEndsAllOfItAndLeavesNoGuard() throws Exception {
        Process holder = startWithAllKinds(node, "wait");
        ProcessHandle guard = guardOf(holder);

        assertThat(other.run("lease", "release", node.name, "--force", "--reason", "emergency")
                        .code())
                .isZero();

        assertThat(end(holder)).isEqualTo(5);
        assertThat(living(lefts.getFirst())).isEmpty();
        assertThat(Pids.lives(guard.pid())).isFalse();
    }

    /** Starting a daemon may be the very work. */
    @Test
    void whatACommandLeavesIsToldAndLeftAlone() throws Exception {
        Process holder = startWithAllKinds(node, "exit 7");

        assertThat(end(holder)).isEqualTo(7);

        assertThat(output(0)).content().contains("left running is not under the lease", "sleep (");
        assertThat(living(lefts.getFirst())).hasSize(KINDS.size());
        assertThat(has(node)).isFalse();
        assertThat(takeNext().code()).isZero();
    }

    @Test
    void aSessionThatIsEndedByHandEndsTheCommandWhereSomebodyElseWasFaster() throws Exception {
        Process holder = startWithAllKinds(node, "wait");
        String session = fleet.api()
                .get("/v1/kv/" + fleet.prefix + "/nodes/" + node.name + "/lease")
                .path(0)
                .path("Session")
                .asText();
        // It looks again and takes the node again where it is free: not before it goes on.
        signal("STOP", holder);
        fleet.api().put("/v1/session/destroy/" + session, "");
        assertThat(takeNext().code()).isZero();
        signal("CONT", holder);

        assertThat(end(holder)).isEqualTo(5);
        assertThat(output(0)).content().contains("lost the lease", "its session is gone, and the node is taken");
        assertThat(living(lefts.getFirst())).isEmpty();
        assertThat(has(node)).as("the lease of who was faster").isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes; exit 3|3",
                "exec yes|141",
                "exec >&- 2>&- <&-; sleep 1; exit 3|3",
                "(trap '' PIPE; yes) 2> /dev/null; exit 4|4"
            })
    void whatBecomesOfItsOutputIsTheCommandsOwnBusiness(String script, int code) throws Exception {
        // The reader goes after ten bytes.
        List<String> line = new ArrayList<>(List.of(
                "sh", "-c", "{ \"$@\"; echo $? > " + folder + "/code; } | head -c 10 > " + folder + "/head", "sh"));
        line.addAll(line(node, "sh", "-c", script));

        assertThat(end(start(line))).isZero();

        assertThat(folder.resolve("code")).content().isEqualToIgnoringWhitespace(Integer.toString(code));
        assertThat(has(node)).isFalse();
    }
}
