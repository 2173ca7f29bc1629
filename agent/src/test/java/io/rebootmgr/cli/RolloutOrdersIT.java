package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders about a rollout whose keys do not say what they should, and orders that change nothing. */
class RolloutOrdersIT extends RolloutOfThree {
    private void refuse(String id, List<String> words, String... said) {
        String before = fleet.get("rollouts");
        var run = canary.run(words.toArray(String[]::new));
        assertThat(run.code()).as(words + ": " + run.out() + run.err()).isEqualTo(105);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .as(words.toString())
                .contains("nothing was changed")
                .contains(said);
        assertThat(fleet.get("rollouts")).isEqualTo(before);
        assertThat(fleet.has("rollout_orders/" + id)).isTrue();
    }

    private List<List<String>> all(String id) {
        return List.of(
                List.of("rollout", "pause", id),
                List.of("rollout", "resume", id),
                List.of("rollout", "advance", id),
                List.of("rollout", "retry", id),
                List.of("rollout", "retry", id, second.name),
                List.of("rollout", "skip", id, second.name));
    }

    /** Whoever types `resume` and reads that it runs goes back to bed. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"rollouts\":[]}", "{\"rollouts\":[null]}"})
    void noneIsObeyedOfOneThatIsGone(String left) {
        String id = start("hot");
        fleet.put("rollouts", left);

        for (List<String> words : all(id)) {
            refuse(
                    id,
                    words,
                    "rollout " + id + " is gone from the key " + fleet.prefix + "/rollouts",
                    "rebootmgr rollout abort " + id);
        }
        if (left.contains("null")) {
            refuse(id, all(id).getFirst(), "what stands there cannot be read", "consul kv get");
        }
    }

    @Test
    void noneIsObeyedOfOneThatNobodyCanBeSureOf() {
        String id = start("hot");
        fleet.put("rollout_orders/" + id, "{");

        for (List<String> words : all(id)) {
            refuse(id, words, fleet.prefix + "/rollout_orders/" + id, "rebootmgr rollout abort " + id);
        }
    }

    @Test
    void aPlaceThatCannotBeReadIsNamedWithItsKey() {
        String id = start("hot");
        fleet.put("rollout_nodes/" + canary.name, "{");
        String key = fleet.prefix + "/rollout_nodes/" + canary.name;

        for (List<String> words : List.of(
                List.of("rollout", "retry", id),
                List.of("rollout", "retry", id, canary.name),
                List.of("rollout", "advance", id))) {
            refuse(id, words, key, "consul kv get", "rebootmgr rollout skip " + id + " " + canary.name);
        }
    }

    /** What stood there is lost; how many nodes the wave had when it began is not. */
    @Test
    void aPlaceThatCannotBeReadIsSkippedInTheWaveThatLacksANode() {
        String id = start("hot", "--canaries", canary.name + "," + second.name);
        fleet.put("rollout_nodes/" + canary.name, "{");

        var skipped = canary.run("rollout", "skip", id, canary.name);

        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.out())
                .contains(
                        "skipped " + canary.name + " (",
                        canary.name + " counts in wave canaries",
                        "lacks a node that it began with");
        assertThat(status(id).path("waves").get(0).path("skipped").asInt()).isEqualTo(1);
        assertThat(status(id).path("waves").get(0).path("nodes").asInt()).isEqualTo(2);
    }

    @Test
    void whoIsDoneIsNotSkipped() {
        for (TestNode node : List.of(canary, second, third)) {
            node.task("hot", "10-update", "");
        }
        String id = start("hot");
        runs(canary, 0, "");

        assertThat(canary.run("rollout", "skip", id, canary.name).out())
                .contains(canary.name + " is done already; nothing was changed")
                .doesNotContain("waits");
        assertThat(canary.run("rollout", "skip", id, canary.name, second.name).out())
                .contains("skipped " + second.name + " (done already, and left so: " + canary.name + ")");
    }
}
