package io.rebootmgr.golden;

import static io.rebootmgr.golden.Scene.claim;
import static io.rebootmgr.golden.Scene.last;

import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.ClaimState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the README shows of the program is what the program prints. */
class ReadmeGoldenTest {
    private static final Path README = Path.of("../README.md");

    @Test
    void checkOnANodeThatIsHeld() {
        Scene scene = new Scene().policy("{}");
        scene.consul
                .put(scene.keys.rebootRequired("web2"), "new firmware")
                .service("web", "rebootmgr", "min_passing=2")
                .instance("web1", "web", "")
                .instance("web2", "web", "")
                .instance("web3", "web", "")
                .instance("web4", "web", "");
        scene.slots("web", claim("web3", ClaimState.PREPARING, Duration.ofSeconds(48), "new kernel"))
                .waiting("web", "web1", Duration.ofMinutes(4), "new kernel")
                .waiting("web", "web2", Duration.ofMinutes(3), "new firmware")
                .status("web2", State.HELD, 0, last(4, "waiting for a slot", Duration.ofMinutes(3)));
        Golden.block(README, "check", scene.check());
    }

    @Test
    void statusOfAFleetAtWork() {
        Scene scene = new Scene().policy("{}");
        scene.slots("db", claim("db1", ClaimState.REBOOTING, Duration.ofSeconds(40), "new kernel"))
                .slots("web", claim("web1", ClaimState.PREPARING, Duration.ofSeconds(71), "new kernel"))
                .rebooted("web3", Duration.ofMinutes(2))
                .waiting("db", "db2", Duration.ofMinutes(2), "new kernel")
                .waiting("web", "web2", Duration.ofMinutes(4), "new firmware");
        scene.status("db", "db1", State.REBOOTING, Optional.empty())
                .status("db", "db2", State.HELD, last(4, "waiting for a slot", Duration.ofMinutes(2)))
                .status("web", "web1", State.PREPARING, Optional.empty())
                .status("web", "web2", State.HELD, last(4, "waiting for a slot", Duration.ofMinutes(4)));
        scene.consul
                .put(scene.keys.rebootRequired("db2"), "new kernel")
                .put(scene.keys.rebootRequired("web2"), "new firmware");
        Golden.block(README, "status", scene.status());
    }
}
