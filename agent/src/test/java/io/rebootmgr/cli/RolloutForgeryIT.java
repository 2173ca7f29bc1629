package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One token a node, and rollouts: what somebody can do who took over node client2, with the very token of
 * {@code docs/consul-acl-node.hcl} on a Consul that denies everything else. The victim is client1, in group web.
 */
class RolloutForgeryIT {
    private static final String FOLLOWS =
            "{\"settle\":\"0s\",\"follow\":\"minor\",\"rollout\":{\"change\":\"hot\",\"soak\":\"0s\"}}";

    @TempDir
    private Path folder;

    private final AclFleet fleet = new AclFleet();
    private final String prefix = fleet.prefix;
    private TestNode victim;
    private TestNode admin;

    @BeforeEach
    void aVictimAndAnAdmin() {
        victim = node(1);
        admin = fleet.node(1, folder.resolve("admin"), "web")
                .env("CONSUL_HTTP_TOKEN", fleet.operator().token().orElseThrow());
        assertThat(victim.name).isEqualTo("client1");
        runs(victim, 0, "");
    }

    private TestNode node(int number) {
        return fleet.node(number, folder.resolve("node" + number), "web").task("hot", "10-update", "");
    }

    private int forge(String group, String key, String value) {
        return fleet.takenOver(2, group)
                .send("PUT", "/v1/kv/" + prefix + "/" + key, value)
                .status();
    }

    private void forge(String group, String rollouts) {
        assertThat(forge(group, "rollouts", rollouts)).isEqualTo(200);
    }

    private String rollouts() {
        return fleet.get("rollouts");
    }

    /** Changes what stands there; gives what stood there before. */
    private String forge(UnaryOperator<String> change) {
        String before = rollouts();
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        forge("web", after);
        return before;
    }

    private static void runs(TestNode node, int code, String said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out() + run.err()).contains(said);
    }

    /** Whatever else asks for a change waits, too, and is told why. */
    private static void holds(TestNode node, String said) {
        runs(node, 0, "nothing to do");
        node.wantsReboot();
        runs(node, 13, said);
        node.delete("reboot_required");
    }

    private String orders(String... command) {
        var run = admin.run(command);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out().strip();
    }

    private String starts(String change, String... more) {
        String[] command = {"rollout", "start", "v2", "--change", change, "--group", "web"};
        String[] all =
                Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
        return orders(all);
    }

    private static String rollout(String version, String change, String by) {
        return """
                {"rollouts":[{"id":"forged","version":"%s","change":"%s","groups":["web"],
                 "waves":[{"name":"rest","soak_s":0,"nodes":1}],"open":0,"since":"2026-01-01T00:00:00Z",
                 "state":"running","max_failed":0,"by":"%s","started":"2026-01-01T00:00:00Z"}]}
                """.formatted(version, change, by);
    }

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

    @Test
    void whatIsGarbledHoldsAndIsTold() {
        victim.wantsReboot();
        forge("db", "v42");
        runs(victim, 13, prefix + "/rollouts");
        assertThat(victim.log()).isEmpty();
        fleet.operator().delete(prefix + "/rollouts");
        runs(victim, 0, "rebooting now");
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
