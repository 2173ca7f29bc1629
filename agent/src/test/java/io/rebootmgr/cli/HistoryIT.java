package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code history} shows what became of reboots, newest first. */
class HistoryIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(3).task("pre_boot", "10-drain", "exit 0");
    }

    @Test
    void aWholeRebootAndThenAFailure() {
        node.wantsReboot().run("run");
        node.boot().run("run");
        node.task("pre_boot", "20-fail", "exit 3").wantsReboot().run("run");
        var one = node.run("history", node.name);
        assertThat(one.code()).isZero();
        assertThat(one.out())
                .contains("done in", "exit 100 (a task failed)", "new kernel")
                .contains("10-drain", "exit 3");
        assertThat(one.out().indexOf("exit 100"))
                .as("newest first")
                .isLessThan(one.out().indexOf("done in"));
        assertThat(node.run("history").out()).as("of all nodes").isEqualTo(one.out());
        assertThat(node.run("history", "--limit", "1").out()).doesNotContain("done in");
        assertThat(node.run("history", "--failed", "--since", "1h").out())
                .contains("exit 100")
                .doesNotContain("done in");
        assertThat(node.run("history", "--since", "2099-01-01").out()).contains("nothing like that");
        assertThat(node.run("history", "--json").out()).contains("\"claim\" :", "\"phases\" :");
    }

    @Test
    void aNodeThatHasNoneSaysSo() {
        fleet.put("nodes/web1/config", "{}");
        var unknown = node.run("history", "web9");
        assertThat(unknown.code()).isZero();
        assertThat(unknown.out()).contains("web9 has no logbook");
        assertThat(unknown.err()).contains("no node web9", "did you mean web1?");
        assertThat(node.run("history", "web1").err()).isEmpty();
        assertThat(node.run("history").out()).contains("the fleet has no logbook");
    }

    @Test
    void oneThatCannotBeReadIsNamed() {
        fleet.put("nodes/web1/history", "garbage");
        fleet.put("nodes/web10/history", "garbage");
        var one = node.run("history", "web1");
        assertThat(one.code()).isEqualTo(105);
        assertThat(one.out()).contains("/nodes/web1/history").doesNotContain("web10");
        var all = node.run("history");
        assertThat(all.code()).isZero();
        assertThat(all.out()).contains("/nodes/web1/history", "/nodes/web10/history");
    }

    @Test
    void wrongUsage() {
        assertThat(node.run("history", "--limit", "0").code()).isEqualTo(64);
        assertThat(node.run("history", "a b").code()).isEqualTo(64);
        assertThat(node.run("history", "--since", "yesterday").code()).isEqualTo(64);
    }
}
