package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.afterBoot;
import static io.rebootmgr.simulation.check.Told.agent;
import static io.rebootmgr.simulation.check.Told.claim;
import static io.rebootmgr.simulation.check.Told.out;
import static io.rebootmgr.simulation.check.Told.slots;
import static io.rebootmgr.simulation.check.Told.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every invariant can fail: a history that breaks it, told by hand. */
class ChecksTest {
    private static final String PREPARING = claim("web1", "preparing");
    private static final String REBOOTING = claim("web1", "rebooting");
    private static final String RETURNING = claim("web1", "returning");
    private static final String OTHER = claim("web10", "preparing");

    private final Told told = new Told().limit(1);

    @Test
    void aRebootAsItShouldBeViolatesNothing() {
        assertThat(returning()
                        .wrote(
                                afterBoot("web1"),
                                new Told.Wish("nodes/web1/reboot_required", java.util.Optional.empty()),
                                slots())
                        .ends()
                        .violated())
                .isEmpty();
    }

    @Test
    void moreClaimsThanTheLimitViolateS1() {
        assertThat(told.claims("web1", PREPARING)
                        .claims("web10", PREPARING, OTHER)
                        .violated())
                .containsExactly("S1");
    }

    @Test
    void aDeadClaimDoesNotCountAndIsNotToBeCommitted() {
        told.claims("web1", PREPARING).wrote(Author.CONSUL, unlock("web1"));
        assertThat(told.claims("web10", PREPARING, OTHER).violated()).isEmpty();
        assertThat(told.commits("web1", REBOOTING, OTHER).violated()).contains("S1");
    }

    @Test
    void aCommitBehindAnotherClaimAtALoweredLimitViolatesS1() {
        told.limit(2)
                .claims("web1", PREPARING)
                .claims("web10", PREPARING, OTHER)
                .limit(1);
        assertThat(told.commits("web10", PREPARING, claim("web10", "rebooting")).violated())
                .contains("S1");
    }

    @Test
    void theLimitOfTheNearestPolicyCounts() {
        told.wrote(Author.OPERATOR, "groups/web/config", "{\"limit\":2}");
        assertThat(told.claims("web1", PREPARING)
                        .claims("web10", PREPARING, OTHER)
                        .violated())
                .isEmpty();
    }

    @Test
    void aCommitBesideANodeThatIsOutViolatesS2() {
        told.limit(2).claims("web1", PREPARING).claims("web10", PREPARING, OTHER);
        told.commits("web1", REBOOTING, OTHER).limit(1);
        assertThat(told.commits("web10", REBOOTING, claim("web10", "rebooting")).violated())
                .contains("S2");
    }

    @Test
    void aNodeWhoseClaimSomebodyElseRemovedIsStillOut() {
        told.claims("web1", PREPARING).commits("web1", REBOOTING).wrote(agent("web10"), slots());
        told.claims("web10", OTHER).commits("web10", claim("web10", "rebooting"));
        assertThat(told.violated()).contains("S4", "S2");
    }

    @Test
    void aRebootWithoutACommittedClaimOfThisBootViolatesS3() {
        told.claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.saw(new Happening.RebootCommanded("web1", "web1.boot0", true));
        assertThat(told.violated()).containsExactly("S3");
    }

