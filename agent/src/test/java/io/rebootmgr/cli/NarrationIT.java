package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.RequestProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program on a terminal of its own, as whoever started it there by hand sees it. */
class NarrationIT {
    private static final Pattern COUNTED_DOWN = Pattern.compile(", [43]m [0-9]+s left");

    private static final String START = "rollout start v2 --change hot --canaries web1 --yes";

    private static final byte[] REFUSED = """
            HTTP/1.1 409 Conflict
            Connection: close

            {"Results":null,"Errors":[{"OpIndex":0,"What":"not now"}]}""".replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final CompletableFuture<Process> narrated = new CompletableFuture<>();
    private OnTerminal screen;
    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsAReboot() {
        screen = new OnTerminal(folder);
        fleet = new TestFleet(folder).policy("{\"settle\":\"2s\"}");
        node = fleet.node(1)
                .task(
                        "pre_boot",
                        "10-drain",
                        "echo two guests move; while test -e " + folder + "/hold; do sleep 0.1; done")
                .task("abort", "10-undrain", "echo guests may come")
                .wantsReboot();
    }

    @AfterEach
    void end() {
        screen.close();
    }

    private Process start(String terminal, String words) {
        Process process = screen.start(node, terminal, words);
        narrated.complete(process);
        return process;
    }

    private String seen() {
        return screen.seen();
    }

    @Test
    void eachStepIsToldAsItHappensAndWhatLastsWithItsTime() throws InterruptedException {
        assertThat(OnTerminal.end(start("xterm", "run"))).isZero();

        assertThat(seen())
                .containsSubsequence(
                        " all gates are open",
                        " claimed a slot of group ",
                        " pre_boot 10-drain starts",
                        " 10-drain: two guests move",
                        "waiting until health checks have settled",
                        "2s left",
                        "1s left",
                        " committed: this node is going to reboot",
                        ": rebooting now");
        for (String drawn : seen().split("[\r\n]+", -1)) {
            String text = drawn.replaceAll(OnTerminal.ESCAPE + "\\[[?0-9;]*[A-Za-z]", "");
            assertThat(text.contains(" left") ? text.length() : 0).as(text).isLessThan(80);
        }
        assertThat(seen().strip()).as("the last word stands alone").endsWith(": rebooting now");
    }

    @Test
    void aTerminalThatCannotRedrawGetsLinesOnly() throws InterruptedException {
        assertThat(OnTerminal.end(start("dumb", "run"))).isZero();
        assertThat(seen())
                .contains(" 10-drain: two guests move", " committed: ", ": rebooting now")
                .doesNotContain(OnTerminal.ESCAPE, " left");
    }

    @Test
    void whoWantsItQuietGetsTheLastWord() throws InterruptedException {
        assertThat(OnTerminal.end(start("xterm", "run --quiet"))).isZero();
        assertThat(seen().lines()).singleElement().asString().endsWith(": rebooting now");
    }

    @Test
    void whoWaitsForALeaseSeesForWhomAndHowLongYet() throws InterruptedException {
        String lease = "lease acquire " + node.name + " --force --purpose other --reason r --hold --holder ";
        assertThat(node.run((lease + "alice").split(" ")).code()).isZero();

        Process bob = start("xterm", lease + "bob --wait 5m");

        // However long it takes to start.
        Await.until(() -> COUNTED_DOWN.matcher(seen()).find(), Await.BOUND, "it counts down");
        assertThat(seen()).contains("waiting for " + node.name + ", which is taken: leased by alice", "s left");
        assertThat(node.run("lease", "release", node.name, "--force", "--reason", "r")
                        .code())
                .isZero();
        assertThat(OnTerminal.end(bob)).isZero();
        assertThat(OnTerminal.end(start("xterm", lease + "carol --wait 1s --quiet")))
                .isEqualTo(12);
        assertThat(seen().lines().filter(line -> line.contains("waiting for"))).isEmpty();
        assertThat(seen()).contains("is taken: leased by bob").doesNotContain(" left");
    }

    @Test
    void whoStopsWaitingForALeaseIsToldThatNothingWasStarted() throws InterruptedException {
        String purpose = " --force --purpose other --reason r ";
        assertThat(node.run(("lease acquire " + node.name + purpose + "--hold --holder alice").split(" "))
                        .code())
                .isZero();
        Process waiting =
                start("xterm", "lease exec " + node.name + purpose + "--wait 5m -- touch " + folder + "/begun");
        Await.until(() -> COUNTED_DOWN.matcher(seen()).find(), Await.BOUND, "it counts down");

        OnTerminal.pressControlC(waiting);

        assertThat(OnTerminal.end(waiting)).isEqualTo(130);
        assertThat(seen()).contains("not leased, and nothing was started: ended by SIGINT");
        assertThat(folder.resolve("begun")).doesNotExist();
        assertThat(fleet.get("nodes/" + node.name + "/lease")).contains("alice");
    }

