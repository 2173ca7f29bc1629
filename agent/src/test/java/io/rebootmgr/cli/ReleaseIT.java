package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator frees the slot of a node that will not come back. */
class ReleaseIT {
    private static final String CLAIM =
            "{\"id\":\"%i\",\"node\":\"%n\",\"state\":\"%s\",\"boot_id\":\"b\",\"session\":\"\","
                    + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"new kernel\"}";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aFleetWithTwoClaims() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).env("USER", "alice");
        slots(fleet.group, claim("c1", "dead", "rebooting"), claim("c2", "dead0", "rebooting"));
    }

    private static String claim(String id, String holder, String state) {
        return CLAIM.replace("%i", id).replace("%n", holder).replace("%s", state);
    }

    private void slots(String group, String... claims) {
        fleet.put("groups/" + group + "/slots", "{\"claims\":[" + String.join(",", claims) + "]}");
    }

    private TestNode.Result release(String holder, String claim) {
        return node.run("release", holder, "--claim", claim, "--reason", "mainboard broken");
    }

    @Test
    void theClaimGoesAndTheLogbookSaysWhoAndWhy() {
        var released = release("dead", "c1");
        assertThat(released.code()).as(released.err()).isZero();
        assertThat(released.err()).isEmpty();
        assertThat(released.out()).contains("dead", fleet.group, "rebooting for ");
        assertThat(fleet.slots()).doesNotContain("\"c1\"").contains("\"c2\"");
        assertThat(fleet.get("nodes/dead/history"))
                .contains("\"claim\":\"c1\"", "released by alice@" + node.name + ": mainboard broken");
        assertThat(node.run("history", "dead").out())
                .contains("released after", "by alice@" + node.name + ": mainboard broken")
                .as("who asked is not who released")
                .doesNotContain("asked by", "exit 5");
    }

    @Test
    void aMistypedNodeIsTakenForTheOneThatWasMeant() {
        assertThat(release("daed", "c1").code()).isEqualTo(64);
        assertThat(release("daed", "c1").err()).contains("that is dead's");
        assertThat(release("daed", "nosuch").err()).contains("did you mean dead?");
        assertThat(node.run("waive", "daed", "--service", "db", "--claim", "nosuch", "--reason", "r")
                        .err())
                .contains("did you mean dead?");
    }

    @Test
    void itIsFoundInWhateverGroupItStandsAndItsLockGoesWithIt() {
        slots("elsewhere", claim("c3", "far", "preparing"));
        fleet.put("groups/elsewhere/preparing/far", "c3");
        assertThat(release("far", "c3").out()).contains("elsewhere", "exit code 5");
        assertThat(fleet.get("groups/elsewhere/slots")).doesNotContain("\"c3\"");
        assertThat(fleet.has("groups/elsewhere/preparing/far")).isFalse();
    }

    @Test
    void theFreedSlotCanBeTaken() {
        slots(fleet.group, claim("c1", "dead", "rebooting"));
        node.wantsReboot();
        assertThat(node.run("run").code()).isEqualTo(4);
        release("dead", "c1");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aClaimThatDoesNotStandThereChangesNothing() {
        String before = fleet.slots();
        var wrongId = release("dead", "c9");
        assertThat(wrongId.code()).isEqualTo(64);
        assertThat(wrongId.err()).contains("no claim c9 of dead", "standing for dead: c1 in group " + fleet.group);
        var wrongNode = release("dead", "c2");
        assertThat(wrongNode.code()).isEqualTo(64);
        assertThat(wrongNode.err()).contains("that is dead0's");
        var none = release("web9", "c1");
        assertThat(none.code()).isEqualTo(64);
        assertThat(none.err()).contains("web9 holds no slot");
        assertThat(fleet.slots()).isEqualTo(before);
        assertThat(fleet.has("nodes/dead/history")).isFalse();
    }

    @Test
    void slotsThatCannotBeReadMayHoldIt() {
        fleet.put("groups/broken/slots", "garbage");
        assertThat(release("dead", "c1").code())
                .as("found where it can be read")
                .isZero();
        var released = release("dead", "c1");
        assertThat(released.code()).isEqualTo(105);
        assertThat(released.err()).contains("groups/broken/slots");
        assertThat(fleet.get("groups/broken/slots")).isEqualTo("garbage");
    }

    @Test
    void aLogbookThatCannotBeReadIsLeftAloneAndSaid() {
        fleet.put("nodes/dead/history", "garbage");
        var released = release("dead", "c1");
        assertThat(released.code()).isZero();
        assertThat(released.err()).contains("nodes/dead/history");
        assertThat(fleet.get("nodes/dead/history")).isEqualTo("garbage");
        assertThat(fleet.slots()).doesNotContain("\"c1\"");
    }

    @Test
    void aRunThatIsStillAtWorkEnds() {
        slots(fleet.group);
        node.wantsReboot().task("pre_boot", "10-drain", "sleep 300");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        assertThat(fleet.node(2)
                        .run("release", node.name, "--claim", id(), "--reason", "hangs")
                        .code())
                .isZero();
        assertThat(run.orTimeout(20, TimeUnit.SECONDS).join().code()).isEqualTo(5);
        assertThat(fleet.slots()).doesNotContain(node.name);
        assertThat(node.log()).doesNotContain("reboot");
        String told = node.run("history").out();
        assertThat(told.lines().filter(line -> line.startsWith("    claim "))).hasSize(1);
        assertThat(told)
                .contains("released after", ": hangs", "undone  ", "10-drain was ended", "asked by  file")
                .doesNotContain("exit 5");
    }

    /** What somebody wrote into the list in a node's name goes alone: its own claim is none of that. */
    @Test
    void aForgedClaimIsReleasedAlone() throws Exception {
        fleet.policy("{\"settle\":\"0s\"}");
        slots(fleet.group);
        Path go = folder.resolve("go");
        node.wantsReboot().task("pre_boot", "10-drain", "while ! test -e " + go + "; do sleep 0.1; done");
        var run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        forgeOneMore("preparing");
        assertThat(release(node.name, "forged").code()).isZero();
        Files.createFile(go);
        assertThat(run.join().code()).as(run.join().err()).isZero();

        forgeOneMore("rebooting");
        assertThat(release(node.name, "forged").code()).isZero();

        assertThat(fleet.slots()).contains(node.name).doesNotContain("forged");
        assertThat(fleet.has("groups/" + fleet.group + "/out/" + node.name)).isTrue();
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"state\":\"rebooting\"");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot");
    }

    private void out(String value) {
        fleet.put("groups/" + fleet.group + "/out/dead", value);
    }

    private boolean saysOut() {
        return fleet.has("groups/" + fleet.group + "/out/dead");
    }

    /** It can be of no other claim than the one that is released, so nothing of it is left in the list. */
    @Test
    void aWordThatCannotBeReadGoesWithTheClaimOfTheList() {
        out("{");

        var released = release("dead", "c1");

        assertThat(released.code()).as(released.err()).isZero();
        assertThat(released.out()).contains("gave back its slot");
        assertThat(fleet.slots()).contains("\"c2\"").doesNotContain("\"c1\"", "unreadable-dead");
        assertThat(saysOut()).isFalse();
    }

    @Test
    void ofAWordThatCannotBeReadAloneTheClaimOfTheListIsLeftAndSaid() {
        out("{");

        var released = release("dead", "unreadable-dead");

        assertThat(released.code()).as(released.err()).isZero();
        assertThat(released.out())
                .contains("still holds a slot, by claim c1 in group " + fleet.group, "release dead --claim c1");
        assertThat(fleet.slots()).contains("\"c1\"").doesNotContain("unreadable-dead");
        assertThat(saysOut()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"c1, c3", "c3, c1"})
    void whatItStillHoldsByAnotherClaimIsSaidAndCanBeReleased(String first, String second) {
        out(claim("c3", "dead", "rebooting"));

        var released = release("dead", first);

        assertThat(released.code()).as(released.err()).isZero();
        assertThat(released.out())
                .contains("released: claim " + first + " in group " + fleet.group + ", rebooting for ")
                .contains("but dead still holds a slot, by claim " + second + " in group " + fleet.group)
                .contains("`rebootmgr release dead --claim " + second + " --reason …`")
                .doesNotContain("gave back");
        assertThat(fleet.slots()).doesNotContain("\"" + first + "\"").contains("\"" + second + "\"");
        assertThat(release("dead", second).out()).contains("gave back its slot");
        assertThat(fleet.slots()).contains("\"c2\"").doesNotContain("\"dead\"");
        assertThat(saysOut()).isFalse();
    }

    private void forgeOneMore(String state) {
        String forged = """
            {"id":"forged","node":"%s","state":"%s","boot_id":"b","session":"s",\
            "since":"2026-01-01T00:00:00Z","reason":"forged"}]}\
            """.formatted(node.name, state);
        fleet.put("groups/" + fleet.group + "/slots", fleet.slots().replaceFirst("]}$", "," + forged));
    }

    private String id() {
        return fleet.slots().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void aNodeThatComesBackAllTheSameReturnsAndBothAreInTheLogbook() {
        slots(fleet.group);
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        ConsulApi agent = TestFleet.cluster().agent(node.name).api();
        assertThat(agent.get("/v1/agent/checks").has("_node_maintenance")).isTrue();
        String id = id();
        assertThat(fleet.node(2)
                        .env("USER", "bob")
                        .run("release", node.name, "--claim", id, "--reason", "gone")
                        .code())
                .isZero();
        assertThat(agent.get("/v1/agent/checks").has("_node_maintenance")).isTrue();
        var back = node.boot().run("run");
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(node.log()).containsExactly("reboot");
        assertThat(agent.get("/v1/agent/checks").has("_node_maintenance")).isFalse();
        String told = node.run("history").out();
        assertThat(told.lines().filter(line -> line.startsWith("    claim "))).hasSize(1);
        assertThat(told).contains("done in", "released  ", "by bob@", ": gone", "asked by  file");
        assertThat(back.err()).doesNotContain("slot given back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c\\u0001", "\\u0000", "\\u202ec1", "two words\\n", "", "  "})
    void whatStatusSaysOfAnIdThatCannotBeTypedCanBeTyped(String id) {
        slots(fleet.group, claim("c1", "dead", "rebooting"), claim(id, "dead", "rebooting"));
        String shown = node.run("status", "--all").out().replaceAll("\\s+", " ");
        Matcher command = Pattern.compile("rebootmgr release\\s+(\\S+)\\s+--claim\\s+(unprintable-[0-9a-f]{12})")
                .matcher(shown);
        assertThat(command.find()).as(shown).isTrue();

        var released = release(command.group(1), command.group(2));

        assertThat(released.code()).as(released.err()).isZero();
        assertThat(fleet.slots()).contains("\"c1\"");
        assertThat(fleet.slots().split("\"id\"", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "a/b", "..", "web\\u0007", ""})
    void aClaimOfANodeThatCannotBeOneGoesWithNothingBesideIt(String holder) {
        slots(fleet.group, claim("c1", holder, "rebooting"));
        String shown = node.run("status", "--all").out().replaceAll("\\s+", " ");
        Matcher command = Pattern.compile("rebootmgr release\\s+(unnameable-[0-9a-f]{12})\\s+--claim\\s+c1")
                .matcher(shown);
        assertThat(command.find()).as(shown).isTrue();

        var released = release(command.group(1), "c1");

        assertThat(released.code()).as(released.err()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.api().keys(fleet.prefix + "/nodes/")).isEmpty();
    }
}
