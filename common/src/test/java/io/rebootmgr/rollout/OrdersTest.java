package io.rebootmgr.rollout;

import static io.rebootmgr.rollout.Some.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.logbook.Boot;
import io.rebootmgr.rollout.Orders.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators may order, and what comes of it. */
class OrdersTest {
    private static Orders orders(Rollout rollout, String nodes) {
        return new Orders(rollout, Some.results(rollout, nodes), "bob@adm2", "a look", NOW);
    }

    private static Answer.Obeyed obeyed(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Obeyed.class);
        return (Answer.Obeyed) answer;
    }

    private static Answer give(Orders orders, String order) {
        List<String> words = List.of(order.split(" "));
        List<String> nodes = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "pause" -> orders.pause();
            case "resume" -> orders.resume();
            case "advance" -> orders.advance();
            case "retry" -> orders.retry(nodes);
            case "skip" -> orders.skip(nodes);
            default -> orders.abort();
        };
    }

    private static String text(Answer answer) {
        return switch (answer) {
            case Answer.Obeyed done ->
                done.next().state().label() + ": " + done.what()
                        + (done.next().why().isEmpty() ? "" : " (" + done.next().why() + ")");
            case Answer.Already already -> "already: " + already.text();
            case Answer.Refused refused -> "refused: " + refused.text();
            case Answer.Unreadable unreadable -> "unreadable: " + unreadable.places();
        };
    }

    @ParameterizedTest(name = "{2} at {0} {1} with {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
                # place | state | order | nodes | what comes of it
                0  | running | pause      | c1=waiting | paused: paused (paused by bob@adm2: a look)
                0  | paused  | pause      | c1=waiting | already: it is paused already: why
                0  | failed  | pause      | c1=failed  | refused: it has failed, so nothing new begins anyway: why
                0  | done    | pause      | c1=ok      | refused: it is over (done)
                0  | paused  | resume     | c1=waiting | running: resumed
                0  | running | resume     | c1=waiting | already: it is running already
                0  | failed  | resume     | c1=failed  | refused: it has failed and is not paused (why): `rebootmgr rollout retry r1` sets it running
                0~ | running | advance    | c1=ok      | running: ended the soak of wave canaries
                0~ | paused  | advance    | c1=ok      | refused: it is paused: resume it first
                0~ | failed  | advance    | c1=failed  | refused: it has failed: retry or skip what failed first
                0~ | failed  | advance    | c1=skipped | refused: it has failed, and no failed node is left; `rebootmgr rollout retry r1` sets it running
                0  | running | advance    | c1=running | refused: wave canaries does not soak yet, it waits for c1: `rebootmgr rollout skip r1 NODE` lets it close without a node
                0  | running | advance    | c1=skipped | running: passed by wave canaries
                0  | running | advance    | c1=ok      | running: ended the soak of wave canaries
                1  | running | advance    | r1=ok      | running: ended the soak of wave rest
                1  | running | advance    | r1=skipped | refused: there is no wave behind rest
                2  | running | advance    | c1=ok      | refused: all its waves have soaked
                0  | failed  | retry      | c1=failed  | running: retried c1
                0  | failed  | retry c1   | c1=failed c2=failed | failed: retried c1 (still failed: c2)
                0  | failed  | retry      | c1=skipped | running: retried
                0  | paused  | retry c1   | c1=failed  | paused: retried c1 (why)
                0  | running | retry      | c1=waiting | already: no node of it has failed
                0  | running | retry c1   | c1=running | refused: c1 is running, so there is nothing to retry
                0  | running | retry x9   | c1=running | refused: x9 is no node of rollout r1, so there is nothing to retry
                0  | running | retry c1   | c1=left_out | running: retried c1
                0  | failed  | retry c1   | c1=waiting | running: retried (not failed, so nothing to retry: c1)
                0  | failed  | retry c1 c2 | c1=failed c2=waiting | running: retried c1 (not failed, so nothing to retry: c2)
                0  | aborted | retry      | c1=failed  | refused: it is over (aborted)
                0  | running | skip c1    | c1=waiting | running: skipped c1
                0  | running | skip c1    | c1=running | running: skipped c1
                0  | failed  | skip c1    | c1=failed  | failed: skipped c1 (no failed node is left)
                0  | failed  | skip c1    | c1=failed c2=failed | failed: skipped c1 (1 node failed: c2)
                0  | running | skip c1    | c1=ok      | already: c1 is done already; nothing was changed
                0  | running | skip c1 c2 | c1=ok c2=skipped | already: nobody waits for c2 any more, and c1 is done already; nothing was changed
                0  | running | skip c1 r1 | c1=ok r1=waiting | running: skipped r1 (done already, and left so: c1)
                0  | failed  | skip c1    | c1=skipped | already: nobody waits for c1 any more, and no failed node is left; `rebootmgr rollout retry r1` sets it running
                0  | running | skip x9    | c1=ok      | refused: x9 is no node of rollout r1
                0  | running | abort      | c1=waiting | aborted: aborted (aborted by bob@adm2: a look)
                0  | running | abort      | c1=running | aborted: aborted, while c1 is still at it (aborted by bob@adm2: a look)
                0  | failed  | abort      | c1=failed  | aborted: aborted (aborted by bob@adm2: a look)
                0  | unknown | abort      | c1=failed  | aborted: aborted (aborted by bob@adm2: a look)
                0  | unknown | pause      | c1=failed  | refused: only a newer version of rebootmgr knows its state
                """)
    void whatComesOfIt(String place, String state, String order, String nodes, String expected) {
        int wave = Integer.parseInt(place.replace("~", ""));
        RolloutState stands = RolloutState.of(state);
        Rollout rollout = Some.rollout(0).to(stands, stands == RolloutState.RUNNING ? "" : "why");
        Rollout there = place.endsWith("~") ? Some.soaking(rollout, wave) : Some.in(rollout, wave);
        assertThat(text(give(orders(there, nodes), order))).isEqualTo(expected);
    }

    /** That a node failed is why no more once it is skipped. */
    @Test
    void whatSetsItRunningIsSaidOnceNoFailedNodeIsLeft() {
        Rollout failed = Some.rollout(0).to(RolloutState.FAILED, "why");
        Results results = Some.results(failed, "c1=failed c2=failed");
        Orders orders = new Orders(failed, results, "bob@adm2", "", NOW);

        assertThat(obeyed(orders.skip(List.of("c1"))).why(results)).isEqualTo("1 node failed: c2");
        assertThat(obeyed(orders.skip(List.of("c1", "c2"))).why(results))
                .isEqualTo("no failed node is left; `rebootmgr rollout retry r1` sets it running");
    }

    @Test
    void aRetriedNodeWaitsAndItsWaveSoaksAnew() {
        Rollout soaked = Some.soaking(Some.rollout(0), 0);
        Rollout failed = ((Move.Write) Moves.judged(
                        soaked, Some.results(soaked, "c1=ok c2=ok"), new TreeMap<>(Map.of("c1", "x")), NOW))
                .next();
        Answer.Obeyed retried = obeyed(orders(failed, "c1=ok c2=ok").retry(List.of()));
        assertThat(retried.nodes()).containsOnlyKeys("c1");
        assertThat(retried.nodes().get("c1")).extracting(NodeResult::state).isEqualTo(ResultState.WAITING);
        assertThat(retried.next().fallen()).isEmpty();
        assertThat(retried.next().progress().soaking()).isEmpty();
        assertThat(retried.next().state()).isEqualTo(RolloutState.RUNNING);
    }

    /** It may be gone for good, or its agent switched off, and the others' waves would stay as they are for ever. */
    @Test
    void whoeverIsToDoWhatComesOnceAtTheEndCanBeSkipped() {
        Rollout through = Some.in(Some.rollout(0), 2);
        String group = through.unfinalized().iterator().next();
        Rollout chosen = through.with(Finale.NOT_YET.chosen(List.of(), Map.of(group, List.of("c1"))));

        Answer.Obeyed skipped = obeyed(orders(chosen, "c1=ok c2=ok").skip(List.of("c1", "c2")));

        assertThat(skipped.nodes()).containsOnlyKeys("c1");
        assertThat(skipped.nodes().get("c1")).extracting(NodeResult::state).isEqualTo(ResultState.SKIPPED);
        assertThat(Moves.next(skipped.next(), Some.results(skipped.next(), "c1=skipped c2=ok"), "n1", NOW))
                .as("nobody is left who could")
                .isInstanceOfSatisfying(
                        Move.Write.class, next -> assertThat(next.what()).isEqualTo("no node has finalize tasks"));
    }

    @Test
    void aWaveThatIsThroughIsJudgedThoughNobodyHasClosedIt() {
        Rollout open = Some.in(Some.rollout(0), 0);
        Rollout advanced = obeyed(orders(open, "c1=ok").advance()).next();
        assertThat(advanced.progress().wave()).isZero();
        assertThat(Moves.next(advanced, Some.results(advanced, "c1=ok"), "n1", NOW))
                .isInstanceOf(Move.Judge.class);
    }

    @Test
    void whatCannotBeReadOfANodeIsSkippedToo() {
        Rollout open = Some.in(Some.rollout(0), 0);
        Results results =
                new Results(open.order(), new TreeMap<>(), new TreeMap<>(Map.of("c1", "is not JSON")), Set.of());
        Answer.Obeyed skipped = obeyed(new Orders(open, results, "bob@adm2", "", NOW).skip(List.of("c1")));
        assertThat(skipped.nodes().get("c1")).extracting(NodeResult::state).isEqualTo(ResultState.SKIPPED);
    }

    /** It counts where the order says that a node is missing, so that the numbers of all waves stay as they were. */
    @ParameterizedTest(name = "{0} beside {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # unreadable | nodes | what comes of it
            c1    | r1=waiting | skipped c1 (its place could not be read and is written anew: c1 counts in wave canaries, which lacks a node that it began with)
            r1    | c1=ok      | skipped r1 (its place could not be read and is written anew: r1 counts in wave rest, which lacks a node that it began with)
            x9    | c1=ok r1=waiting | skipped x9 (its place could not be read and is written anew: x9 counts in wave rest, the last one)
            c1 r1 | r2=left_out | skipped c1, r1 (places that could not be read are written anew: r1 counts in wave canaries, which lacks a node that it began with; c1 counts in wave rest, which lacks a node that it began with)
            """)
    void aPlaceThatCannotBeReadIsInTheWaveThatLacksANode(String unreadable, String nodes, String expected) {
        Rollout open = Some.in(Some.rollout(0), 0);
        SortedMap<String, String> places = new TreeMap<>();
        List.of(unreadable.split(" ")).forEach(node -> places.put(node, "is not JSON"));
        Results results = new Results(open.order(), Some.results(open, nodes).nodes(), places, Set.of());
        Orders orders = new Orders(open, results, "bob@adm2", "", NOW);

        assertThat(obeyed(orders.skip(places.keySet())).what()).isEqualTo(expected);
    }

    /** Whatever stands there may be what failed. */
    @Test
    void whatCannotBeReadOfANodeIsNotRetried() {
        Rollout open = Some.in(Some.rollout(0), 0);
        SortedMap<String, String> places = new TreeMap<>(Map.of("c1", "is not JSON"));
        Results results =
                new Results(open.order(), Some.results(open, "r1=failed").nodes(), places, Set.of());
        Orders orders = new Orders(open, results, "bob@adm2", "", NOW);

        assertThat(orders.retry(List.of("c1"))).isEqualTo(new Answer.Unreadable(places));
        assertThat(obeyed(orders.retry(List.of())).what()).isEqualTo("retried r1");
    }

    /** Its places were written, and then whoever gave it died. */
    @Test
    void anOrderThatWasBrokenOffCanBeGivenAgain() {
        Rollout failed = Some.in(Some.rollout(1), 0).failing("c1", "x", NOW);
        Answer.Obeyed skipped = obeyed(orders(failed, "c1=skipped").skip(List.of("c1")));
        assertThat(skipped.next().fallen()).isEmpty();

        Rollout fallen = Some.in(Some.rollout(0), 0).failing("c1", "x", NOW);
        Answer.Obeyed retried = obeyed(orders(fallen, "c1=waiting").retry(List.of()));
        assertThat(retried.next().fallen()).isEmpty();
        assertThat(retried.next().state()).isEqualTo(RolloutState.RUNNING);
    }

    @Test
    void aNodeOfAWaveThatWasJudgedGoesWithTheOneThatIsOpen() {
        Rollout second = Some.in(Some.rollout(1), 1);
        Answer.Obeyed retried =
                obeyed(orders(second, "c1=failed c2=ok r1=waiting").retry(List.of("c1")));
        assertThat(retried.nodes().get("c1"))
                .extracting(NodeResult::wave, NodeResult::state)
                .containsExactly("rest", ResultState.WAITING);
    }

    @Test
    void aNodeThatHasComeThroughSinceIsDone() {
        Rollout failed = Some.in(Some.rollout(0), 0).to(RolloutState.FAILED, "why");
        NodeResult came = Some.node("canaries", ResultState.FAILED)
                .cameThrough(new NodeResult.Came(new Boot("boot", ""), "6.1", "web"));
        Results results = Results.of(failed, Map.of("c1", came), Map.of());
        Answer.Obeyed retried = obeyed(new Orders(failed, results, "bob@adm2", "a look", NOW).retry(List.of()));
        assertThat(retried.nodes().get("c1"))
                .extracting(NodeResult::state, NodeResult::came)
                .containsExactly(ResultState.OK, new NodeResult.Came(new Boot("boot", ""), "6.1", "web"));
        assertThat(retried.next().state()).isEqualTo(RolloutState.RUNNING);
    }

    @Test
    void aNodeThatFellIsSkipped() {
        Rollout failed = Some.soaking(Some.rollout(0), 0)
                .having(List.of(new Fallen("c1", "dead", NOW)))
                .to(RolloutState.FAILED, "why");
        Answer.Obeyed skipped = obeyed(orders(failed, "c1=ok c2=ok").skip(List.of("c1")));
        assertThat(skipped.next().fallen()).isEmpty();
        assertThat(skipped.nodes().get("c1"))
                .extracting(NodeResult::state, NodeResult::reason)
                .containsExactly(ResultState.SKIPPED, "skipped by bob@adm2: a look");
    }

    /** Many look at nothing but the key of all rollouts: it names nobody as the failure who has been skipped. */
    @Test
    void whoWasSkippedIsNamedAsTheFailureNoMore() {
        Rollout failed = Some.in(Some.rollout(0), 0).failing("c1", "x", NOW).failing("c2", "x", NOW);
        Rollout one = obeyed(orders(failed, "c1=failed c2=failed").skip(List.of("c1")))
                .next();
        assertThat(one.state()).isEqualTo(RolloutState.FAILED);
        assertThat(one.why()).isEqualTo("1 node failed: c2");
        Rollout none =
                obeyed(orders(one, "c1=skipped c2=failed").skip(List.of("c2"))).next();
        assertThat(none.state()).isEqualTo(RolloutState.FAILED);
        assertThat(none.why()).isEqualTo("no failed node is left");
        assertThat(none.untold()).as("whether people were told").isEqualTo(failed.untold());
        assertThat(none.failing("r1", "x", NOW).why()).isEqualTo("1 node failed: r1");

        Rollout bears = Some.in(Some.rollout(1), 0).failing("c1", "x", NOW).failing("c2", "x", NOW);
        assertThat(obeyed(orders(bears, "c1=failed c2=failed").skip(List.of("c1")))
                        .next()
                        .why())
                .isEqualTo("no more nodes of it have failed than it bears");
    }

    @Test
    void whoIsSkippedDoesNotHideThatFinalizeTasksFailed() {
        Rollout failed = Some.in(Some.rollout(0), 2).finalizeFailed("web", "10-schema failed with exit 1");
        assertThat(obeyed(orders(failed, "c1=ok c2=waiting").skip(List.of("c2")))
                        .next()
                        .why())
                .isEqualTo(failed.why());
    }

    @Test
    void whoWasLeftOutComesIntoTheLastWave() {
        Answer.Obeyed taken = obeyed(orders(Some.rollout(0), "c1=left_out").retry(List.of("c1")));
        assertThat(taken.nodes().get("c1")).extracting(NodeResult::wave).isEqualTo("rest");
    }

    @Test
    void aNodeOfAWaveThatIsStillToComeDisturbsNoSoak() {
        Rollout soaking = Some.soaking(Some.rollout(0), 0);
        Answer.Obeyed retried = obeyed(orders(soaking, "c1=ok r1=skipped").retry(List.of("r1")));
        assertThat(retried.next().progress()).isEqualTo(soaking.progress());
        assertThat(retried.nodes()).containsOnlyKeys("r1");
        assertThat(obeyed(orders(soaking, "c1=skipped").retry(List.of("c1")))
                        .next()
                        .progress()
                        .soaking())
                .isEmpty();
    }

    /** Whoever paused it has not said yet that it may go on. */
    @Test
    void aPauseOutlivesAFailure() {
        Rollout paused = Some.rollout(0).to(RolloutState.PAUSED, "paused by alice: the change board");
        Rollout failed = paused.failing("c1", "x", NOW);
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        Answer.Obeyed retried = obeyed(orders(failed, "c1=failed").retry(List.of()));
        assertThat(retried.next().state()).isEqualTo(RolloutState.PAUSED);
        assertThat(retried.next().why()).isEqualTo("paused by alice: the change board");
        assertThat(retried.what()).endsWith("it stays paused by alice: the change board");

        Answer.Obeyed resumed = obeyed(orders(failed, "c1=failed").resume());
        assertThat(resumed.next().state()).isEqualTo(RolloutState.FAILED);
        assertThat(obeyed(orders(resumed.next(), "c1=failed").retry(List.of()))
                        .next()
                        .state())
                .isEqualTo(RolloutState.RUNNING);
    }
}