    /** Nobody listens there, and somebody may in a minute. */
    @Test
    void whoWaitsForConsulIsToldSoUnlessItIsToBeQuiet() throws InterruptedException {
        node = new TestNode(folder.resolve("adm"), "http://127.0.0.1:1", "adm1", fleet.prefix, fleet.group);
        String exec = "lease exec web1 --purpose other --reason r --wait ";
        Process waiting = start("xterm", exec + "10m -- true");
        Await.until(() -> seen().contains("waiting for Consul: "), Await.BOUND, "it waits");
        OnTerminal.pressControlC(waiting);
        assertThat(OnTerminal.end(waiting)).isEqualTo(130);
        assertThat(seen()).contains("not leased, and nothing was started: ended by SIGINT");

        assertThat(OnTerminal.end(start("xterm", exec + "4s --quiet -- true"))).isEqualTo(8);
        assertThat(seen().lines()).singleElement().asString().startsWith("rebootmgr: ");
    }

    @Test
    void aCommandUnderALeaseHasTheTerminalBetweenTwoLinesOfOurs() throws InterruptedException {
        String exec = "lease exec " + node.name + " --force --purpose other --reason r ";
        assertThat(OnTerminal.end(start("xterm", exec + "-- echo at work"))).isZero();

        assertThat(seen())
                .containsSubsequence(
                        "leased " + node.name + " for as long as the command runs",
                        "at work",
                        "gave back the lease on " + node.name + ": exit 0");
        assertThat(OnTerminal.end(start("xterm", exec + "--quiet -- echo at work")))
                .isZero();
        assertThat(seen()).contains("at work").doesNotContain("leased " + node.name, "gave back");
    }

    @Test
    void whoWaitsForASlotSeesItsPlaceAndWhoHoldsTheSlot() throws InterruptedException {
        TestNode holder = fleet.node(2).wantsReboot();
        assertThat(holder.run("run").code()).isZero();
        var first = CompletableFuture.supplyAsync(
                () -> fleet.node(3).wantsReboot().run("run", "--wait", "5m").code());
        Await.until(() -> fleet.get("groups/" + fleet.group + "/next").contains("client3"), Await.BOUND, "first");

        Process process = start("xterm", "reboot --yes --wait 5m");

        String waits = "waiting in line for a slot, place 2: 1 of 1 slot taken: client2 (rebooting), ";
        // What is said and what is drawn come one after the other.
        Await.until(
                () -> screen.drawn().contains(waits)
                        && screen.drawn().strip().lines().count() > 1,
                Await.BOUND,
                "it sees who holds the slot");
        assertThat(screen.drawn().strip().lines())
                .as("what was said, and below it what goes on")
                .satisfiesExactly(
                        said -> assertThat(said)
                                .endsWith(" warning waiting in line for a slot of group " + fleet.group
                                        + ": held by slot: 1 of 1 slot taken: client2 (rebooting)"),
                        drawn -> assertThat(drawn)
                                .matches(Pattern.quote(waits) + "[0-9]+s")
                                .hasSizeLessThan(80));
        fleet.put("stop", "enough");
        assertThat(OnTerminal.end(process)).isEqualTo(102);
        assertThat(first.join()).isEqualTo(102);
        assertThat(screen.drawn().strip().lines())
                .as("the line is gone, and the last word stands alone")
                .hasSize(2)
                .last()
                .asString()
                .contains("enough");
    }

    @Test
    void whomAGateHoldsSeesWhyAndNothingElse() throws InterruptedException {
        fleet.put(
                "config",
                "{\"freezes\":[{\"from\":\"2020-01-01\",\"to\":\"2090-01-01\",\"reason\":\"an audit of all racks\"}]}");
        for (String words : List.of("run", "reboot --yes", "reboot --yes --wait 5m")) {
            assertThat(OnTerminal.end(start("xterm", words))).as(words).isEqualTo(6);
            assertThat(screen.drawn().strip())
                    .as(words)
                    .isEqualTo(node.name + ": held by window: freeze 2020-01-01 to 2090-01-01: an audit of all racks");
        }
        fleet.put("config", "{}");
        fleet.put("groups/" + fleet.group + "/pause", "{\"reason\":\"release 7\",\"by\":\"alice@adm1\"}");
        assertThat(OnTerminal.end(start("xterm", "reboot --yes"))).isEqualTo(9);
        assertThat(screen.drawn().strip())
                .startsWith(node.name + ": held by pause: paused by ")
                .endsWith(": release 7 (alice@adm1); `rebootmgr unpause --group " + fleet.group + "` ends it");
    }

