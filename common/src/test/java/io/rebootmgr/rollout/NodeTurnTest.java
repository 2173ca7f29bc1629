package io.rebootmgr.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTurnTest {
    private static final Keys KEYS = new Keys("p");

    private static NodeTurn turn(Order order, String rollouts) {
        return NodeTurn.of(
                new View(List.of(
                        new View.Entry(KEYS.rollouts(), rollouts.getBytes(StandardCharsets.UTF_8), 5, Optional.empty()),
                        new View.Entry(
                                KEYS.rolloutOrder(order.id()),
                                StandingOrder.begun(order).bytes(),
                                5,
                                Optional.empty()))),
                KEYS,
                "web",
                "r1");
    }

    private static String json(Rollout rollout) {
        return new String(Rollouts.NONE.with(rollout).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void othersWordsStayOnTheirLine() {
        Order order = Some.order(0, "canaries", "rest\n\u001b[2Jall is well");
        NodeTurn.Placed placed = (NodeTurn.Placed)
                turn(order, json(Rollout.started(order).to(RolloutState.FAILED, "broken\nroot: reboot all")));
        assertThat(placed.text()).isEqualTo("version v2 (rollout r1, wave rest all is well)");
        assertThat(placed.holds().orElseThrow())
                .contains("has failed: broken root: reboot all; `rebootmgr rollout retry r1`");
    }

    /** They are typed by people, and parts of the names of keys. */
    @ParameterizedTest
    @CsvSource({
        "'\"id\":\"r1\"','\"id\":\"r1; reboot\"'",
        "'\"version\":\"v2\"','\"version\":\"-v 2\"'",
        "'[\"web\"]','[\"web\", \"a b\"]'"
    })
    void whatIsNoNameIsNotRead(String what, String other) {
        Order order = Some.order(0, "canaries", "rest");
        assertThat(turn(order, json(Rollout.started(order)).replace(what, other)))
                .isInstanceOf(NodeTurn.Unknown.class);
    }

    @Test
    void anIdIsOneWordOfACommand() {
        Rollout odd = Rollout.started(new Order(
                "--help $(x)",
                "v2",
                Some.order(0, "rest").change(),
                Some.order(0, "rest").groups(),
                Some.order(0, "rest").waves(),
                0,
                ChosenTasks.ALL,
                "",
                "",
                Some.NOW));
        assertThat(odd.command("skip", "web 1")).isEqualTo("`rebootmgr rollout skip 'web 1' -- '--help $(x)'`");
    }
}
