package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old and new agents side by side: what a newer one wrote stays as it is and counts, in doubt against a reboot. */
class NewerVersionIT {
    private static final String NEWER = """
            {"id":"n1","node":"%s","state":"migrating","boot_id":"b","session":"","since":"2026-01-01T00:00:00Z",\
            "reason":"update","kind":"drain","racks":["r1"]}""";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;
    private String other;

    @BeforeEach
    void aNewerNodeThatIsChanging() {
        fleet = new TestFleet(folder).policy("{\"limit\":2,\"settle\":\"0s\"}");
        node = fleet.node(1).task("post_boot", "10-undrain", "exit 0").wantsReboot();
        other = NEWER.formatted("web9");
        fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[" + other + "],\"hot\":{\"limit\":5}}");
    }

    @Test
    void aWholeRebootBesideItLeavesItAsItIs() {
        fleet.put("nodes/" + node.name + "/status", """
                {"group":"%s","state":"idle","kernel":"","boot_id":"","agent_version":"9.0","failures":0,"firmware":"1.2"}""".formatted(fleet.group));

        assertThat(node.run("run").out()).contains("rebooting now");
        assertThat(fleet.slots()).contains(other, "\"state\":\"rebooting\"", "\"hot\":{\"limit\":5}");
        var back = node.boot().run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[" + other + "],\"hot\":{\"limit\":5}}");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"firmware\":\"1.2\"");
    }

    @Test
    void itsSlotIsTaken() {
        fleet.policy("{\"limit\":1,\"settle\":\"0s\"}");

        var held = node.run("run");

        assertThat(held.code()).as(held.err()).isEqualTo(4);
        assertThat(held.err()).contains("web9");
        assertThat(node.log()).isEmpty();
        assertThat(fleet.node(2).run("status").out()).contains("web9", "unknown");
    }

    @Test
    void aNodeWhoseNewerVersionWasTakenAwayIsLeftAloneAndSaysWhy() {
        String own = NEWER.formatted(node.name);
        fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[" + own + "]}");
        fleet.put("groups/" + fleet.group + "/out/" + node.name, own);
        String before = fleet.slots();

        for (String command : new String[] {"run", "check"}) {
            var held = node.run(command);
            assertThat(held.code()).as(held.err()).isEqualTo(105);
            assertThat(held.out() + held.err())
                    .contains("a newer version began it", "rebootmgr release " + node.name + " --claim n1");
        }
        assertThat(node.log()).isEmpty();
        assertThat(fleet.slots()).isEqualTo(before);

        var released = node.run("release", node.name, "--claim", "n1", "--reason", "downgraded");
        assertThat(released.code()).as(released.err()).isZero();
        assertThat(node.run("run").out()).contains("rebooting now");
    }
}
