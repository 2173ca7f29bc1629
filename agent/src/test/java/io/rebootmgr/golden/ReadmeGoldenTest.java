package io.rebootmgr.golden;

import static io.rebootmgr.golden.Scene.claim;
import static io.rebootmgr.golden.Scene.last;

import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.ClaimState;
import java.nio.file.Path;
import java.time.Duration;
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
}
