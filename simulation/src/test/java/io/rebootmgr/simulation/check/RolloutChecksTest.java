package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.agent;
import static io.rebootmgr.simulation.check.Told.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The invariants of rollouts can fail: web1 is the canary, web10 is the rest, and keys stand as the contract has them.
 */
class RolloutChecksTest {
    private static final Duration SOAK = Duration.ofMinutes(1);

    /** By then every run has read its keys again. */
    private static final Duration SEEN = Duration.ofSeconds(10);

    private static final String TASK = "10-finalize";
    private static final String LOCK = "rollout_locks/web/r1/finalize/" + TASK;
    private static final String MARK = "rollout_once/web/r1/finalize/" + TASK;

    private final Told told = new Told(1);

    /** The rollout as it stands in its key. */
    private static String rollout(String state, int open, String soaking, String version) {
        return "{\"rollouts\":[{\"id\":\"r1\",\"version\":\"" + version + "\",\"change\":\"hot\",\"state\":\"" + state
                + "\",\"groups\":[\"web\"],\"open\":" + open + ",\"soaking\":\"" + soaking
                + "\",\"max_failed\":0,\"barrier\":true,\"waves\":[{\"name\":\"canaries\",\"soak_s\":"
                + SOAK.toSeconds()
                + "},{\"name\":\"rest\",\"soak_s\":" + SOAK.toSeconds() + "}]}]}";
    }

    private Told isAt(Author author, String state, int open, String soaking) {
        return told.wrote(author, "rollouts", rollout(state, open, soaking, "v1"));
    }

    private Told starts() {
        String order = rollout("running", 0, "", "v1").replaceAll("^\\{\"rollouts\":\\[|\\]\\}$", "");
        told.wrote(Author.OPERATOR, "rollout_orders/r1", "{\"order\":" + order + "}");
        isAt(Author.OPERATOR, "running", 0, "");
        return isPlaced("web1", "canaries");
    }

    /** By the start: whoever comes later is of the last wave. */
    private Told isPlaced(String node, String wave) {
        return says(Author.OPERATOR, node, wave, "waiting");
    }

    /** A node says where it stands in the rollout. */
    private Told says(String node, String wave, String state) {
        return says(agent(node), node, wave, state);
    }

    private Told says(Author author, String node, String wave, String state) {
        String place = "{\"id\":\"r1\",\"wave\":\"" + wave + "\",\"state\":\"" + state + "\"}";
        return told.wrote(author, "rollout_nodes/" + node, place);
    }

    private Told done() {
        says("web1", "canaries", "running");
        hot("web1", "10-hot");
        return says("web1", "canaries", "ok");
    }

    private Told hot(String node, String task) {
        told.saw(new Happening.TaskStarted(node, "claim-" + node, Stage.HOT, task));
        return told.saw(new Happening.TaskEnded(node, "claim-" + node, Stage.HOT, task, 0));
    }

    @Test
    void wavesInTheirOrderViolateNothing() {
        starts();
        says("web10", "rest", "waiting");
        done();
        isAt(agent("web1"), "running", 0, "since then").later(SOAK);
        isAt(agent("web1"), "running", 1, "");
        says("web10", "rest", "running");
        hot("web10", "10-hot");
        assertThat(says("web10", "rest", "ok").violated()).isEmpty();
    }

    @Test
    void aNodeThatBeginsAheadOfItsWaveViolatesS9() {
        starts();
        assertThat(says("web10", "rest", "running").violated()).containsExactly("S9");
    }

    @Test
    void aNodeThatMovesToAnotherWaveViolatesS9() {
        starts();
        isPlaced("web10", "rest");
        assertThat(says("web10", "canaries", "running").violated()).containsExactly("S9");
    }

    @Test
    void aNewNodeThatIsNotOfTheLastWaveViolatesS9() {
        starts();
        assertThat(says("web10", "canaries", "waiting").violated()).containsExactly("S9");
    }

    @Test
    void aClaimAheadOfItsWaveViolatesS9() {
        starts();
        says("web10", "rest", "waiting").later(SEEN);
        assertThat(told.claims("web10", claim("web10", "preparing")).violated()).containsExactly("S9");
    }

