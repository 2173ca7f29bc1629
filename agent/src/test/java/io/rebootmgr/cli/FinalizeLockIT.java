package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollout that waits for nothing but the lock under which its `finalize_tasks` run, and who has that. */
class FinalizeLockIT extends RolloutOfThree {
    private String id = "";
    private String lock = "";

    @BeforeEach
    void throughButForTheEnd() {
        canary.task("hot", "10-update", "").task("finalize", "10-schema", TELL);
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        id = start("hot");
        lock = fleet.prefix + "/rollout_locks/" + fleet.group + "/" + id;
    }

    private void lockedBy(String name) {
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        fleet.api().put("/v1/kv/" + lock + "?acquire=" + session, name);
        for (TestNode node : List.of(canary, second, third)) {
            node.run("run");
        }
        assertThat(canary.log()).doesNotContain("finalize 10-schema");
    }

    private void isTold(String... said) {
        assertThat(status(id).path("why").toString()).contains(said);
        assertThat(second.run("rollout", "status", id).out().replaceAll("\\s+", " "))
                .contains(said);
        var waited = second.run("rollout", "wait", id, "--timeout", "1s");
        assertThat(waited.code()).isEqualTo(13);
        assertThat(waited.err().lines().findFirst().orElse(""))
                .contains(said)
                .contains("rollout " + id + ": ")
                .endsWith("; still waiting");
    }

    /** Every node of the group may lock that key, in any name. */
    @Test
    void aStrangerIsNamedWithTheWayOut() {
        lockedBy("evil\u001b[31m host");

        isTold(
                "finalize tasks of group " + fleet.group + " wait for the lock " + lock + ", which evil",
                "no node of that name is known in the group",
                "`consul kv delete " + lock + "`");
        assertThat(second.run("rollout", "status", id).out()).doesNotContain("\u001b");

        fleet.api().delete(lock);
        canary.run("run");
        canary.run("run");
        assertThat(canary.log().stream().filter("finalize 10-schema"::equals)).hasSize(1);
        assertThat(state(id)).isEqualTo("done");
    }

    @Test
    void aNodeOfTheGroupIsNamedAsSuch() {
        lockedBy(third.name);

        isTold("finalize tasks of group " + fleet.group + " wait for the lock " + lock + ", which " + third.name);
        assertThat(status(id).path("why").toString()).doesNotContain("no node of that name");
    }

    /** A key that no session holds locks nothing. */
    @Test
    void aKeyWithoutASessionIsNoLock() {
        fleet.put("rollout_locks/" + fleet.group + "/" + id, "evil");
        for (TestNode node : List.of(canary, second, third)) {
            node.run("run");
        }
        assertThat(status(id).path("why").toString()).doesNotContain("evil");
    }
}
