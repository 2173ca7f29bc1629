package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.Userspace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which boot goes on, and when the system is asked for that. */
class CurrentBootTest {
    private final World host = new World("web1", "web", new Keys("p"));

    @Test
    void userSpaceIsAskedOnlyWhereItDecides() {
        host.userspace = "1/b";

        CurrentBoot.now(host, Optional.empty());
        CurrentBoot.now(host, Optional.of(new Boot("another", "0/a")));
        CurrentBoot.now(host, Optional.of(new Boot(host.bootId(), "")));
        assertThat(host.userspaceAsked).isZero();

        assertThat(CurrentBoot.now(host, Optional.of(new Boot(host.bootId(), "0/a")))
                        .userspace())
                .isEqualTo("1/b");
        assertThat(host.userspaceAsked).isOne();
    }

    @Test
    void whatTheStatusTellsIsAskedAnewOnlyWhereSomethingIsSeen() {
        host.userspace = "0/a";
        host.userspaceSign = "first";
        Userspace first = userspace(status(host.bootId(), "test", Userspace.UNKNOWN));
        assertThat(first.start()).isEqualTo("0/a");
        assertThat(host.userspaceAsked).isOne();

        host.userspace = "1/b";
        assertThat(userspace(status(host.bootId(), "test", first)))
                .as("nothing tells that it is another one")
                .isEqualTo(first);
        assertThat(host.userspaceAsked).as("so nobody asks").isOne();

        host.userspaceSign = "second";
        assertThat(userspace(status(host.bootId(), "test", first)).start()).isEqualTo("1/b");
        host.userspaceSign = "first";
        assertThat(userspace(status("another boot", "test", first)).start()).isEqualTo("1/b");
    }

    @Test
    void anAgentThatIsNewAsksWhereTheOneBeforeDidNotKnow() {
        host.userspace = "0/a";
        assertThat(userspace(status(host.bootId(), "test", Userspace.UNKNOWN)).start())
                .as("nothing has told so far, and nothing has changed")
                .isEmpty();
        assertThat(userspace(status(host.bootId(), "older", Userspace.UNKNOWN)).start())
                .isEqualTo("0/a");
        assertThat(userspace(status(host.bootId(), "older", new Userspace("0/b", "")))
                        .start())
                .as("what is told is not asked anew, or an upgrade in a soak would look like a reboot")
                .isEqualTo("0/b");
    }

    private Userspace userspace(NodeStatus old) {
        return CurrentBoot.userspace(host, old, "test");
    }

    private static NodeStatus status(String boot, String agent, Userspace userspace) {
        return new NodeStatus("web", NodeStatus.State.IDLE, "6.1.0", boot, agent, 0, Optional.empty(), List.of())
                .in(userspace);
    }
}
