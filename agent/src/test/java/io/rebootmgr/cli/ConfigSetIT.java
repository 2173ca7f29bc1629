package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy is changed field by field, and it is known by whom. */
class ConfigSetIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aFleet() {
        fleet = new TestFleet(folder).policy("{\"settle\":\"1s\",\"windows\":[]}");
        node = fleet.node(1).env("SUDO_USER", "alice");
    }

    @Test
    void aFieldIsSetAndTheOthersStay() throws Exception {
        var set = node.run("config", "set", "limit=3", "fleet_name=prod", "--reason", "a third rack");

        assertThat(set.code()).as(set.err()).isZero();
        assertThat(set.out()).contains("the fleet: limit: not set -> 3", "fleet_name: not set -> prod");
        assertThat(Json.line(Json.parse(fleet.get("config").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("{\"settle\":\"1s\",\"windows\":[],\"limit\":3,\"fleet_name\":\"prod\"}");
        assertThat(node.run("config", "validate").code()).isZero();
        assertThat(fleet.get("changes/fleet"))
                .contains("\"by\":\"alice@" + node.name + "\"", "\"reason\":\"a third rack\"", "limit: not set -> 3");

        var again = node.run("config", "set", "limit=3");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("nothing to change");
    }

    @Test
    void whatIsGivenTwiceOrHidesCharactersIsRefused() {
        String before = fleet.get("config");

        var twice = node.run("config", "set", "limit=2", "settle=2s", "limit=3");
        var hidden = node.run("config", "set", "limit=2", "contact=x\ny\u202e");

        assertThat(twice.code()).isEqualTo(64);
        assertThat(twice.err()).contains("'limit' is given twice");
        assertThat(hidden.code()).isEqualTo(64);
        assertThat(hidden.err()).contains("nothing was changed", "contact holds the character U+000A");
        assertThat(fleet.get("config")).isEqualTo(before);
    }

    @Test
    void aGroupsAndANodesLayerComeAndGo() {
        assertThat(node.run("config", "set", "limit=2", "--group", fleet.group).code())
                .isZero();
        assertThat(node.run("config", "set", "ignore_failed_checks=web7,web8", "--node", node.name)
                        .code())
                .isZero();
        assertThat(fleet.get("groups/" + fleet.group + "/config")).contains("\"limit\" : 2");
        assertThat(fleet.get("nodes/" + node.name + "/config")).contains("web7", "web8");

        assertThat(node.run("config", "unset", "limit", "--group", fleet.group).code())
                .isZero();
        assertThat(node.run("config", "set", "ignore_failed_checks=", "--node", node.name)
                        .code())
                .isZero();

        assertThat(fleet.has("groups/" + fleet.group + "/config")).isFalse();
        assertThat(fleet.has("nodes/" + node.name + "/config")).isFalse();
        assertThat(fleet.get("changes/groups/" + fleet.group)).contains("limit: 2 -> not set");
    }

    @Test
    void whatIsNotValidIsNotWritten() {
        String before = fleet.get("config");
        var wrong = node.run("config", "set", "min_uptime=1h", "limit=0", "settle=90");
        assertThat(wrong.code()).isEqualTo(64);
        assertThat(wrong.err()).contains("nothing was changed", "limit is 0", "did you mean \"90s\"?");
        assertThat(node.run("config", "set", "limit=2", "--node", node.name).err())
                .contains("not to a node's");
        assertThat(node.run("config", "set", "limit").err()).contains("'limit' is not FIELD=VALUE");
        assertThat(node.run("config", "set", "limit=2", "--group", "nosuch").code())
                .isEqualTo(64);

        assertThat(fleet.get("config")).isEqualTo(before);
        assertThat(fleet.has("changes/fleet")).isFalse();
    }

    @Test
    void aBrokenPolicyIsLeftAloneAndOneThatIsMissingIsNotBegun() {
        fleet.put("config", "{\"settle\":\"90\"}");
        var broken = node.run("config", "set", "limit=2");
        assertThat(broken.code()).isEqualTo(105);
        assertThat(broken.err()).contains("not valid", "settle is \"90\"");
        assertThat(node.run("config", "set", "limit=2", "settle=90s").code()).isZero();

        fleet.delete("config");
        var none = node.run("config", "set", "limit=2", "--node", node.name);
        assertThat(none.code()).isEqualTo(104);
        assertThat(none.err()).contains("rebootmgr init");
        assertThat(fleet.has("nodes/" + node.name + "/config")).isFalse();
    }

    @Test
    void showTellsWhoChangedWhatAndWhereNobodyNotedIt() throws Exception {
        assertThat(node.run("config", "set", "limit=3", "--reason", "a third rack")
                        .code())
                .isZero();
        var shown = node.run("config", "show");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("CHANGED", "alice@" + node.name, "limit: not set -> 3", "because: a third rack")
                .doesNotContain("nobody noted by whom");

        fleet.put("config", "{\"limit\":4}");
        assertThat(node.run("config", "show").out()).contains("nobody noted by whom");
        var json = Json.parse(node.run("config", "show", "--json").out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/changes/0/changed_by_hand_since").asBoolean()).isTrue();
        assertThat(json.at("/changes/0/changes/0/by").asText()).isEqualTo("alice@" + node.name);
    }

    /** The notes of each layer stand in a key of their own. */
    @Test
    void notesThatCannotBeReadHideNoOthersAndAreNamed() throws Exception {
        assertThat(node.run("config", "set", "limit=2", "--group", fleet.group).code())
                .isZero();
        fleet.put("changes/fleet", "garbage");

        var shown = node.run("config", "show");
        assertThat(shown.code()).isZero();
        assertThat(shown.out()).contains("CHANGED", "limit: not set -> 2");
        assertThat(shown.err()).contains("the key " + fleet.prefix + "/changes/fleet is not JSON");
        var json = Json.parse(node.run("config", "show", "--json").out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("changes")).hasSize(1);
        assertThat(json.at("/errors/0").asText()).contains("/changes/fleet is not JSON");

        var set = node.run("config", "set", "limit=3");
        assertThat(set.code()).isZero();
        assertThat(set.err())
                .contains("who changed it before is lost", fleet.prefix + "/changes/fleet is not JSON", "begun anew");
        assertThat(node.run("config", "show").err()).isEmpty();
    }

    @Test
    void aNoteThatCannotBeReadIsNamedAndThrowsNoOtherAway() throws Exception {
        assertThat(node.run("config", "set", "limit=2", "--reason", "a good one")
                        .code())
                .isZero();
        String good = fleet.get("changes/fleet");
        fleet.put("changes/fleet", good.replace("]}]}", "]},{\"by\":7},\"text\"]}"));

        var shown = node.run("config", "show");
        assertThat(shown.out()).contains("because: a good one");
        assertThat(shown.err())
                .contains("/changes/fleet holds a note that cannot be read: changes[1]", "changes[2]")
                .doesNotContain("changes[0]");
        assertThat(node.run("config", "set", "limit=3").err()).isEmpty();

        assertThat(fleet.get("changes/fleet")).contains("limit: 2 -> 3", "a good one", "{\"by\":7}", "\"text\"");
        var json = Json.parse(node.run("config", "show", "--json").out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/changes/0/changes")).hasSize(2);
    }

    /** Each of them reads, decides and writes; none may undo what another did in between. */
    @Test
    void changesAtTheSameMomentAreAllKept() throws Exception {
        List<String> fields = List.of("limit=7", "min_uptime=1h", "max_failures=9", "stuck_after=2h");
        try (ExecutorService operators = Executors.newFixedThreadPool(fields.size())) {
            List<Callable<Integer>> changes = IntStream.range(0, fields.size())
                    .<Callable<Integer>>mapToObj(at ->
                            () -> node.run("config", "set", fields.get(at)).code())
                    .toList();
            for (var change : operators.invokeAll(changes)) {
                assertThat(change.get()).isZero();
            }
        }
        assertThat(fleet.get("config"))
                .contains(
                        "\"limit\" : 7", "\"min_uptime\" : \"1h\"", "\"max_failures\" : 9", "\"stuck_after\" : \"2h\"");
        assertThat(Json.parse(fleet.get("changes/fleet").getBytes(StandardCharsets.UTF_8))
                        .path("changes")
                        .size())
                .isEqualTo(fields.size());
    }

    @Test
    void anIdleRunReadsNoNotes() {
        assertThat(node.run("config", "set", "limit=3").code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("check").code()).isZero();
        assertThat(node.run("status").out()).doesNotContain("UNREADABLE");
        assertThat(node.run("names", "groups").out().lines()).contains(fleet.group);
        assertThat(node.run("names", "nodes").out().lines()).contains(node.name);
    }
}
