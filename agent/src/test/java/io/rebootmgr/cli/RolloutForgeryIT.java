package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody can do to rollouts that were ordered who took over another node. */
class RolloutForgeryIT extends ForgedRollout {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollout_orders/forged",
                "rollout_nodes/client1",
                "rollout_starts",
                "rollout_once/web/forged/hot/10-update",
                "rollout_locks/web/forged",
                "groups/web/followed",
                "versions",
                "published",
            })
    void theseKeysAreNotTheForgersToWrite(String key) {
        assertThat(forge("db", key, "x")).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"web,hot", "web,reboot", "db,reboot", "db,hot"})
    void nobodyElseThanAnOperatorStartsARollout(String group, String change) {
        forge(group, rollout("v666", change, "alice@adm1"));

        holds(victim, "nobody has ordered it");

        assertThat(victim.log()).isEmpty();
        assertThat(admin.run("rollout", "status").out().replaceAll("\\s+", " "))
                .contains("not to be believed", "rollout abort forged");
        orders("rollout", "abort", "forged");
        runs(victim, 0, "nothing to do");
        assertThat(victim.log()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"version\":\"v2\"', '\"version\":\"v666\"'",
        "'\"change\":\"hot\"', '\"change\":\"reboot\"'",
        "'\"soak_s\":1800', '\"soak_s\":0'",
        "'\"name\":\"rest\"', '\"name\":\"other\"'",
        "'\"max_failed\":0', '\"max_failed\":9'",
        "'\"max_failed\":0', '\"max_failed\":0,\"tags\":[\"evil\"]'",
    })
    void nobodyElseChangesOneThatIsUnderWay(String what, String other) {
        String id = starts("hot");
        String before = forge(all -> all.replace(what, other));

        holds(victim, "the rollout " + id + " in " + prefix + "/rollouts is not as it was ordered");

        assertThat(victim.log()).isEmpty();
        assertThat(admin.run("rollout", "pause", id).code()).isEqualTo(105);
        fleet.put("rollouts", before);
        runs(victim, 0, "changed in service");
        assertThat(victim.log()).containsExactly("hot 10-update");
    }

    /** Somebody may put another one beside it, of the same group. */
    @Test
    void oneThatIsForgedDoesNotStandBeforeOneThatWasOrdered() {
        starts("hot");
        forge(all -> all.replace(
                "{\"rollouts\":[", rollout("v666", "reboot", "alice").strip().replaceAll("\\]\\}$", ",")));
        runs(victim, 0, "changed in service");
        assertThat(victim.log()).containsExactly("hot 10-update");
    }

    /** Of two with one id nobody could say which one an order is about. */
    @Test
    void oneThatStandsThereTwiceHolds() {
        starts("hot");
        forge(all -> {
            String one = all.replaceAll("(?s).*\\[(\\{\"id\".*\\})\\]\\}.*", "$1");
            return "{\"rollouts\":[" + one.replace("v2", "v3") + "," + one + "]}";
        });
        holds(victim, "stands there twice");
    }

    @Test
    void nobodyElseEndsAPause() {
        String id = starts("hot");
        orders("rollout", "pause", id, "--reason", "lunch");
        forge(all -> all.replace("\"state\":\"paused\"", "\"state\":\"running\""));

        holds(victim, "lunch");

        assertThat(victim.log()).isEmpty();
        orders("rollout", "resume", id);
        runs(victim, 0, "changed in service");
    }

    @Test
    void nobodyElseOpensAWaveOrEndsASoak() {
        TestNode second = node(2);
        runs(second, 0, "");
        String id = starts("hot", "--canaries", "client1", "--soak", "1h");
        String before = forge(all -> all.replace("\"open\":0", "\"open\":1"));
        runs(second, 13, "the waves before it wait for client1");
        fleet.put("rollouts", before);

        runs(victim, 0, "changed in service");
        assertThat(rollouts()).contains("\"soaking\"");
        before = forge(all -> all.replace("\"open\":0", "\"open\":1").replaceFirst("\"soaking\":\"[^\"]*\",", ""));
        runs(second, 13, "wave canaries soaks until");
        fleet.put("rollouts", before);
        forge(all -> all.replace("\"state\":", "\"soak_ended\":true,\"state\":"));
        runs(victim, 0, "");
        holds(second, "waits for its turn");
        assertThat(second.log()).isEmpty();

        fleet.put("rollouts", before);
        orders("rollout", "advance", id);
        runs(victim, 0, "");
        runs(second, 0, "changed in service");
    }

    @Test
    void nobodyElseSetsAFailedOneRunning() {
        TestNode second = node(2);
        runs(second, 0, "");
        victim.task("hot", "10-update", "exit 1");
        starts("hot");
        runs(victim, 100, "10-update failed");
        forge(all -> all.replace("\"state\":\"failed\"", "\"state\":\"running\"")
                .replaceFirst("\"fallen\":\\[[^]]*\\]", "\"fallen\":[]"));

        runs(second, 13, "1 node failed: client1");

        assertThat(second.log()).isEmpty();
    }

    /** A job that builds on it goes by what the nodes say of themselves. */
    @Test
    void whatSomebodySaysToHaveSoakedIsWaitedForAllTheSame() {
        String id = starts("hot", "--canaries", "client1", "--soak", "1h");
        forge(all -> all.replace("\"open\":0", "\"open\":1"));

        var waited = admin.run("rollout", "wait", id, "--wave", "canaries", "--timeout", "1s");

        assertThat(waited.code()).as(waited.out() + waited.err()).isEqualTo(13);
    }

    @Test
    void whatSomebodySaysToBeDoneIsNotTakenForIt() {
        String id = starts("hot");
        String record = fleet.get("rollout_history/" + id);
        forge(all -> "{\"rollouts\":[]}");
        forge(
                "web",
                "rollout_history/" + id,
                record.replace("\"running\"", "\"done\"").replaceFirst("\\{", "{\"ended\":\"2026-11-29T00:00:00Z\","));

        var waited = admin.run("rollout", "wait", id, "--timeout", "1s");

        assertThat(waited.code()).as(waited.out() + waited.err()).isEqualTo(105);
        assertThat(waited.err()).contains("its record says that it is done, and client");
    }

    /** Behind a wave that an operator has skipped all of somebody has to order the next one. */
    @Test
    void nobodyElsePassesAWaveBy() {
        TestNode second = node(2);
        runs(second, 0, "");
        String id = starts("hot", "--canaries", "client1", "--soak", "0s");
        orders("rollout", "skip", id, "client1");
        forge(all -> all.replace("\"open\":0", "\"open\":1"));

        runs(second, 13, "no node says that it was done in wave canaries: `rebootmgr rollout advance " + id + "`");

        assertThat(second.log()).isEmpty();
        assertThat(orders("rollout", "advance", id)).contains("passed by wave canaries");
        runs(second, 0, "changed in service");
    }
}
