package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that the policy's lists leave alone, and lists that contradict one another. */
class ListsIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).wantsReboot();
    }

    private TestFleet lists(String json) {
        return fleet.policy(json.replace("%n", node.name).replace("%g", fleet.group));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deny\":\"%n\"}",
                "{\"deny\":[\"x1,@%g\"]}",
                "{\"allow\":\"other[1-1000000000]\"}",
                "{\"allow\":\"@nobody\"}"
            })
    void aNodeIsLeftAlone(String policy) {
        lists(policy);
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(101);
        assertThat(run.err()).contains("held by lists");
        assertThat(node.run("reboot", "--yes").code()).as("by hand").isEqualTo(101);
        assertThat(node.log()).isEmpty();
        assertThat(node.run("reboot", "--yes", "--ignore", "lists").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deny\":\"%n0,@nobody\"}",
                "{\"allow\":[\"%n\"]}",
                "{\"allow\":\"@%g\"}",
                "{\"allow\":\"other\",\"canaries\":\"%n\"}",
                "{\"deny\":[],\"allow\":[]}"
            })
    void aNodeGoes(String policy) {
        lists(policy);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.log()).containsExactly("reboot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deny\":\"a1\",\"allow\":\"a1,%n\"}",
                "{\"deny\":\"a[1-9]\",\"canaries\":\"a[5-1000000000]\"}",
                "{\"deny\":\"%n\",\"allow\":\"@%g\"}",
                "{\"deny\":\"@%g\",\"canaries\":\"%n\"}"
            })
    void aContradictionHoldsEverybodyWhoReadsIt(String policy) {
        lists(policy);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(105);
        assertThat(run.err()).contains("/config: deny has ", "as well");
        assertThat(node.run("check").code()).isEqualTo(105);
        fleet.put("stop", "");
        assertThat(node.run("run").code()).as("a stop comes first").isEqualTo(102);
    }

    @Test
    void aNodeOnItsWayBackFinishesAllTheSame() {
        assertThat(node.run("run").code()).isZero();
        node.boot();
        lists("{\"deny\":\"%n\",\"allow\":\"%n\"}");
        var back = node.run("run");
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(fleet.slots()).contains("\"claims\":[]");
    }

    @Test
    void configSetTellsWhatAListReplacesAndWhomNobodyKnows() {
        lists("{\"deny\":\"%n,bad[3-4],@old\"}");
        var group = node.run("config", "set", "deny=" + node.name + "x,bad3,other[1-9]", "--group", fleet.group);
        assertThat(group.code()).as(group.err()).isZero();
        assertThat(group.err())
                .contains("deny of group " + fleet.group + " replaces the fleet's, and these are not in it any more: "
                        + node.name + ", bad4, @old\n")
                .contains("Consul knows no node " + node.name + "x, ", "did you mean " + node.name + "?")
                .contains("Consul knows no node bad3, ")
                .doesNotContain("no node other");

        var own = node.run("config", "set", "deny=[]", "--node", node.name);
        assertThat(own.code()).as(own.err()).isZero();
        assertThat(own.err()).contains(" replaces its group's, and these are not in it any more: ", "bad3, other1, ");

        assertThat(node.run("config", "set", "ignore_failed_checks=" + node.name, "--group", fleet.group)
                        .err())
                .as("nothing is replaced, and it is known")
                .isEmpty();
        assertThat(node.run("config", "unset", "deny", "--group", fleet.group).err())
                .isEmpty();
    }

    /** A group that nobody knows is empty: such a list protects nobody. */
    @Test
    void configSetTellsOfGroupsThatNobodyKnows() {
        lists("{}");
        var typo = node.run("config", "set", "deny=@" + fleet.group + "x,@nogroup");
        assertThat(typo.code()).as(typo.err()).isZero();
        assertThat(typo.err())
                .contains("no node of the fleet is in a group nogroup, and it has no policy: check the name")
                .contains("in a group " + fleet.group + "x, ", "did you mean " + fleet.group + "?");
        assertThat(node.run("config", "set", "deny=@nogroup,@" + fleet.group).err())
                .as("it stood there before, and the other one is known")
                .isEmpty();
    }

    /** Who sets a freeze often means to add one. */
    @Test
    void configSetTellsWhichWindowsAndFreezesAreLost() {
        lists("{\"freezes\":[{\"from\":\"2026-12-20\",\"to\":\"2027-01-06\",\"reason\":\"Christmas\"}],"
                + "\"windows\":[{\"days\":[\"fri\"],\"start\":\"22:00\",\"length\":\"6h\"},"
                + "{\"days\":[\"sat\"],\"start\":\"20:00\",\"length\":\"6h\"}]}");
        String easter = "freezes=[{\"from\":\"2027-03-26\",\"to\":\"2027-03-29\"}]";
        String friday = "{\"days\":[\"fri\"],\"start\":\"22:00\",\"length\":\"6h\"}";

        assertThat(node.run("config", "set", easter, "windows=[" + friday + "]", "--group", fleet.group)
                        .err())
                .contains("freezes of group " + fleet.group + " replaces the fleet's, and these are not in it any more:"
                        + " freeze 2026-12-20 to 2027-01-06: Christmas\n")
                .contains("windows of group " + fleet.group + " replaces the fleet's, and these are not in it any more:"
                        + " sat 20:00 for 6h\n")
                .doesNotContain("as a whole");
        var whole = node.run("config", "set", easter, "windows=[" + friday + "]");
        assertThat(whole.code()).isZero();
        assertThat(whole.err())
                .contains("freezes of the fleet is another list as a whole, and these are not in it any more:"
                        + " freeze 2026-12-20 to 2027-01-06: Christmas\n")
                .as("of two windows one was taken out")
                .doesNotContain("windows");
        assertThat(node.run("config", "set", "freezes=[]").err())
                .as("emptied on purpose")
                .isEmpty();
    }

    @Test
    void configSetTellsOfAListOfNodesThatIsAnotherAsAWhole() {
        lists("{\"deny\":\"%n,old1\"}");
        assertThat(node.run("config", "set", "deny=" + node.name + ",@old").err())
                .doesNotContain("any more");
        assertThat(node.run("config", "set", "deny=@older").err())
                .contains("deny of the fleet is another list as a whole, and these are not in it any more: " + node.name
                        + ", @old\n");
    }

    /** What is asked for that does not grow with the list. */
    @Test
    void configSetKnowsWhomNobodyKnowsHoweverManyThereAre() {
        fleet.put("nodes/kept/status", "{}");
        fleet.put("nodes/ordered/stop", "{}");
        String names = IntStream.range(0, 40).mapToObj("nobody%02d"::formatted).collect(Collectors.joining(","));
        var set = node.run("config", "set", "deny=kept,ordered,zz," + names);
        assertThat(set.code()).isZero();
        assertThat(set.err())
                .contains("Consul knows no node nobody00, ", "Consul knows no node nobody09, ")
                .doesNotContain("nobody10", "kept")
                .endsWith("and of 32 more of these nodes nobody knows\n");
    }

    @Test
    void configSetRefusesAContradictionOfLayersAndOfGroups() {
        fleet.put(
                "nodes/web7/status",
                "{\"group\":\"web\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":0}");
        assertThat(node.run("config", "set", "deny=web[1-8]").code()).isZero();
        var same = node.run("config", "set", "allow=web[8-9]");
        assertThat(same.code()).isEqualTo(105);
        assertThat(same.err()).contains("nothing was changed", "web8");
        var group = node.run("config", "set", "allow=@web", "--group", "web");
        assertThat(group.code()).isEqualTo(105);
        assertThat(group.err()).contains("web7", "groups/web/config");
        assertThat(fleet.has("groups/web/config")).isFalse();
        assertThat(node.run("config", "set", "allow=web[10-19]", "--group", "web")
                        .code())
                .isZero();
        assertThat(node.run("config", "validate").code()).isZero();

        fleet.put("groups/web/config", "{\"canaries\":\"@web\"}");
        var validated = node.run("config", "validate");
        assertThat(validated.code()).isEqualTo(105);
        assertThat(validated.err()).contains("web7");
        fleet.put("groups/db/config", "{\"allow\":\"web8\"}");
        assertThat(node.run("config", "validate").err()).contains("web8");
    }

    @Test
    void whatCannotBeReadNamesThePlace() {
        lists("{\"deny\":[\"web1\",\"web[3-1]\"]}");
        assertThat(node.run("config", "validate").err())
                .contains("deny[1] is \"web[3-1]\", at character 5: the range 3-1 runs backwards");
    }
}