    @Test
    void aRunThatReadItsKeysBeforeTheStartMayClaim() {
        starts();
        says("web10", "rest", "waiting").later(SEEN.minusSeconds(5));
        assertThat(told.claims("web10", claim("web10", "preparing")).violated()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"skipped", "left_out"})
    void whoHasNoPartInItClaimsNothingAheadOfItsWaveEither(String state) {
        starts();
        says(Author.OPERATOR, "web10", "rest", state).later(SEEN);
        assertThat(told.claims("web10", claim("web10", "preparing")).violated()).containsExactly("S9");
    }

    @Test
    void whoWasSkippedMayClaimOnceItsWaveIsOpen() {
        starts();
        says(Author.OPERATOR, "web10", "rest", "skipped");
        done();
        isAt(agent("web1"), "running", 0, "since then").later(SOAK);
        isAt(agent("web1"), "running", 1, "");
        assertThat(told.claims("web10", claim("web10", "preparing")).violated()).isEmpty();
    }

    @Test
    void aWaveThatIsClosedOverANodeThatIsToGoViolatesS9() {
        starts();
        says("web1", "canaries", "running");
        assertThat(isAt(agent("web10"), "running", 0, "since then").violated()).containsExactly("S9");
    }

    @Test
    void aWaveThatOpensBeforeTheOneBeforeHasSoakedViolatesS9() {
        starts();
        done();
        isAt(agent("web1"), "running", 0, "since then");
        assertThat(isAt(agent("web1"), "running", 1, "").violated()).containsExactly("S9");
    }

    @Test
    void aWaveThatOpensBehindOneThatIsNotClosedViolatesS9() {
        starts();
        done();
        assertThat(isAt(agent("web1"), "running", 1, "").violated()).containsExactly("S9");
    }

