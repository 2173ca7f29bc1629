package io.rebootmgr.rollout;

import static io.rebootmgr.rollout.Some.NOW;
import static io.rebootmgr.rollout.Some.SOAK;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BeliefTest {
    private static final Keys KEYS = new Keys("p");

    private static ZoneId zone() {
        return ZoneId.of("Europe/Berlin");
    }

    private static View.Entry entry(String key, String value) {
        return new View.Entry(key, value.getBytes(StandardCharsets.UTF_8), 5, Optional.empty());
    }

    private static View.Entry order(StandingOrder order) {
        return new View.Entry(KEYS.rolloutOrder("r1"), order.bytes(), 5, Optional.empty());
    }

    private static Belief of(Rollout said, View.Entry... others) {
        return Belief.of(new View(List.of(others)), KEYS, said);
    }

    private static Belief.Ordered ordered(Rollout said, StandingOrder order) {
        return (Belief.Ordered) of(said, order(order));
    }

    private static String doubt(Belief belief) {
        return belief instanceof Belief.Doubted(String why) ? why : "";
    }

    @Test
    void whatWasOrderedIsBelievedAndNothingElse() {
        StandingOrder order = StandingOrder.begun(Some.order(0, "canaries", "rest"));
        assertThat(ordered(Some.rollout(0), order).rollout()).isEqualTo(Some.rollout(0));
        assertThat(doubt(of(Some.rollout(1), order(order)))).contains("is not as it was ordered");
        assertThat(doubt(of(Rollout.started(Some.order(0, "rest")), order(order))))
                .contains("is not as it was ordered");
        assertThat(doubt(of(Some.rollout(0)))).contains("nobody has ordered it", "rollout abort r1");
        assertThat(doubt(of(Some.rollout(0), entry(KEYS.rolloutOrder("r1"), "x"))))
                .contains("the key p/rollout_orders/r1", "consul kv get", "`rebootmgr rollout abort r1` takes it out");
    }

    @Test
    void anOrderIsReadAsItWasWritten() throws MalformedJson {
        Rollout soaking = Some.soaking(Some.rollout(0), 0);
        StandingOrder order = StandingOrder.begun(soaking.order())
                .after(
                        soaking,
                        soaking.at(soaking.progress().soakEnded()).to(RolloutState.PAUSED, "paused by bob"),
                        Set.of());
        assertThat(order.paused()).isEqualTo("paused by bob");
        assertThat(order.advanced()).containsExactly("canaries");
        assertThat(StandingOrder.in(new View(List.of(order(order))), KEYS, "r1"))
                .hasValue(order);
    }

    @Test
    void aPauseIsOverByAnOperatorsWordOnly() {
        Rollout paused = Some.rollout(0).to(RolloutState.PAUSED, "paused by bob");
        StandingOrder order = StandingOrder.begun(paused.order()).after(Some.rollout(0), paused, Set.of());
        Rollout believed = ordered(Some.rollout(0), order).rollout();
        assertThat(believed.state()).isEqualTo(RolloutState.PAUSED);
        assertThat(believed.why()).isEqualTo("paused by bob");
        // Who is failed stays paused behind it.
        assertThat(order.after(paused, paused.failed("1 node failed"), Set.of()).paused())
                .isEqualTo("paused by bob");
        assertThat(order.after(paused, Some.rollout(0), Set.of()).paused()).isEmpty();
    }

    @Test
    void aSoakEndsByAnOperatorsWordOnly() {
        Rollout soaking = Some.soaking(Some.rollout(0), 0);
        Rollout ended = soaking.at(soaking.progress().soakEnded());
        StandingOrder order = StandingOrder.begun(ended.order());
        assertThat(ordered(ended, order).rollout()).isEqualTo(soaking);
        StandingOrder advanced = order.after(soaking, ended, Set.of());
        assertThat(ordered(ended, advanced).rollout()).isEqualTo(ended);
        // A wave that opens again soaks anew.
        assertThat(advanced.after(ended, Some.rollout(0), Set.of()).advanced()).isEmpty();
        // One that is passed by has no soak.
        assertThat(order.after(Some.rollout(0), Some.in(Some.rollout(0), 1), Set.of())
                        .advanced())
                .containsExactly("canaries");
    }

    private static Optional<String> holds(int maxFailed, String nodes, int wave, Instant now) {
        Rollout open = Some.in(Some.rollout(maxFailed), 1);
        return ordered(open, StandingOrder.begun(open.order()))
                .holds(Some.results(open, nodes), wave, now, BeliefTest::zone);
    }

    @Test
    void aWaveIsOpenWhenTheNodesBeforeItSaySo() {
        Instant soaked = NOW.plus(SOAK);
        assertThat(holds(0, "c1=waiting r1=waiting", 0, NOW)).isEmpty();
        assertThat(holds(0, "c1=waiting r1=waiting", 1, soaked)).contains("the waves before it wait for c1");
        assertThat(holds(0, "c1=running r1=waiting", 1, soaked)).contains("the waves before it wait for c1");
        assertThat(holds(0, "c1=ok r1=waiting", 1, soaked)).isEmpty();
        assertThat(holds(0, "c1=skipped r1=waiting", 1, soaked).orElseThrow())
                .contains("no node says that it was done in wave canaries: `rebootmgr rollout advance r1` goes on");
        assertThat(holds(0, "c1=ok r1=waiting", 1, soaked.minusSeconds(1)).orElseThrow())
                .contains("wave canaries soaks until Sat 2026-01-31 13:30:00 CET");
        assertThat(holds(0, "c1=ok r1=waiting", 1, soaked.minusSeconds(120)).orElseThrow())
                .contains("wave canaries soaks until Sat 2026-01-31 13:30 CET");
        // Who says so has a clock that is ahead of ours.
        assertThat(holds(0, "c1=ok r1=waiting", 1, NOW.minusSeconds(1))).isEmpty();
        assertThat(holds(0, "c1=failed r1=waiting", 0, soaked)).contains("1 node failed: c1");
        assertThat(holds(1, "c1=failed r1=waiting", 1, soaked)).isEmpty();
        // What comes once at the end.
        assertThat(holds(0, "c1=ok r1=waiting", 2, soaked)).contains("the waves before it wait for r1");
        assertThat(holds(0, "c1=ok r1=ok", 2, soaked)).isEmpty();
    }

    /** That the next wave is open is everybody's to write; that nobody was left in this one is no reason for it. */
    @Test
    void behindAWaveThatNobodyIsLeftInOnlyAnOperatorGoesOn() {
        Rollout forged = Some.in(Some.rollout(0), 1);
        StandingOrder begun = StandingOrder.begun(forged.order());
        Results skipped = Some.results(forged, "c1=skipped r1=waiting");
        Belief.Ordered back = ordered(forged, begun).atLast(skipped);
        assertThat(back.rollout().progress().wave()).isZero();
        Orders.Answer.Obeyed passed =
                (Orders.Answer.Obeyed) new Orders(back.rollout(), skipped, "bob", "", NOW).advance();
        assertThat(passed.next().progress().wave()).isOne();
        StandingOrder after = begun.after(back.rollout(), passed.next(), Set.of());
        assertThat(ordered(forged, after).holds(skipped, 1, NOW, BeliefTest::zone))
                .isEmpty();
        assertThat(ordered(forged, after).atLast(skipped).rollout()).isEqualTo(forged);
        // The last wave may have nobody.
        assertThat(ordered(forged, begun)
                        .holds(Some.results(forged, "c1=ok r1=skipped"), 2, NOW.plus(SOAK), BeliefTest::zone))
                .isEmpty();
    }

    @Test
    void aWaveThatWasThroughStaysPassedWhenItsLastNodeGoesOnceMore() {
        Rollout open = Some.in(Some.rollout(1), 1);
        StandingOrder begun = StandingOrder.begun(open.order());
        Results failed = Some.results(open, "c1=failed r1=waiting");
        Orders.Answer.Obeyed retried =
                (Orders.Answer.Obeyed) new Orders(open, failed, "bob", "", NOW.plus(SOAK)).retry(List.of("c1"));
        Results after = Results.of(open, retried.nodes(), Map.of());
        assertThat(ordered(open, begun).passed(failed, retried.nodes(), NOW.plus(SOAK)))
                .containsExactly("canaries");
        StandingOrder standing = begun.after(open, retried.next(), Set.of("canaries"));
        assertThat(ordered(open, standing).holds(after, 1, NOW.plus(SOAK), BeliefTest::zone))
                .isEmpty();
        // Not yet, or nobody had gone: then the wave is open by nobody's word.
        assertThat(ordered(open, begun).passed(failed, retried.nodes(), NOW.plusSeconds(1)))
                .isEmpty();
        SortedMap<String, NodeResult> skip = new TreeMap<>(Map.of("c1", Some.node("canaries", ResultState.SKIPPED)));
        assertThat(ordered(open, begun).passed(Some.results(open, "c1=waiting r1=waiting"), skip, NOW.plus(SOAK)))
                .isEmpty();
    }

    /** Every node can write which nodes fell, and since when. */
    @Test
    void aNodeThatFellEndsNoSoak() {
        Rollout open = Some.in(Some.rollout(1), 1);
        Rollout forged = open.having(List.of(new Fallen("c1", "dead", NOW.minus(SOAK))));
        Belief.Ordered belief = ordered(forged, StandingOrder.begun(open.order()));
        Instant soon = NOW.plusSeconds(1);
        assertThat(belief.holds(Some.results(forged, "c1=ok r1=waiting"), 1, soon, BeliefTest::zone)
                        .orElseThrow())
                .contains("wave canaries soaks until");
        assertThat(belief.holds(Some.results(forged, "c1=ok r1=waiting"), 1, NOW.plus(SOAK), BeliefTest::zone))
                .isEmpty();
    }

    @Test
    void whatAnOperatorHasPausedIsNotSetAsideByWhatNobodyOrdered() {
        Order order = Some.order(0, "rest");
        StandingOrder paused = StandingOrder.begun(Some.order(0, "canaries", "rest"))
                .after(Some.rollout(0), Some.rollout(0).to(RolloutState.PAUSED, "paused by bob"), Set.of());
        View view = new View(
                List.of(
                        entry(KEYS.config(), "{\"follow\":\"minor\",\"rollout\":{\"change\":\"hot\"}}"),
                        entry(KEYS.rolloutOrder("other"), new String(paused.bytes(), StandardCharsets.UTF_8)),
                        entry(
                                KEYS.versions(),
                                "{\"versions\":[{\"version\":\"v2\",\"kind\":\"minor\",\"published\":\"2026-01-01T00:00:00Z\"}]}")));
        assertThat(doubt(Belief.of(view, KEYS, Rollout.started(order))))
                .contains("an operator has paused rollout other");
    }

    private static String followed(String policy, String versions, Order order) {
        List<View.Entry> entries = new ArrayList<>(List.of(entry(KEYS.config(), policy)));
        if (!versions.isEmpty()) {
            StringBuilder list = new StringBuilder();
            for (String one : versions.split(" ", -1)) {
                list.append(list.isEmpty() ? "" : ",")
                        .append("{\"version\":\"")
                        .append(one)
                        .append("\",\"kind\":\"minor\",\"published\":\"2026-01-01T00:00:00Z\",\"by\":\"alice\"}");
            }
            entries.add(entry(KEYS.versions(), "{\"versions\":[" + list + "]}"));
        }
        return doubt(Belief.of(new View(entries), KEYS, Rollout.started(order)));
    }

    /** With the word of each canary that it is of the group. */
    private static Results marked(Rollout rollout, String nodes) {
        return Some.results(rollout, nodes)
                .markedIn(
                        new View(List.of(
                                entry("p/rollout_once/web/r1/canaries/c1", "c1"),
                                entry("p/rollout_once/web/r1/canaries/c2", "c2"))),
                        KEYS);
    }

    @Test
    void theCanariesOfAFollowedVersionAreThoseOfThePolicy() {
        Order order = Some.order(1, "canaries", "rest");
        View view = new View(
                List.of(
                        entry(
                                KEYS.config(),
                                "{\"follow\":\"minor\",\"canaries\":\"c1\",\"rollout\":{\"change\":\"hot\",\"max_failed\":1}}"),
                        entry(
                                KEYS.versions(),
                                "{\"versions\":[{\"version\":\"v2\",\"kind\":\"minor\",\"published\":\"2026-01-01T00:00:00Z\"}]}")));
        Rollout open = Some.in(Rollout.started(order), 1);
        Belief.Ordered belief = (Belief.Ordered) Belief.of(view, KEYS, open);
        Instant soaked = NOW.plus(SOAK);
        assertThat(belief.holds(marked(open, "c2=ok r1=waiting"), 1, soaked, BeliefTest::zone)
                        .orElseThrow())
                .contains("none of the canaries that the policy names (c1)");
        assertThat(belief.holds(marked(open, "c1=ok c2=waiting r1=waiting"), 1, soaked, BeliefTest::zone))
                .contains("the waves before it wait for c2");
        assertThat(belief.holds(marked(open, "c1=ok c2=ok r1=waiting"), 1, soaked, BeliefTest::zone))
                .isEmpty();
        assertThat(belief.holds(marked(open, "c1=failed r1=waiting"), 1, soaked, BeliefTest::zone))
                .isEmpty();
        // The fleet's policy names canaries of other groups as well: those do not speak for this one.
        assertThat(belief.holds(Some.results(open, "c1=ok r1=waiting"), 1, soaked, BeliefTest::zone)
                        .orElseThrow())
                .contains(
                        "none of the canaries that the policy names (c1) says that it was done",
                        "as a node of group web");
        // What comes once at the end: all the others had the version before.
        assertThat(belief.holds(marked(open, "c1=ok r1=left_out"), 2, soaked, BeliefTest::zone))
                .isEmpty();
        assertThat(belief.holds(marked(open, "c1=failed r1=left_out"), 2, soaked, BeliefTest::zone)
                        .orElseThrow())
                .contains("no node says that it was done");
        NodeResult first = Some.node("canaries", ResultState.WAITING);
        assertThat(belief.waitsForCanaries(KEYS, "c1", first)).isEmpty();
        assertThat(belief.waitsForCanaries(KEYS, "c2", first).orElseThrow())
                .contains("waits for the canaries that the policy names: c1", "`rebootmgr rollout skip r1 c2`");
        assertThat(belief.waitsForCanaries(KEYS, "c2", Some.node("canaries", ResultState.OK)))
                .isEmpty();
        assertThat(belief.waitsForCanaries(KEYS, "c2", Some.node("rest", ResultState.WAITING)))
                .isEmpty();
    }

    @Test
    void aFollowedVersionIsBelievedAsThePolicyHasIt() {
        String policy = "{\"follow\":\"minor\",\"canaries\":\"c1\","
                + "\"rollout\":{\"change\":\"hot\",\"waves\":\"50%,100%\",\"max_failed\":1}}";
        for (String[] waves : List.of(
                new String[] {"canaries", "50%", "100%"},
                new String[] {"canaries", "100%"},
                new String[] {"canaries"},
                new String[] {"canaries", "50%", "rest"})) {
            assertThat(followed(policy, "v3 v2", Some.order(1, waves))).isEmpty();
        }
        for (String[] waves : List.of(
                new String[] {"rest"},
                new String[] {"50%", "100%"},
                new String[] {"canaries", "100%", "50%"},
                new String[] {"canaries", "70%"})) {
            assertThat(followed(policy, "v3 v2", Some.order(1, waves)))
                    .contains("not what the policy's `rollout` and `canaries`");
        }
        assertThat(followed(policy, "v3 v2", Some.order(0, "canaries")))
                .contains("not what the policy's `rollout` and `canaries`");
        assertThat(followed(policy.replace("hot", "reboot"), "v3 v2", Some.order(1, "canaries")))
                .contains("not what the policy's `rollout` and `canaries`");
        assertThat(followed(policy.replace("minor", "none"), "v3 v2", Some.order(1, "canaries")))
                .contains("follows no version");
        assertThat(followed(policy.replace("minor", "all"), "v3 v2", Some.order(1, "canaries")))
                .isEmpty();
        assertThat(followed(policy.replace("\"canaries\":\"c1\",", ""), "v3 v2", Some.order(1, "canaries")))
                .contains("not what the policy's `rollout` and `canaries`");
        assertThat(followed(policy.replace("c1", "c[2-3]"), "v3 v2", Some.order(1, "canaries")))
                .isEmpty();
        // A limit is no part of what is rolled out.
        assertThat(followed(policy.replaceFirst("\\{", "{\"limit\":7,"), "v3 v2", Some.order(1, "canaries")))
                .isEmpty();
        assertThat(followed(policy.replace("\"hot\"", "\"cold\""), "v3 v2", Some.order(1, "canaries")))
                .contains("what its group follows cannot be read: ", "p/config")
                .doesNotContain("follows no version");
        assertThat(followed("v42", "v3 v2", Some.order(1, "canaries")))
                .contains("what its group follows cannot be read: ", "p/config");
        assertThat(followed(policy, "v3", Some.order(1, "canaries"))).contains("no published version v2");
        assertThat(followed(policy, "", Some.order(1, "canaries"))).contains("no published version v2");
    }
}