    @Test
    void aClaimThatItsOwnNodeRemovesWhileItGoesDownViolatesS4() {
        told.claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0).commits("web1", REBOOTING);
        told.looks("web1", true)
                .saw(new Happening.RebootCommanded("web1", "web1.boot0", true))
                .wrote(agent("web1"), slots());
        assertThat(told.violated()).containsExactly("S4");
    }

    @Test
    void aClaimThatItsOwnNodeGivesUpOrAnOperatorReleasesViolatesNothing() {
        told.claims("web1", PREPARING).commits("web1", REBOOTING).wrote(agent("web1"), slots());
        told.claims("web10", OTHER)
                .commits("web10", claim("web10", "rebooting"))
                .wrote(Author.OPERATOR, slots());
        assertThat(told.violated()).isEmpty();
    }

    @Test
    void aLiveClaimThatAnotherNodeRemovesViolatesS4() {
        told.claims("web1", PREPARING);
        assertThat(told.wrote(agent("web10"), slots()).violated()).containsExactly("S4");
    }

    @Test
    void aRebootAfterAStopFlagThatTheLastLookShowedViolatesS5() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).wrote(Author.OPERATOR, "nodes/web1/stop", "");
        told.looks("web1", true).saw(new Happening.RebootCommanded("web1", "web1.boot0", true));
        assertThat(told.violated()).containsExactly("S5");
    }

    @Test
    void aDrainThatBeginsUnderAPauseViolatesS12() {
        told.claims("web1", PREPARING).wrote(Author.OPERATOR, "groups/web/pause", "release");
        told.looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        assertThat(told.violated()).containsExactly("S12");
    }

    @Test
    void aPauseThatIsOverHoldsNothing() {
        told.claims("web1", PREPARING).wrote(Author.OPERATOR, "pause", "{\"until\":\"2020-01-01T00:00:00Z\"}");
        assertThat(told.looks("web1", true).task("web1", Stage.PRE_BOOT, 0).violated())
                .isEmpty();
    }

    @Test
    void aPauseOrNobodysStopThatEndsWhatHasBegunViolatesS12() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.wrote(Author.OPERATOR, "pause", "");
        assertThat(told.saw(new Happening.RunEnded("web1", 102, "stopped by pause"))
                        .violated())
                .containsExactly("S12");
    }

    @Test
    void aDrainOfANodeThatThePolicyLeavesAloneViolatesS12() {
        told.claims("web1", PREPARING).wrote(Author.OPERATOR, "groups/web/config", "{\"deny\":[\"web1\"]}");
        told.looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        assertThat(told.violated()).containsExactly("S12");
    }

    @Test
    void aRebootWithoutALookSinceTheCommitViolatesS5AndS6() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).saw(new Happening.RebootCommanded("web1", "web1.boot0", true));
        assertThat(told.violated()).containsExactly("S5", "S6");
    }

    @Test
    void aDrainWithoutALookSinceTheClaimViolatesS5() {
        told.claims("web1", PREPARING);
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.PRE_BOOT, "10-pre_boot"));
        assertThat(told.violated()).containsExactly("S5");
    }

    @Test
    void aListThatWasWipedFreesNoSlot() {
        told.claims("web1", PREPARING).commits("web1", REBOOTING).wrote(agent("web1"), out(REBOOTING));
        told.wrote(Author.FORGER, slots());
        assertThat(told.violated()).isEmpty();
        assertThat(told.claims("web10", OTHER).violated()).containsExactly("S1");
    }

    @Test
    void aSlotGivenBackBeforeAFailedCommandIsDisprovedViolatesS4() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).looks("web1", true);
        told.saw(new Happening.RebootCommanded("web1", "web1.boot0", false)).wrote(agent("web1"), slots());
        assertThat(told.violated()).containsExactly("S4");
    }

    @Test
    void aStopFlagOfANodeWithALongerNameIsAnothers() {
        told.claims("web1", PREPARING).wrote(Author.OPERATOR, "nodes/web10/stop", "");
        told.asked("web1").looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        assertThat(told.commits("web1", REBOOTING).reboots("web1").violated()).isEmpty();
    }

    @Test
    void aCommitWhileAServiceBreaksItsRuleViolatesS6() {
        told.claims("web1", PREPARING).looks("web1", false);
        assertThat(told.wrote(agent("web1"), unlock("web1"), slots(REBOOTING)).violated())
                .containsExactly("S6");
    }

    @Test
    void aCommitWithoutALookSinceTheLastTaskViolatesS6() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        assertThat(told.wrote(agent("web1"), unlock("web1"), slots(REBOOTING)).violated())
                .containsExactly("S6");
    }

    @Test
    void aRebootWhileAServiceBreaksItsRuleByALookSinceTheCommitViolatesS6() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).looks("web1", false);
        told.saw(new Happening.RebootCommanded("web1", "web1.boot0", true));
        assertThat(told.violated()).containsExactly("S6");
    }

    @Test
    void aRebootBesideOneThatHasCommittedBehindItsBackViolatesS6() {
        told.limit(2).asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.looks("web1", true)
                .wrote(Author.FORGER, slots())
                .claims("web10", OTHER)
                .task("web10", Stage.PRE_BOOT, 0);
        told.commits("web10", claim("web10", "rebooting"));
        told.wrote(Author.FORGER, slots(PREPARING, claim("web10", "rebooting")));
        told.wrote(agent("web1"), unlock("web1"), slots(REBOOTING, claim("web10", "rebooting")));
        assertThat(told.violated()).isEmpty();
        assertThat(told.reboots("web1").violated()).containsExactly("S6");
    }

    @Test
    void anOlderClaimCountsAsFailingForS6() {
        told.limit(2).claims("web10", OTHER).claims("web1", OTHER, PREPARING);
        assertThat(told.commits("web1", OTHER, REBOOTING).violated()).containsExactly("S6");
    }

    @Test
    void whatIsLeftBehindViolatesS7() {
        told.claims("web1", PREPARING);
        assertThat(told.ends().violated()).containsExactly("S7");
    }

    @Test
    void aFourthRebootForTheSameFileViolatesS15UnlessAnOperatorHasResumedTheNode() {
        String logged = IntStream.rangeClosed(1, 3)
                .mapToObj(at -> "{\"claim\":\"c" + at + "\",\"by\":[\"/run/reboot-required\"],"
                        + "\"kernel_after\":\"6\",\"end\":{\"code\":0}}")
                .collect(Collectors.joining(","));
        told.saw(new Happening.FileTrigger("web1"))
                .wrote(afterBoot("web1"), "nodes/web1/history", "{\"entries\":[" + logged + "]}");
        told.claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        Told resumed = told.wrote(Author.OPERATOR, "nodes/web1/status", "{}");
        assertThat(resumed.commits("web1", REBOOTING).violated()).isEmpty();

        Told loops = new Told()
                .limit(1)
                .saw(new Happening.FileTrigger("web1"))
                .wrote(afterBoot("web1"), "nodes/web1/history", "{\"entries\":[" + logged + "]}");
        loops.claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        assertThat(loops.commits("web1", REBOOTING).violated()).containsExactly("S15");
    }

    @Test
    void aFourthChangeForADetectorThatAsksInTurnsViolatesS15UnlessAnOperatorHasResumedTheNode() {
        String by = "\"by\":[\"detector 10-turns\"]";
        String logged = IntStream.rangeClosed(1, 3)
                .mapToObj(at -> "{\"claim\":\"c" + at + "\"," + by
                        + ",\"more_by\":[\"detector 10-turns\"],\"end\":{\"code\":0}}")
                .collect(Collectors.joining(","));
        String history = "{\"entries\":[" + logged + ",{\"claim\":\"claim-web1\"," + by + "}]}";
        Told resumed = told.wrote(agent("web1"), "nodes/web1/history", "{\"entries\":[" + logged + "]}")
                .wrote(Author.OPERATOR, "nodes/web1/status", "{}")
                .wrote(agent("web1"), "nodes/web1/history", history);
        assertThat(resumed.claims("web1", PREPARING).violated()).isEmpty();

        Told turns = new Told().limit(1).wrote(agent("web1"), "nodes/web1/history", history);
        assertThat(turns.claims("web1", PREPARING).violated()).containsExactly("S15");
    }

    @Test
    void aRequestThatNobodyObeysViolatesL1() {
        told.saw(new Happening.FileTrigger("web1"));
        assertThat(told.ends().violated()).containsExactly("L1");
    }

    @Test
    void aSecondRebootForTheSameRequestViolatesL1() {
        returning().wrote(afterBoot("web1"), slots());
        told.claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0).commits("web1", REBOOTING);
        assertThat(told.reboots("web1").violated()).containsExactly("L1");
    }

    @Test
    void aRebootThatDoesNotMakeTheChangeThatWasAskedForViolatesL1() {
        told.wrote(Author.OPERATOR, "nodes/web1/change_required", "{\"kind\":\"drain\"}");
        returning().wrote(afterBoot("web1"), slots());
        assertThat(told.violated()).containsExactly("L1");
    }

    @Test
    void aClaimThatWasGivenUpAndForgedAnewIsNoReboot() {
        told.asked("web1")
                .claims("web1", PREPARING)
                .task("web1", Stage.PRE_BOOT, 0)
                .commits("web1", REBOOTING);
        told.wrote(agent("web1"), slots()).wrote(Author.FORGER, slots(REBOOTING));
        told.saw(new Happening.WentDown("web1", "web1.boot0", false));
        told.saw(new Happening.Booted("web1", "web1.boot1", false));
        assertThat(told.ends().violated()).contains("L1");
    }

    @Test
    void twoTasksAtATimeViolateL2() {
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.PRE_BOOT, "10-pre_boot"));
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.PRE_BOOT, "10-pre_boot"));
        assertThat(told.violated()).containsExactly("L2");
    }

    @Test
    void aTaskBeforeTheOneBeforeItHasSucceededViolatesL2() {
        told.task("web1", Stage.PRE_BOOT, 1);
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.PRE_BOOT, "20-pre_boot"));
        assertThat(told.violated()).containsExactly("L2");
    }

    @Test
    void aRebootWithoutItsDrainViolatesL2() {
        told.claims("web1", PREPARING).commits("web1", REBOOTING).looks("web1", true);
        told.saw(new Happening.RebootCommanded("web1", "web1.boot0", true));
        assertThat(told.violated()).containsExactly("L2");
    }

    @Test
    void aDrainedTaskOnANodeThatIsNotDrainedInThisBootViolatesL2() {
        assertThat(told.task("web1", Stage.PRE_BOOT, 0)
                        .task("web1", Stage.DRAINED, 1)
                        .violated())
                .isEmpty();
        told.saw(new Happening.Booted("web1", "web1.boot1", false));
        assertThat(told.task("web1", Stage.DRAINED, 0).violated()).containsExactly("L2");
    }

    @Test
    void postBootTasksThatSucceedTwiceViolateL2AndACrashBetweenExcusesThem() {
        told.task("web1", Stage.POST_BOOT, 0).saw(new Happening.RunDied("web1"));
        assertThat(told.task("web1", Stage.POST_BOOT, 0).violated()).isEmpty();
        assertThat(told.task("web1", Stage.POST_BOOT, 0).violated()).containsExactly("L2");
    }

    @Test
    void abortTasksThatSucceedTwiceViolateL2AndACrashBetweenExcusesThem() {
        told.task("web1", Stage.PRE_BOOT, 0).wrote(Told.agent("web1"), Told.slots(Told.claim("web1", "drained")));
        told.task("web1", Stage.ABORT, 0).saw(new Happening.RunDied("web1"));
        assertThat(told.task("web1", Stage.ABORT, 0).violated()).isEmpty();
        assertThat(told.task("web1", Stage.ABORT, 0).violated()).containsExactly("L2");
    }

    @Test
    void aClaimThatIsPutIntoAnothersNameIsNotItsNodesAnyMore() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.wrote(Author.FORGER, slots(REBOOTING.replace("\"node\":\"web1\"", "\"node\":\"web10\"")));
        assertThat(told.violated()).isEmpty();
        assertThat(told.saw(new Happening.RebootCommanded("web1", "web1.boot0", true))
                        .violated())
                .contains("S3");
    }

    @Test
    void aReturnWithoutPostBootTasksViolatesL2() {
        told.asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).reboots("web1").wrote(afterBoot("web1"), slots(RETURNING));
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).containsExactly("L2");
    }

    @Test
    void anythingThatTheAgentThrowsIsAViolation() {
        assertThat(told.saw(new Happening.Bug("web1", "NullPointerException")).violated())
                .containsExactly("BUG");
    }

    /** Asked for, rebooted, and about to give its slot back. */
    private Told returning() {
        told.asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).reboots("web1").wrote(afterBoot("web1"), slots(RETURNING));
        return told.task("web1", Stage.POST_BOOT, 0);
    }
}
