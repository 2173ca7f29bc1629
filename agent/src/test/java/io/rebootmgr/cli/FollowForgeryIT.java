package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What somebody can do to a group that follows versions, whose rollouts nobody orders, who took over one of its nodes.
 */
class FollowForgeryIT extends ForgedRollout {
    private static final String FOLLOWS =
            "{\"settle\":\"0s\",\"follow\":\"minor\",\"rollout\":{\"change\":\"hot\",\"soak\":\"0s\"}}";

    /** One that its group would follow needs no order, and must not stand where an ordered one does. */
    @Test
    void oneThatIsFollowedDoesNotSetAsideOneThatWasOrdered() {
        fleet.put("config", FOLLOWS);
        orders("version", "publish", "v2");
        String id = starts("hot");
        orders("rollout", "pause", id, "--reason", "lunch");
        String before = rollouts();
        String followed = rollout("v2", "hot", "policy follow@client2");
        forge("web", followed);
        holds(victim, "an operator has paused rollout " + id);

        forge("web", before.replace("{\"rollouts\":[", followed.strip().replaceAll("\\]\\}$", ",")));
        holds(victim, "lunch");
        orders("rollout", "resume", id);
        forge("web", followed);
        holds(victim, "which was ordered, and rollout forged, which was not");
        assertThat(victim.log()).isEmpty();
    }

    @Test
    void aGroupThatFollowsDoesWhatWasPublishedAndNothingElse() {
        forge("web", rollout("v2", "hot", "policy follow@client2"));
        holds(victim, "its group follows no version");
        fleet.put("config", FOLLOWS);
        holds(victim, "follows no published version v2");
        orders("version", "publish", "v1");
        orders("version", "publish", "v2");
        forge("web", rollout("v2", "reboot", "policy follow@client2"));
        holds(victim, "not what the policy's `rollout` and `canaries` of its group say");
        assertThat(victim.log()).isEmpty();

        forge("web", rollout("v2", "hot", "policy follow@client2"));
        runs(victim, 0, "changed in service");
        runs(victim, 0, "");
        for (String version : new String[] {"v1", "v2"}) {
            forge("web", rollout(version, "hot", "policy follow@client2").replace("forged", "again-" + version));
            runs(victim, 0, "");
        }
        assertThat(victim.log())
                .as("no older version, and the same no second time")
                .containsExactly("hot 10-update");
    }

    /** Who took over a node that is no canary does not speak for those that the policy names. */
    @Test
    void aGroupThatFollowsWaitsForTheCanariesOfItsPolicy() {
        fleet.put("config", FOLLOWS.replace("\"follow\"", "\"canaries\":\"web9\",\"follow\""));
        orders("version", "publish", "v2");
        forge(
                "web",
                rollout("v2", "hot", "policy follow@client2")
                        .replace(
                                "[{\"name\":\"rest\"",
                                "[{\"name\":\"canaries\",\"soak_s\":0,\"nodes\":1},{\"name\":\"rest\"")
                        .replace("\"open\":0", "\"open\":1"));
        String done = "{\"id\":\"forged\",\"wave\":\"canaries\",\"state\":\"%s\",\"at\":\"2026-01-01T00:00:00Z\"}";
        assertThat(forge("web", "rollout_nodes/client2", done.formatted("ok"))).isEqualTo(200);

        runs(victim, 13, "none of the canaries that the policy names (web9) says that it was done");

        fleet.put("rollout_nodes/client1", done.formatted("waiting"));
        String waits = "waits for the canaries that the policy names: web9";
        holds(victim, waits);
        assertThat(orders("rollout", "status").replaceAll("\\s+", " "))
                .contains("client1 " + waits, "`rebootmgr rollout skip forged client1`");
        assertThat(victim.log()).isEmpty();
        fleet.put("rollout_nodes/web9", done.formatted("ok"));
        fleet.operator().delete(prefix + "/rollout_nodes/client1");
        // A canary of another group can say that much, and no more.
        runs(victim, 13, "says that it was done, as a node of group web");
        assertThat(forge("db", "rollout_once/web/forged/canaries/web9", "web9")).isEqualTo(403);
        fleet.put("rollout_once/web/forged/canaries/web9", "web9");
        runs(victim, 0, "changed in service");
    }

    /** Every node can write what the logbook says of it. */
    @Test
    void whatWasAbortedInAGroupIsNotFollowedThereAgain() {
        fleet.put("config", FOLLOWS);
        orders("version", "publish", "v2");
        forge("web", rollout("v2", "hot", "policy follow@client2"));
        orders("rollout", "abort", "forged");
        assertThat(fleet.takenOver(2, "web")
                        .send("DELETE", "/v1/kv/" + prefix + "/rollout_history/forged", "")
                        .status())
                .isEqualTo(200);
        assertThat(orders("version", "list")).contains("aborted in web");

        forge("web", rollout("v2", "hot", "policy follow@client2").replace("forged", "again"));

        holds(victim, "version v2 was aborted in its group");
        assertThat(victim.log()).isEmpty();
        orders("rollout", "abort", "again");
        orders("rollout", "start", "v2", "--group", "web", "--change", "hot");
        runs(victim, 0, "changed in service");
    }

    /** Nobody ordered it, so without a published version there is nothing left that it goes by. */
    @Test
    void whatIsRetractedGoesOnOnlyWhereSomebodyHasOrderedIt() {
        fleet.put("config", FOLLOWS);
        orders("version", "publish", "v2");
        forge("web", rollout("v2", "hot", "policy follow@client2"));
        assertThat(orders("version", "retract", "v2"))
                .contains("rollout forged of it, which nobody has ordered, goes no further", "rollout abort forged");
        holds(victim, "follows no published version v2");
        orders("version", "publish", "v2");
        orders("rollout", "pause", "forged");
        orders("rollout", "resume", "forged");
        assertThat(orders("version", "retract", "v2")).contains("rollout forged of it goes on");
        runs(victim, 0, "changed in service");
    }

    /** Of a rollout that was forged only the forger has a place, and so all of it seems to be through. */
    @Test
    void whatComesOnceAtTheEndWaitsForAllNodesOfTheGroup() {
        TestNode second = node(2);
        runs(second, 0, "");
        victim.task("finalize", "10-schema", "");
        fleet.put("config", FOLLOWS);
        orders("version", "publish", "v2");
        String done = "{\"id\":\"forged\",\"wave\":\"rest\",\"state\":\"ok\",\"at\":\"2026-01-01T00:00:00Z\"}";
        forge("web", rollout("v2", "hot", "policy follow@client2"));
        runs(victim, 0, "changed in service");
        assertThat(fleet.get("rollout_nodes/client1")).contains("\"state\":\"ok\"");
        fleet.operator().delete(fleet.prefix + "/rollout_nodes/client2");
        forge(
                "web",
                rollout("v2", "hot", "policy follow@client2")
                        .replace("\"open\":0", "\"open\":1")
                        .replace(
                                "\"state\":\"running\"",
                                "\"state\":\"running\",\"finalizers\":[{\"group\":\"web\",\"nodes\":[\"client1\"]}]"));

        runs(victim, 0, "");

        assertThat(victim.log()).containsExactly("hot 10-update");
        assertThat(orders("rollout", "status").replaceAll("\\s+", " "))
                .contains("have no place in it yet: client2", "`rebootmgr rollout resume forged`");
        assertThat(forge("web", "rollout_nodes/client2", done)).isEqualTo(200);
        runs(victim, 0, "");
        assertThat(victim.log()).contains("finalize 10-schema");
    }
}