    /** Its lock, and its look at that: what else stands there is seen, too. */
    private Told beginsTheEnd() {
        told.wrote(agent("web1"), "nodes/web1/status", "{\"group\":\"web\"}");
        told.wrote(agent("web1"), new Told.Wish(LOCK, Optional.of("s1"), "web1"));
        told.looks("web1", true);
        return told.saw(new Happening.TaskStarted("web1", "", Stage.FINALIZE, TASK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "groups/web/stop", "nodes/web1/stop"})
    void whatComesAtTheEndUnderAStopViolatesS5(String stop) {
        told.wrote(Author.OPERATOR, stop, "a freeze");
        assertThat(beginsTheEnd().violated()).containsExactly("S5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "groups/web/pause", "nodes/web1/pause"})
    void whatComesAtTheEndUnderAPauseViolatesS12(String pause) {
        told.wrote(Author.OPERATOR, pause, "a freeze");
        assertThat(beginsTheEnd().violated()).containsExactly("S12");
    }

    @Test
    void whatComesAtTheEndOnADeniedNodeViolatesS12() {
        told.wrote(Author.OPERATOR, "config", "{\"deny\":[\"web1\"]}");
        assertThat(beginsTheEnd().violated()).containsExactly("S12");
    }

    @Test
    void whatComesAtTheEndOfANodeThatNothingHoldsViolatesNothing() {
        told.wrote(Author.OPERATOR, "nodes/web10/pause", "a freeze");
        assertThat(beginsTheEnd().violated()).isEmpty();
    }

    private Told finalizes(int code) {
        told.saw(new Happening.TaskStarted("web1", "", Stage.FINALIZE, TASK));
        return told.saw(new Happening.TaskEnded("web1", "", Stage.FINALIZE, TASK, code));
    }

    @Test
    void whatComesOnceWithoutALockViolatesS10() {
        assertThat(finalizes(0).violated()).containsExactly("S10");
    }

    @Test
    void whatComesOnceAndSucceedsTwiceViolatesS10UnlessItsRunHasDiedBetween() {
        told.wrote(agent("web1"), LOCK, "web1");
        finalizes(1);
        finalizes(0).saw(new Happening.RunDied("web1"));
        assertThat(finalizes(0).violated()).isEmpty();
        assertThat(finalizes(0).violated()).containsExactly("S10");
    }

    @Test
    void whatIsMarkedAndComesOnceMoreViolatesS10() {
        told.wrote(agent("web1"), LOCK, "web1").wrote(agent("web1"), MARK, "{\"state\":\"done\"}");
        assertThat(finalizes(1).violated()).containsExactly("S10");
    }

    @Test
    void aLockThatIsGivenBackWithoutAMarkViolatesS10() {
        told.wrote(agent("web1"), LOCK, "web1");
        finalizes(0);
        assertThat(told.wrote(agent("web1"), LOCK).violated()).containsExactly("S10");
    }

    @Test
    void moreFailedNodesThanItBearsViolateS13UnlessItHasFailedWithThem() {
        starts();
        says("web1", "canaries", "running");
        assertThat(says("web1", "canaries", "failed").violated()).containsExactly("S13");

        Told stops = new Told(1)
                .wrote(Author.OPERATOR, "rollouts", rollout("running", 0, "", "v1"))
                .wrote(
                        agent("web1"),
                        new Told.Wish("rollouts", java.util.Optional.empty(), rollout("failed", 0, "", "v1")),
                        new Told.Wish(
                                "rollout_nodes/web1",
                                java.util.Optional.empty(),
                                "{\"id\":\"r1\",\"wave\":\"canaries\",\"state\":\"failed\"}"));
        assertThat(stops.violated()).isEmpty();
    }

    @Test
    void anotherVersionOnTheWayViolatesS13() {
        starts();
        told.wrote(agent("web1"), "rollouts", rollout("running", 0, "", "v2"));
        assertThat(told.violated()).containsExactly("S13");
    }

    @Test
    void whatServesBadlyForLongWhileItSoaksViolatesS9() {
        starts();
        done();
        isAt(agent("web1"), "running", 0, "since then");
        told.saw(new Happening.Checked("web1", new LocalService("s0", "s0", List.of("rebootmgr")), "critical"))
                .later(Duration.ofMinutes(6));
        assertThat(isAt(agent("web1"), "running", 1, "").violated()).containsExactly("S9");
    }

    @Test
    void whatServesWellAgainHasNotFallen() {
        LocalService service = new LocalService("s0", "s0", List.of("rebootmgr"));
        starts();
        done();
        isAt(agent("web1"), "running", 0, "since then");
        told.saw(new Happening.Checked("web1", service, "critical")).later(Duration.ofMinutes(6));
        told.saw(new Happening.Checked("web1", service, "passing"));
        assertThat(isAt(agent("web1"), "running", 1, "").violated()).isEmpty();
    }

    @Test
    void aGroupThatTakesUpAVersionTwiceViolatesS9() {
        told.wrote(agent("web1"), "rollouts", rollout("running", 0, "", "v1"));
        told.wrote(agent("web1"), "rollouts", "{\"rollouts\":[]}");
        String again = rollout("running", 0, "", "v1").replace("\"r1\"", "\"r2\"");
        assertThat(told.wrote(agent("web1"), "rollouts", again).violated()).containsExactly("S9");
    }

    @Test
    void aRolloutThatIsNotOverInTheEndViolatesL3() {
        assertThat(starts().ends().violated()).containsExactly("S13");
    }

    /** Two canaries that were there from the beginning. */
    private void twoInTheWave() {
        starts();
        isPlaced("web10", "canaries");
        says("web1", "canaries", "running");
        says("web10", "canaries", "running");
        told.later(Duration.ofHours(1));
    }

    @Test
    void aStepBeforeTheOthersOfTheWaveHaveDoneTheOneBeforeViolatesS18() {
        twoInTheWave();
        hot("web1", "10-hot");
        assertThat(told.violated()).isEmpty();
        assertThat(hot("web1", "20-hot").violated()).containsExactly("S18");
    }

    @Test
    void aStepThatAllHaveComeToViolatesNothing() {
        twoInTheWave();
        hot("web1", "10-hot");
        hot("web10", "10-hot");
        assertThat(hot("web1", "20-hot").violated()).isEmpty();
    }

    @Test
    void aNodeThatIsDoneWithoutItsStepsViolatesS18() {
        twoInTheWave();
        assertThat(says("web1", "canaries", "ok").violated()).containsExactly("S18");
    }
}
