package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a rollout whose keys are garbled, gone, or say what is not so; each can be taken out, and holds
 * nobody for ever.
 */
class BrokenRolloutIT extends ForgedRollout {
    /** Else a node would go again and again, for each time that somebody garbles the key while it is down. */
    @ParameterizedTest
    @ValueSource(strings = {"v42", "{\"rollouts\":[]}"})
    void whoCameBackWhileItWasGarbledIsDoneAllTheSame(String garbled) {
        starts("reboot");
        runs(victim, 0, "rebooting now");
        String before = forge(all -> garbled);
        runs(victim.boot(), 0, "back in service");
        fleet.put("rollouts", before);

        runs(victim, 0, "");

        assertThat(victim.log()).containsExactly("reboot");
        assertThat(fleet.get("rollout_nodes/client1")).contains("\"state\":\"ok\"");
    }

    /** The first failure under a rollout fails the node, told or not. */
    @Test
    void whoFailedWhileItWasGarbledHasFailedAllTheSame() {
        starts("reboot");
        runs(victim, 0, "rebooting now");
        String before = forge(all -> "v42");
        victim.boot().task("post_boot", "10-start", "exit 4");
        runs(victim, 100, "10-start");
        victim.task("post_boot", "10-start", "exit 0");
        runs(victim, 0, "back in service");
        fleet.put("rollouts", before);

        assertThat(fleet.get("rollout_nodes/client1")).contains("\"state\":\"failed\"", "10-start");
        TestNode second = node(2);
        runs(second, 13, "1 node failed: client1");
        assertThat(second.log()).isEmpty();
    }

    @Test
    void oneThatIsGoneIsWithdrawnByItsName() {
        String id = starts("hot");
        forge(all -> "{\"rollouts\":[]}");
        var paused = admin.run("rollout", "pause", id);
        assertThat(paused.code()).isEqualTo(105);
        assertThat(paused.err()).contains("is gone from the key " + prefix + "/rollouts");

        orders("rollout", "abort", id);

        assertThat(fleet.operator().keys(prefix + "/rollout_orders/")).isEmpty();
        var again = admin.run("rollout", "abort", id);
        assertThat(again.out() + again.err()).contains("aborted");
        runs(victim, 0, "nothing to do");
    }

    /** Its groups would be held for ever, and `abort` would say that it is over. */
    @ParameterizedTest
    @ValueSource(strings = {"done", "aborted"})
    void oneThatSaysThatItIsOverHoldsNobody(String state) {
        String id = starts("hot");
        forge(all -> all.replace("\"running\"", "\"" + state + "\""));

        runs(victim, 0, "nothing to do");

        orders("rollout", "abort", id);
        starts("hot");
        assertThat(rollouts()).doesNotContain(id);
        runs(victim, 0, "changed in service");
    }

    @Test
    void whyOneThatIsSaidToBeOverIsNot() {
        String id = starts("hot");
        forge(all -> all.replace("\"running\"", "\"done\""));

        assertThat(admin.run("rollout", "status", id).out())
                .contains("says that it is done, and the logbook does not")
                .doesNotContain("taken it out");
    }

    /** Nothing begins for it: whoever looks, or waits, is told that at once. */
    @Test
    void oneThatIsNotBelievedIsShownAsHeld() {
        String id = starts("hot");
        fleet.operator().delete(prefix + "/rollout_orders/" + id);

        assertThat(admin.run("status").out()).contains(": held: the rollout " + id, "nobody has ordered it");
        assertThat(admin.run("status", "--node", victim.name).out()).contains(": held: the rollout " + id);
        assertThat(admin.run("status", "--json").out()).contains("\"held\" : true", "nobody has ordered it");
        var waited = admin.run("rollout", "wait", id, "--timeout", "9s");
        assertThat(waited.code()).as(waited.out() + waited.err()).isEqualTo(105);
        assertThat(waited.err()).contains("rollout " + id + ": held: ", "nobody has ordered it");
    }

    @Test
    void aStateOfTheFutureIsNoneThatGoesOn() {
        starts("hot", "--canaries", victim.name);
        forge(all -> all.replace("\"running\"", "\"hibernating\""));

        assertThat(admin.run("status").out())
                .contains("only a newer version knows")
                .doesNotContain("wave");
    }