    @Test
    void whoPressesControlCIsToldWhatIsUndone() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("hold"));
        Process process = start("xterm", "reboot --yes");
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "it drains");

        signal(java(process));

        assertThat(OnTerminal.end(process)).isEqualTo(130);
        assertThat(seen())
                .containsSubsequence(
                        " giving up: ",
                        " abort tasks undo the drain",
                        " abort 10-undrain starts",
                        " 10-undrain: guests may come");
    }

    @Test
    void whoStartsARolloutSeesHowFarItIs() throws InterruptedException {
        try (RequestProxy proxy = RequestProxy.before(consul(), (request, consul) -> {
            if (begins(request)) {
                Await.until(() -> seen().contains("writing the places of 126 nodes: 126, "), Await.BOUND, "all");
            }
            return Optional.of(consul.send());
        })) {
            operatorOf126Nodes(proxy.address());
            assertThat(OnTerminal.end(start("xterm", START))).isZero();
        }
        assertThat(seen()).contains("rebootmgr rollout status ");
        fleet.delete("rollouts");
        operatorOf126Nodes(consul());
        assertThat(OnTerminal.end(start("xterm", START + " --quiet"))).isZero();
        assertThat(seen()).contains("126").doesNotContain("writing the places", "rebootmgr rollout status ");
    }

    @Test
    void whoEndsAStartBeforeItBeganIsToldThatNothingCounts() throws InterruptedException {
        AtomicInteger places = new AtomicInteger();
        try (RequestProxy proxy = RequestProxy.before(consul(), (request, consul) -> {
            if (!request.body().contains("/rollout_nodes/web") || places.getAndIncrement() == 0) {
                return Optional.of(consul.send());
            }
            pressControlC();
            return Optional.of(REFUSED);
        })) {
            operatorOf126Nodes(proxy.address());
            assertThat(OnTerminal.end(start("xterm", START))).isEqualTo(130);
        }
        assertThat(seen())
                .contains("nothing was started: ended by SIGINT, as Ctrl-C sends it; the places of nodes that were");
        operatorOf126Nodes(consul());
        assertThat(node.run("rollout", "list").out()).contains("no rollout");
        assertThat(node.run(START.split(" ")).code()).isZero();
    }

    @Test
    void whoEndsAStartWithoutAnAnswerToItsLastWriteIsToldThatItMayHaveBegun() throws InterruptedException {
        AtomicBoolean begun = new AtomicBoolean();
        try (RequestProxy proxy = RequestProxy.before(consul(), (request, consul) -> {
            if (begins(request)) {
                consul.send();
                begun.set(true);
                pressControlC();
            }
            return begun.get() ? Optional.empty() : Optional.of(consul.send());
        })) {
            operatorOf126Nodes(proxy.address());
            assertThat(OnTerminal.end(start("xterm", START))).isEqualTo(130);
        }
        assertThat(seen()).contains("; not known whether the rollout was started before: look at `rebootmgr rollout");
        operatorOf126Nodes(consul());
        assertThat(node.run("rollout", "list").out()).contains("v2");
    }

    /** The one write that starts a rollout. */
    private static boolean begins(RequestProxy.Request request) {
        return request.body().contains("/rollout_history/") && request.body().contains("\"cas\"");
    }

    private static URI consul() {
        return TestFleet.cluster().clients().getFirst().http();
    }

    private void operatorOf126Nodes(URI consul) {
        node = new TestNode(folder.resolve("adm"), consul.toString(), "adm1", fleet.prefix, fleet.group);
        for (int n = 1; n <= 126; n++) {
            fleet.put("nodes/web" + n + "/status", """
                    {"group":"%s","state":"idle","kernel":"k","boot_id":"b","agent_version":"1","failures":0,"speaks":2}
                    """.formatted(fleet.group));
        }
    }

    /** Returns once the program has heard it. */
    private void pressControlC() {
        long pid = java(narrated.join());
        signal(pid);
        Await.until(
                () -> {
                    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
                        return threads.anyMatch(thread -> name(thread).equals("termination\n"));
                    }
                },
                Await.BOUND,
                "it hears the signal");
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long java(Process process) {
        return process.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static void signal(long pid) {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
