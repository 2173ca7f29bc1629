package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that boots while it is leased. */
class LeasedBootIT extends LeaseScene {
    /** The way there for a node that never came back: its claim is released, then it is leased. */
    @Test
    void whoBootsUnderALeaseDoesNotGoBackIntoService() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        String claim = fleet.slots().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        assertThat(node.run("release", node.name, "--claim", claim, "--reason", "disk is broken")
                        .code())
                .isZero();
        String id = held();
        node.boot();
        for (int again = 0; again < 2; again++) {
            var run = node.run("run");
            assertThat(run.code()).as(run.err()).isEqualTo(12);
            assertThat(run.err()).contains("it goes back into service", "disk swap");
            assertThat(TestFleet.maintenance(node)).contains("new kernel");
        }
        assertThat(node.run("status").out())
                .containsPattern(node.name + " +" + fleet.group + " +held +exit 12")
                .contains("when that has ended it goes back into service");
        assertThat(node.run("check").code()).isEqualTo(12);
        assertThat(node.log()).noneMatch(line -> line.startsWith("post_boot"));
        assertThat(node.hasClaimFile()).isTrue();
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).contains("post_boot 10-start");
        assertThat(TestFleet.maintenance(node)).isEmpty();
    }

    /** The first run of a boot does it, and no other. */
    @Test
    void whatIsLeasedToBeOffIsSwitchedOffOnceWhenItBoots() {
        node.settings("[lease]\npower_off_command = [\"sh\", \"-c\", \"echo off >> " + node.folder + "/log\"]\n");
        var acquired = node.run(
                "lease", "acquire", node.name, "--purpose", "power-off", "--reason", "no power to spare", "--hold");
        assertThat(acquired.code()).isZero();
        assertThat(node.run("run").code()).as("it was up when it was leased").isZero();
        node.boot();
        for (String[] looks : List.of(new String[] {"check"}, new String[] {"run", "--dry-run"})) {
            var look = node.run(looks);
            assertThat(look.code()).isEqualTo(12);
            assertThat(look.out() + look.err()).contains("would switch this node off", "no power to spare");
        }
        assertThat(node.log()).isEmpty();
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(12);
        assertThat(run.err()).contains("switching this node off", "no power to spare");
        assertThat(node.run("check").code()).as("once in a boot").isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("off");
        node.boot();
        assertThat(node.run("run").code()).as("another boot").isEqualTo(12);
    }

    /** Its taker's clock is days behind: by that alone the node would have booted since. */
    @Test
    void whatIsUpWhenItIsLeasedStaysUpWhateverTheClocksSay() {
        node.settings("[lease]\npower_off_command = [\"sh\", \"-c\", \"echo off >> " + node.folder + "/log\"]\n");
        assertThat(node.run("run").code()).as("it says which boot it is on").isZero();
        var acquired =
                node.run("lease", "acquire", node.name, "--purpose", "power-off", "--reason", "no power", "--hold");
        assertThat(acquired.code()).as(acquired.err()).isZero();
        fleet.put(key(), fleet.get(key()).replaceAll("\"since\":\"[^\"]+\"", "\"since\":\"2020-01-01T00:00:00Z\""));
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).isEmpty();
        node.boot();
        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(node.log()).containsExactly("off");
    }
}
