package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.RequestProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code lease exec} again and again, each time killed at another of its effects: before and after each request to
 * Consul, and by its command as that begins and ends. Whenever it dies, whoever comes next gets the node in time, and
 * finds nothing of the command at work there.
 */
class LeaseExecCrashIT {
    private static final Duration TTL = Duration.ofSeconds(10);

    /** Consul looks for sessions that are over now and then only, and others are at work on this machine. */
    private static final Duration SLACK = Duration.ofSeconds(8);

    private static final int KILLED = 137;

    private static final int NEVER = Integer.MAX_VALUE;

    /** Deaf to SIGTERM; for a minute, so that a test that fails leaves nothing for long. */
    private static final String DAEMON =
            "trap \"\" TERM; echo $$ > daemon; echo $$ >> pids; n=0; while [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done";

    /** A renewal is due in that time; and nothing is left. */
    private static final String WHOLE = "sleep 4; kill -9 $(cat daemon)";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** So many programs start at once; the waiting for leases that end by themselves takes no power. */
    private final Semaphore power = new Semaphore(3);

    private TestFleet fleet;

    @BeforeEach
    void fleet() {
        fleet = new TestFleet(folder).policy("{}");
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void whereverItDiesTheNextOneFindsTheNodeFreeInTimeAndAlone() {
        List<Boolean> writes = new CopyOnWriteArrayList<>();
        assertThat(dies("nowhere", NEVER, false, WHOLE, writes)).isFalse();
        assertThat(writes).as("requests of a whole lease exec").hasSizeGreaterThan(10);
        List<CompletableFuture<Boolean>> deaths = new ArrayList<>();
        for (int request = 0; request < writes.size(); request++) {
            deaths.add(death("before-" + request, request, false, WHOLE));
            if (writes.get(request)) {
                deaths.add(death("after-" + request, request, true, WHOLE));
            }
        }
        deaths.add(death("as-it-begins", NEVER, false, "kill -9 $PPID; sleep 300"));
        deaths.add(death("as-it-ends", NEVER, false, "sleep 1; kill -9 $PPID"));
        List<Boolean> struck = deaths.stream().map(CompletableFuture::join).toList();
        // How often it looks while the command runs is a matter of time.
        assertThat(struck.stream().filter(was -> !was)).hasSizeLessThan(4);
        assertThat(struck.subList(struck.size() - 2, struck.size())).containsExactly(true, true);
    }

    private CompletableFuture<Boolean> death(String name, int at, boolean after, String work) {
        return CompletableFuture.supplyAsync(() -> dies(name, at, after, work, new CopyOnWriteArrayList<>()), threads);
    }

    /** Whether it was killed; else there was no such request. */
    private boolean dies(String name, int at, boolean after, String work, List<Boolean> writes) {
        ConsulAgent agent = TestFleet.cluster().clients().get(Math.floorMod(name.hashCode(), 3));
        TestNode node = new TestNode(folder.resolve(name), agent.http().toString(), name, fleet.prefix, fleet.group);
        Path beside = node.folder.resolve("beside");
        boolean killed;
        try {
            killed = killed(node, agent, at, after, work, writes);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(name, e);
        }
        long died = System.nanoTime();
        String look = "for pid in $(cat pids); do grep -qs . /proc/$pid/cmdline && echo $pid >> beside; done; exit 42";
        TestNode.Result next = node.run(
                "lease",
                "exec",
                name,
                "--force",
                "--purpose",
                "other",
                "--reason",
                "next",
                "--ttl",
                "10s",
                "--wait",
                Await.BOUND.toSeconds() + "s",
                "--",
                "sh",
                "-c",
                "cd " + node.folder + "; touch pids; " + look);
        assertThat(next.code()).as(name + ": " + next.err()).isEqualTo(42);
        assertThat(Duration.ofNanos(System.nanoTime() - died))
                .as(name)
                .isLessThan(TTL.multipliedBy(2).plus(SLACK));
        assertThat(beside).as(name).doesNotExist();
        assertThat(fleet.has("nodes/" + name + "/lease")).as(name).isFalse();
        assertThat(node.run("lease", "check", name).code()).as(name).isZero();
        assertThat(node.run("lease", "list").out()).as(name).doesNotContain(name + " ");
        assertThat(node.run("status").code()).as(name).isZero();
        assertThat(node.run("history", name).out()).as(name).contains("LEASED", "next", "exit 42");
        return killed;
    }

    private boolean killed(TestNode node, ConsulAgent agent, int at, boolean after, String work, List<Boolean> writes)
            throws IOException, InterruptedException {
        AtomicInteger requests = new AtomicInteger();
        CompletableFuture<Process> victim = new CompletableFuture<>();
        power.acquire();
        try (RequestProxy proxy = RequestProxy.before(agent.http(), (request, consul) -> {
            writes.add(!request.method().equals("GET") && !request.body().contains("get-tree"));
            if (requests.getAndIncrement() != at) {
                return Optional.of(consul.send());
            }
            if (after) {
                consul.send();
            }
            Process dying = victim.join();
            dying.destroyForcibly();
            dying.onExit().join();
            return Optional.empty();
        })) {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                                    .toString(),
                            "lease",
                            "exec",
                            node.name,
                            "--force",
                            "--purpose",
                            "config",
                            "--reason",
                            "first",
                            "--ttl",
                            TTL.toSeconds() + "s",
                            "--config",
                            node.config().toString(),
                            "--",
                            "sh",
                            "-c",
                            "cd " + node.folder + "; echo $$ >> pids; (setsid sh -c '" + DAEMON + "' &); " + work)
                    .redirectErrorStream(true)
                    .redirectOutput(node.folder.resolve("output").toFile())
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().put("CONSUL_HTTP_ADDR", proxy.address().toString());
            Process process = builder.start();
            victim.complete(process);
            assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return process.exitValue() == KILLED;
        } finally {
            power.release();
        }
    }
}
