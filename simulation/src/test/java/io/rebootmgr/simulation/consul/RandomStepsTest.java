package io.rebootmgr.simulation.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is compared with a real Consul is worth comparing: the steps get to every answer that there is. */
class RandomStepsTest {
    private static final int SEEDS = 30;
    private static final int STEPS = 200;

    @Test
    void theSeedsThatAreComparedMeetEveryAnswer() {
        Set<String> kinds = new TreeSet<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Ids ids = new Ids();
            ModelSide model = new ModelSide("p", ids);
            int created = 0;
            for (Step step : RandomSteps.drawn(seed, STEPS)) {
                if (step instanceof Step.NewSession(int session, String node, int lockDelay)) {
                    created++;
                    ids.set(session, seed + "-" + created);
                }
                String answer = step.on(model);
                model.look();
                if (step instanceof Step.Read) {
                    continue;
                }
                for (String reason : answer.replace("refused: ", "").split("; ", -1)) {
                    kinds.add(step.getClass().getSimpleName() + ": " + reason.replaceAll("\"[^\"]*\"", "_"));
                }
            }
        }
        assertThat(kinds)
                .containsExactly(
                        "Deregister: deregistered",
                        "Destroy: destroyed",
                        "NewSession: Missing node registration",
                        "NewSession: created",
                        "Register: registered",
                        "Renew: gone",
                        "Renew: renewed",
                        "Write: applied",
                        "Write: failed index check for key _, current modify index # != #",
                        "Write: failed session check for key _, current session _ != _",
                        "Write: failed to check index, key _ doesn't exist",
                        "Write: failed to check session, key _ doesn't exist",
                        "Write: failed to delete key _, index is stale",
                        "Write: failed to lock key _ due to lock delay",
                        "Write: failed to lock key _, lock is already held",
                        "Write: failed to set key _, index is stale",
                        "Write: key _ exists",
                        "Write: key _: invalid session _",
                        "Write: key _: missing session");
    }

    @Test
    void theSameSeedDrawsTheSameSteps() {
        assertThat(RandomSteps.drawn(7, STEPS)).isEqualTo(RandomSteps.drawn(7, STEPS));
        assertThat(RandomSteps.drawn(7, STEPS)).isNotEqualTo(RandomSteps.drawn(8, STEPS));
    }
}
