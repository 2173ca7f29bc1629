package io.rebootmgr.golden;

import io.rebootmgr.cycle.OtherRun;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** What operators read who are refused. */
class RefusalGoldenTest {
    private final StillNode node = new StillNode(Scene.NOW);

    private void holds(String name, String situation) {
        Golden.json(
                "refusal/" + name,
                situation,
                OtherRun.outcome(node, () -> ZoneId.of("Europe/Berlin"), true).text());
    }

    @Test
    void anotherRunWaitsInLine() {
        node.busy("waiting in line for a slot, place 2: 1 of 1 slot taken: web3 (rebooting)", Duration.ofMinutes(17));
        holds("reboot-while-a-run-waits", "`reboot` while the timer's run of this node waits in line");
    }

    @Test
    void anotherRunHasNotSaidWhatItIsDoing() {
        holds("reboot-while-a-run-looks", "`reboot` in the moment in which the timer's run looks for triggers");
    }
}
