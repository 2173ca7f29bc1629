package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors: when they are asked, and what comes of what they say. */
class DetectorsIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWithNothingToDo() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).upFor(Duration.ofHours(1));
    }

    private List<String> asked() {
        return node.log().stream().filter(line -> line.startsWith("detect")).toList();
    }

    private JsonNode status() throws Exception {
        return Json.parse(fleet.get("nodes/" + node.name + "/status").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void areAskedOnceAnIntervalAfterABootAndWhenOneHasChanged() {
        node.detector("10-good", "exit 0").detector("20-good", "exit 0");
        for (int run = 0; run < 3; run++) {
            assertThat(node.run("run").code()).isZero();
        }
        assertThat(asked()).containsExactly("detect 10-good", "detect 20-good");

        node.upFor(Duration.ofMinutes(119));
        node.run("run");
        assertThat(asked()).as("not yet").hasSize(2);
        node.upFor(Duration.ofMinutes(121));
        node.run("run");
        assertThat(asked()).as("an hour later").hasSize(4);
        node.run("run");
        assertThat(asked()).hasSize(4);

        node.detector("20-good", "exit 0 # another");
        node.run("run");
        assertThat(asked()).as("one has changed").hasSize(6);
        node.bootKeepingFiles().run("run");
        assertThat(asked()).as("another boot").hasSize(8);
        node.run("run");
        assertThat(asked()).hasSize(8);

        fleet.policy("{\"detect_interval\":\"30m\"}");
        node.upFor(Duration.ofMinutes(31)).run("run");
        assertThat(asked()).as("the policy wants it sooner").hasSize(10);
        node.write("state/detected.json", "{\"boot_id\":\"garbage");
        node.run("run");
        assertThat(asked()).as("what was kept cannot be read").hasSize(12);
    }

    @Test
    void neitherUnderAStopNorUnderALease() {
        node.detector("10-hot", "exit 100");
        fleet.put("stop", "incident");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("detect").code()).isEqualTo(102);
        fleet.delete("stop");
        fleet.put("nodes/" + node.name + "/lease", "somebody");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("detect").code()).isEqualTo(12);
        assertThat(asked()).isEmpty();
    }

    @Test
    void rebootTheNodeThatNeedsIt() throws Exception {
        node.detector("10-hot", "echo libc; exit 100")
                .detector("20-kernel", "echo fact kernel=6.1; echo new kernel; exit 102");

        var check = node.run("check");
        assertThat(check.out()).contains("the next run asks them");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.log()).contains("reboot");
        assertThat(fleet.slots()).contains("\"reason\":\"new kernel\"");
        var claimed = node.run("check", "--json");
        JsonNode triggers =
                Json.parse(claimed.out().getBytes(StandardCharsets.UTF_8)).get("triggers");
        assertThat(triggers.get(1).get("name").asText()).isEqualTo("detector 20-kernel");
        assertThat(triggers.get(1).get("kind").asText()).isEqualTo("detector");
        assertThat(status().get("needs").asText()).isEqualTo("reboot");
        assertThat(status().get("facts").get("kernel").asText()).isEqualTo("6.1");

        node.detector("10-hot", "exit 0").detector("20-kernel", "echo fact kernel=6.2; exit 0");
        var back = node.boot().run("run");
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"detector 20-kernel\"");
        assertThat(status().has("needs")).isFalse();
        assertThat(status().get("facts").get("kernel").asText()).isEqualTo("6.2");
        assertThat(status().get("state").asText()).isEqualTo("idle");
    }

    /** What it said before tells nothing of a change that it could not be asked about. */
    @Test
    void oneThatTheChangeItselfHasBrokenStillSaysNothing() throws Exception {
        node.detector("10-drain", "echo packages; exit 101")
                .task(
                        "drained",
                        "10-update",
                        "sed -i '1s,.*,#!/no/such/interpreter,' $(dirname $0)/../detectors.d/10-drain");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out() + run.err()).contains("back in service").doesNotContain("still says");
        assertThat(status().get("failures").asInt()).isZero();
    }

    @Test
    void oneThatStillSaysSoAfterTheRebootIsAFailureAndNotObeyedAgain() throws Exception {
        node.detector("10-liar", "echo always; exit 102");
        assertThat(node.run("run").code()).isZero();

        var back = node.boot().run("run");

        assertThat(back.code()).as(back.err()).isEqualTo(100);
        assertThat(back.err()).contains("detector 10-liar still says that a reboot is needed: always");
        assertThat(fleet.slots()).as("it serves again").doesNotContain(node.name);
        assertThat(status().get("state").asText()).isEqualTo("parked");
        assertThat(status().get("failures").asInt()).isOne();
        var parked = node.run("run");
        assertThat(parked.code()).as(parked.err()).isEqualTo(106);
        assertThat(parked.err()).contains("detector 10-liar", "rebootmgr resume");
        assertThat(node.run("check").out()).contains("parked");

        fleet.put("nodes/" + node.name + "/lease", "somebody");
        assertThat(node.wantsReboot().boot().wantsReboot().run("run").code()).isEqualTo(12);
        fleet.delete("nodes/" + node.name + "/lease");
        node.delete("reboot_required");
        assertThat(node.run("run").code())
                .as("a boot under a lease, in which nobody asks it")
                .isEqualTo(106);

        node.detector("10-liar", "echo something else; exit 102");
        assertThat(node.run("run").code()).as("it says something new").isZero();
        assertThat(node.log()).filteredOn("reboot"::equals).hasSize(2);
        node.detector("10-liar", "exit 0").boot().run("run");
        assertThat(status().get("failures").asInt()).isZero();
        assertThat(node.run("run").code()).isZero();
    }

    /** A hot change that makes a drain needed, which makes a hot change needed. */
    private void oneAfterTheOther() {
        String turn = node.folder + "/turn";
        node.detector("10-turns", "if [ -e " + turn + " ]; then echo b; exit 101; else echo a; exit 100; fi")
                .task("hot", "10-change", "touch " + turn)
                .task("drained", "10-change", "rm " + turn);
    }

    @Test
    void oneThatAsksForAnotherKindBehindEachChangeIsParkedAfterThree() throws Exception {
        oneAfterTheOther();
        for (int change = 1; change <= 3; change++) {
            var run = node.run("run");
            assertThat(run.code()).as(run.err()).isZero();
        }

        var fourth = node.run("run");

        assertThat(fourth.code()).as(fourth.err()).isEqualTo(106);
        assertThat(fourth.err())
                .contains(
                        "parked: changed 3 times within 6h for detector 10-turns",
                        "another kind of change behind each",
                        "rebootmgr resume --node " + node.name);
        assertThat(status().get("state").asText()).isEqualTo("parked");
        assertThat(status().get("looping").get(0).asText()).isEqualTo("detector 10-turns");
        assertThat(fleet.get("groups/" + fleet.group + "/hot") + fleet.slots()).doesNotContain(node.name);
        assertThat(node.run("check").code()).isEqualTo(106);
        assertThat(node.run("doctor").out()).contains("again and again for detector 10-turns");
        long index = fleet.index("nodes/" + node.name + "/status");
        assertThat(node.run("run").code()).isEqualTo(106);
        assertThat(fleet.index("nodes/" + node.name + "/status"))
                .as("nothing new, nothing written")
                .isEqualTo(index);

        var resumed = node.run("resume", "--node", node.name);

        assertThat(resumed.err() + resumed.out()).contains("forgot what was done for detector 10-turns");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void changesBehindWhichItIsContentAreNoRow() {
        String turn = node.folder + "/turn";
        node.detector("10-more", "exit $(cat " + turn + ")")
                .task("hot", "10-change", "echo 0 > " + turn + "; echo >> " + turn + "s");
        for (int change = 1; change <= 5; change++) {
            node.write("turn", "100\n");
            // As the interval does that is over.
            node.detector("10-more", "exit $(cat " + turn + ") # " + change);
            var run = node.run("run");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(node.folder.resolve("turns")).hasSize(change);
        }
    }

    @Test
    void aHotChangeThenADrainThenARebootIsNoLoopYet() {
        String turn = node.folder + "/turn";
        node.detector("10-more", "exit $(cat " + turn + ")")
                .task("hot", "10-change", "echo 101 > " + turn)
                .task("drained", "10-change", "echo 102 > " + turn);
        node.write("turn", "100\n");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("run").code()).isZero();
        var reboots = node.run("run");
        assertThat(reboots.code()).as(reboots.err()).isZero();
        assertThat(node.log()).contains("reboot");
        node.write("turn", "0\n");
        var back = node.boot().run("run");
        assertThat(back.code()).as(back.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exit 3                                   | exit 3
            echo no such repository >&2; exit 1      | exit 1: no such repository
            kill -9 $$                               | exit 137
            sleep 60                                 | ran longer than detect_timeout (1s) and was killed
            """)
    void anErrorWinsOverEverything(String script, String words) throws Exception {
        fleet.policy("{\"detect_timeout\":\"1s\"}");
        node.detector("10-broken", script).detector("20-kernel", "exit 102").wantsReboot();

        var held = node.run("run");

        String why = "detector 10-broken could not say: " + words;
        assertThat(held.code()).as(held.err()).isEqualTo(11);
        assertThat(held.err()).contains("held by detectors", why);
        assertThat(node.run("check").out()).contains("detectors", "HOLD", why);
        assertThat(status().get("needs").asText()).isEqualTo("error");
        assertThat(node.run("reboot", "--yes").code()).as("by hand, too").isEqualTo(11);
        node.delete("reboot_required");
        node.detector("20-kernel", "exit 0");
        assertThat(node.run("run").code()).as("without a trigger").isEqualTo(11);
        long index = fleet.index("nodes/" + node.name + "/status");
        int before = asked().size();
        assertThat(node.run("run").code()).isEqualTo(11);
        assertThat(fleet.index("nodes/" + node.name + "/status"))
                .as("told once")
                .isEqualTo(index);
        assertThat(asked()).as("and not asked again").hasSize(before);
        assertThat(node.log()).doesNotContain("reboot");

        node.wantsReboot();
        assertThat(node.run("run", "--ignore", "detectors").code()).isZero();
        assertThat(node.log()).contains("reboot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#!/no/such/interpreter\n"})
    void whatCannotBeRunIsSaidBeforeAnythingIsClaimed(String content) {
        node.wantsReboot().detector("20-kernel", "exit 0").executable("tasks/detectors.d/10-empty", content);

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isEqualTo(105);
        assertThat(run.err()).contains("10-empty");
        assertThat(node.log()).isEmpty();
        assertThat(node.run("detect").code()).isEqualTo(105);
        assertThat(node.run("doctor").out()).contains("detectors", "10-empty");
    }

    @Test
    void aNeededChangeThatIsNoRebootNamesWhatIsMissing() {
        node.detector("10-hot", "exit 100");
        var hot = node.run("run");
        assertThat(hot.code()).as(hot.err()).isEqualTo(104);
        assertThat(hot.err()).contains("no hot_tasks");
        node.detector("20-drain", "exit 101");
        assertThat(node.run("run").err()).contains("no drained_tasks");
        assertThat(node.run("check").out()).contains("no drained_tasks");
        assertThat(node.wantsReboot().run("run").code())
                .as("a reboot includes them")
                .isZero();
    }

    @Test
    void aStopEndsOneThatRuns() {
        node.detector("10-slow", "echo at work > " + node.folder + "/work; sleep 60");
        var running = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> Files.exists(node.folder.resolve("work")), Await.BOUND, "the detector runs");
        fleet.put("stop", "incident");
        var run = running.join();
        assertThat(run.code()).as(run.err()).isEqualTo(102);
        assertThat(run.err()).contains("incident");
    }

    @Test
    void theCommandTellsAllAndKeepsIt() throws Exception {
        assertThat(node.run("detect").out()).contains("no detectors");
        node.detector("10-updates", "echo fact pending_updates=7; echo 'fact bad name=1'; echo 7 updates; exit 100")
                .detector("20-broken", "echo oops >&2; exit 9");

        var page = node.run("detect");

        assertThat(page.code()).as(page.err()).isEqualTo(11);
        assertThat(page.out()).contains("7 updates", "pending_updates", "exit 9: oops");
        var json = Json.parse(node.run("detect", "--json").out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.get("verdict").asText()).isEqualTo("error");
        JsonNode first = json.get("detectors").get(0);
        assertThat(first.get("name").asText()).isEqualTo("10-updates");
        assertThat(first.get("exit").asInt()).isEqualTo(100);
        assertThat(first.get("facts").toString()).isEqualTo("{\"pending_updates\":\"7\"}");
        assertThat(first.get("milliseconds").isNumber()).isTrue();
        int before = asked().size();
        assertThat(node.run("run").code()).isEqualTo(11);
        assertThat(asked()).as("the run goes by it").hasSize(before);
        var status = Json.parse(node.run("status", "--json").out().getBytes(StandardCharsets.UTF_8));
        assertThat(status.get("nodes").get(0).get("needs").asText()).isEqualTo("error");
        assertThat(node.run("status").out()).contains("20-broken");
    }

    @Test
    void factsAreBoundedAndWrittenOnlyWhenTheyChange() throws Exception {
        node.detector("10-facts", "for i in $(seq 10 60); do echo fact f$i=$(printf '%0300d' $i); done; exit 0");
        assertThat(node.run("run").code()).isZero();
        assertThat(status().get("facts")).hasSize(20);
        assertThat(status().get("facts").get("f10").asText()).hasSizeLessThanOrEqualTo(197);
        long index = fleet.index("nodes/" + node.name + "/status");
        node.upFor(Duration.ofHours(5)).run("run");
        assertThat(asked()).hasSize(2);
        assertThat(fleet.index("nodes/" + node.name + "/status")).isEqualTo(index);
        node.delete("tasks/detectors.d");
        node.run("run");
        assertThat(status().has("facts")).as("nobody knows any more").isFalse();
    }
}