    /** All that can be done with it is to end it; then its groups are free again. */
    @Test
    void oneThatCannotBeReadIsTakenOutByItsName() {
        String id = starts("hot");
        forge(all -> all.replace("\"open\":0", "\"open\":-5"));

        var waited = admin.run("rollout", "wait", id, "--timeout", "9s");
        assertThat(waited.code()).as(waited.out() + waited.err()).isEqualTo(105);
        assertThat(waited.err()).contains("held", "has -5 as open, expected a whole number");
        var paused = admin.run("rollout", "pause", id);
        assertThat(paused.code()).as(paused.out() + paused.err()).isEqualTo(105);
        assertThat(paused.err()).contains("it has -5 as open", "`rebootmgr rollout abort " + id + "` takes it out");

        orders("rollout", "abort", id);

        assertThat(rollouts()).doesNotContain(id);
        assertThat(fleet.operator().keys(prefix + "/rollout_orders/")).isEmpty();
        starts("hot");
        runs(victim, 0, "changed in service");
    }

    /** The record of a rollout is every node's to write; what was ordered goes all the same. */
    @Test
    void oneThatIsSaidToBeOverIsWithdrawnToo() {
        String id = starts("hot");
        String record = fleet.get("rollout_history/" + id);
        forge(all -> "{\"rollouts\":[]}");
        forge("web", "rollout_history/" + id, record.replace("\"running\"", "\"aborted\""));

        admin.run("rollout", "abort", id);

        assertThat(fleet.operator().keys(prefix + "/rollout_orders/")).isEmpty();
    }

    /** No node may remove an order, so it stays until the next start; a node does an id once. */
    @Test
    void oneThatIsOverIsDoneNoSecondTime() {
        String id = starts("hot", "--soak", "0s");
        String before = rollouts();
        runs(victim, 0, "changed in service");
        assertThat(rollouts()).doesNotContain(id);
        assertThat(fleet.operator().keys(prefix + "/rollout_orders/"))
                .containsExactly(prefix + "/rollout_orders/" + id);
        forge("web", before);

        runs(victim, 0, "");

        assertThat(victim.log()).containsExactly("hot 10-update");
        assertThat(rollouts()).doesNotContain(id);
        String next = starts("hot");
        assertThat(fleet.operator().keys(prefix + "/rollout_orders/"))
                .containsExactly(prefix + "/rollout_orders/" + next);
        orders("rollout", "abort", next);
        assertThat(fleet.operator().keys(prefix + "/rollout_orders/")).isEmpty();
    }

    /** Each node writes its own place, whatever its group is: all rollouts would wait for it. */
    @Test
    void aPlaceThatIsGarbledHoldsTheRolloutsOfItsOwnGroupAlone() {
        runs(fleet.node(2, folder.resolve("other"), "db"), 0, "");
        String id = starts("hot", "--soak", "0s");
        assertThat(forge("db", "rollout_nodes/client2", "garbage")).isEqualTo(200);
        fleet.put("rollout_nodes/zz", "[]");

        runs(victim, 0, "changed in service");
        assertThat(admin.run("rollout", "status", id).out()).contains("done");

        runs(node(2), 0, "");
        starts("hot", "--canaries", "client1", "--soak", "0s");
        assertThat(forge("web", "rollout_nodes/client2", "garbage")).isEqualTo(200);
        runs(victim, 0, "changed in service");
        runs(victim, 0, "");
        assertThat(rollouts()).as("what is of the group holds").contains("\"open\":0");
        var status = admin.run("rollout", "status");
        assertThat(status.out() + status.err())
                .contains("cannot be read: client2")
                .doesNotContain("zz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"rollouts\":[null]}"})
    void whereItCannotBeReadNobodyIsToldThatThereIsNone(String garbled) {
        starts("hot");
        forge("web", garbled);

        for (String command : List.of("list", "status")) {
            var shown = admin.run("rollout", command);
            assertThat(shown.code()).as(shown.out() + shown.err()).isEqualTo(105);
            assertThat(shown.out()).as(command).contains("which rollouts are under way cannot be read");
            assertThat(shown.out()).as(command).doesNotContain("no rollout");
        }
    }

    @Test
    void whatIsGarbledHoldsAndIsTold() {
        victim.wantsReboot();
        forge("db", "v42");
        runs(victim, 13, prefix + "/rollouts");
        assertThat(victim.log()).isEmpty();
        fleet.operator().delete(prefix + "/rollouts");
        runs(victim, 0, "rebooting now");
    }
}
