package io.rebootmgr.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepBarrierTest {
    private static final Keys KEYS = new Keys("p");

    private final List<View.Entry> entries = new ArrayList<>();

    private StepBarrierTest with(String node, NodeResult result) {
        return with(node, result.bytes());
    }

    private StepBarrierTest with(String node, byte[] value) {
        entries.add(new View.Entry(KEYS.rolloutNode(node), value, 1, Optional.empty()));
        return this;
    }

    private static NodeResult at(int step, ResultState state) {
        return Some.node("rest", ResultState.RUNNING).at(step).to(state, "", Some.NOW);
    }

    private Optional<String> holds(int step) {
        return new StepBarrier(knowsNobody(), new View(entries), KEYS, Some.rollout(0)).holds("rest", "own", step);
    }

    private static Consul knowsNobody() {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(),
                new Class<?>[] {Consul.class},
                (self, method, arguments) -> method.getName().equals("members") ? List.of() : new View(List.of()));
    }

    @Test
    void whoIsAloneGoes() {
        assertThat(with("own", at(10, ResultState.RUNNING)).holds(20)).isEmpty();
    }

    @Test
    void allHaveToHaveComeToTheStep() {
        with("a", at(20, ResultState.WAITING)).with("b", at(30, ResultState.RUNNING));
        assertThat(holds(20)).isEmpty();
        assertThat(holds(21)).contains("waits before step 21 until all of wave rest have come to it: a (at step 20)");
    }

    @Test
    void whoHasSaidNothingMayHaveAnyStepBefore() {
        with("a", Some.node("rest", ResultState.WAITING));
        assertThat(holds(0)).contains("waits before step 0 until all of wave rest have come to it: a (has not begun)");
    }

    @Test
    void otherWavesAndOtherRolloutsAndWhoIsNotToGoDoNotCount() {
        with("a", Some.node("canaries", ResultState.WAITING))
                .with("b", at(0, ResultState.FAILED))
                .with("c", Some.node("rest", ResultState.SKIPPED))
                .with("d", Some.node("rest", ResultState.LEFT_OUT))
                .with("e", at(0, ResultState.RUNNING).done(NodeResult.Came.NOT, Some.NOW))
                .with("f", NodeResult.waiting("r2", "rest", Some.NOW));
        assertThat(holds(50)).isEmpty();
    }

    @Test
    void aWaveThatIsNotKnownIsTheLast() {
        with("a", Some.node("gone", ResultState.WAITING));
        assertThat(holds(1)).isPresent();
    }

    @Test
    void whatCannotBeReadHolds() {
        with("a", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(holds(1)).get().asString().contains("p/rollout_nodes/a");
    }

    @Test
    void whatCannotBeReadAndIsOfNobodyInItDoesNot() {
        with("own", at(10, ResultState.RUNNING))
                .with("b", at(30, ResultState.RUNNING))
                .with("zz", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(holds(20)).isEmpty();
        assertThat(holds(40)).get().asString().contains("b (at step 30)").doesNotContain("zz");
    }

    @Test
    void threeAreNamed() {
        for (String node : List.of("a", "b", "c", "d", "e")) {
            with(node, at(3, ResultState.WAITING));
        }
        assertThat(holds(4))
                .contains("waits before step 4 until all of wave rest have come to it: a (at step 3), b (at step 3),"
                        + " c (at step 3) and 2 more");
    }

    @Test
    void aStepIsKeptUntilTheNodeIsDone() throws Exception {
        NodeResult failed = at(7, ResultState.FAILED);
        assertThat(NodeResult.parse(failed.bytes())).isEqualTo(failed);
        assertThat(failed.to(ResultState.WAITING, "", Some.NOW).step()).contains(7);
        assertThat(failed.done(NodeResult.Came.NOT, Some.NOW).step()).isEmpty();
    }
}
