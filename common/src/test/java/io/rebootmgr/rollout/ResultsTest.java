package io.rebootmgr.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.nodes.NodeList;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Keys KEYS = new Keys("p");
    private static final List<String> WAVES = List.of("canaries", "tenth", "rest");
    private static final int DRAWN = 3_000;

    private static final List<ResultState> STATES = List.of(ResultState.values());

    private static View.Entry place(int node, byte[] value) {
        return new View.Entry(KEYS.rolloutNode("n" + node), value, 5, Optional.empty());
    }

    private static byte[] drawn(Random random) {
        if (random.nextInt(40) == 0) {
            return "garbage".getBytes(StandardCharsets.UTF_8);
        }
        String id = random.nextInt(10) == 0 ? "r0" : "r1";
        String wave = random.nextInt(10) == 0 ? "none of them" : WAVES.get(random.nextInt(WAVES.size()));
        // Most are done, or no wave would ever be open.
        ResultState state = random.nextInt(3) > 0 ? ResultState.OK : STATES.get(random.nextInt(STATES.size()));
        Instant at = Some.NOW.minus(Duration.ofMinutes(random.nextInt(90)));
        NodeResult result = NodeResult.waiting(id, wave, at).to(state, "", at);
        return (state == ResultState.OK
                        ? result.done(new NodeResult.Came(NodeResult.Came.NOT.boot(), "6.1", ""), at)
                        : result)
                .bytes();
    }

    private static Optional<String> holds(Rollout rollout, Results results, int wave) {
        return new Belief.Ordered(rollout, Optional.of(StandingOrder.begun(rollout.order())), NodeList.NONE)
                .holds(results, wave, Some.NOW, () -> ZoneOffset.UTC);
    }

    @Test
    void whoIsAboutToBeginIsToldTheSameByTheFewPlacesThatMatter() {
        Random random = new Random(1);
        int open = 0;
        for (int times = 0; times < DRAWN; times++) {
            Rollout rollout = Rollout.started(Some.order(random.nextInt(3), WAVES.toArray(String[]::new)));
            for (int fallen = random.nextInt(3); fallen > 0; fallen--) {
                rollout = rollout.failing("n" + random.nextInt(9), "fell", Some.NOW);
            }
            List<View.Entry> places = new ArrayList<>();
            for (int node = 0; node < 9; node++) {
                places.add(place(node, drawn(random)));
            }
            View view = new View(places);
            for (int wave = 0; wave < WAVES.size(); wave++) {
                Optional<String> all = holds(rollout, Results.of(rollout, view, KEYS), wave);
                assertThat(holds(rollout, Results.before(wave, rollout, view, KEYS), wave))
                        .as("%s, wave %d of %s", rollout, wave, view)
                        .isEqualTo(all);
                open += all.isEmpty() && wave > 0 ? 1 : 0;
            }
        }
        assertThat(open).isGreaterThan(DRAWN / 20);
    }

    @Test
    void placesOfTheOwnWaveAreNotRead() {
        Rollout rollout = Some.in(Some.rollout(0), 1);
        View view = new View(List.of(
                place(1, Some.node("canaries", ResultState.OK).bytes()),
                place(2, Some.node("rest", ResultState.WAITING).bytes()),
                place(3, Some.node("rest", ResultState.RUNNING).bytes()),
                place(4, Some.node("rest", ResultState.OK).bytes()),
                place(5, Some.node("rest", ResultState.FAILED).bytes())));
        assertThat(Results.before(1, rollout, view, KEYS).nodes()).containsOnlyKeys("n1", "n5");
        assertThat(Results.before(0, rollout, view, KEYS).nodes()).containsOnlyKeys("n5");
    }
}
