package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.agent;
import static io.rebootmgr.simulation.check.Told.claim;
import static io.rebootmgr.simulation.check.Told.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S11 of changes in service can fail: histories that break it, told by hand. */
class HotChecksTest {
    private static final String REQUEST = "nodes/web1/change_required";

    /** By then the lock of a claim counts with no leader any more. */
    private static final Duration LOST = Duration.ofMinutes(2);

    private final Told told = new Told(1);

    private Told limit(int limit) {
        return told.wrote(Author.OPERATOR, "config", "{\"hot_limit\":" + limit + "}");
    }

    /** Beside the other node, which is at one already. */
    private Told bothAreChanged() {
        return told.claimsHot("web1")
                .wrote(
                        agent("web10"),
                        Told.lock("web10"),
                        Told.hot(claim("web1", "preparing"), claim("web10", "preparing")));
    }

    private Told starts(String node) {
        return told.saw(new Happening.TaskStarted(node, "claim-" + node, Stage.HOT, "10-hot"));
    }

    private Told changes(String node) {
        starts(node);
        return told.saw(new Happening.TaskEnded(node, "claim-" + node, Stage.HOT, "10-hot", 0));
    }

    @Test
    void aChangeInServiceAsItShouldBeViolatesNothing() {
        told.wrote(Author.OPERATOR, REQUEST, "{\"kind\":\"hot\"}")
                .claimsHot("web1")
                .looks("web1", true);
        changes("web1");
        told.wrote(agent("web1"), unlock("web1"), Told.hot(), new Told.Wish(REQUEST, Optional.empty()));
        assertThat(told.ends().violated()).isEmpty();
    }

    @Test
    void asManyAsTheLimitViolateNothing() {
        limit(2);
        assertThat(bothAreChanged().violated()).isEmpty();
    }

    @Test
    void moreThanTheLimitViolateS11() {
        limit(1);
        assertThat(bothAreChanged().violated()).containsExactly("S11");
    }

    @Test
    void aListThatWasWipedFreesNoSlot() {
        limit(1).claimsHot("web1").wrote(Author.FORGER, Told.hot());
        assertThat(told.claimsHot("web10").violated()).containsExactly("S11");
    }

    @Test
    void aClaimWhoseLockIsGoneTakesNoSlot() {
        limit(1).claimsHot("web1").wrote(Author.CONSUL, unlock("web1"));
        assertThat(told.claimsHot("web10").violated()).isEmpty();
    }

    @Test
    void aChangeOfALeasedNodeViolatesS11() {
        told.wrote(Author.OPERATOR, "nodes/web1/lease", "{\"id\":\"l1\",\"hold\":true}");
        assertThat(told.claimsHot("web1").violated()).containsExactly("S11");
    }

    @Test
    void aChangeOfANodeThatIsOutOfServiceViolatesS11() {
        told.claims("web1", claim("web1", "preparing")).commits("web1", claim("web1", "rebooting"));
        assertThat(told.claimsHot("web1").violated()).containsExactly("S11");
    }

    @Test
    void aTaskWithoutALookSinceItsClaimViolatesS11() {
        told.looks("web1", true).claimsHot("web1");
        assertThat(starts("web1").violated()).containsExactly("S11");
    }

    @Test
    void aTaskUnderAClaimThatWasLostJustNowViolatesNothing() {
        told.claimsHot("web1").looks("web1", true).wrote(Author.CONSUL, unlock("web1"));
        assertThat(starts("web1").violated()).isEmpty();
    }

    @Test
    void aTaskLongAfterItsClaimWasLostViolatesS11() {
        told.claimsHot("web1").looks("web1", true).wrote(Author.CONSUL, unlock("web1"));
        told.later(LOST);
        assertThat(starts("web1").violated()).containsExactly("S11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "groups/web/stop", "nodes/web1/stop"})
    void aTaskUnderAStopViolatesS11(String stop) {
        told.claimsHot("web1").wrote(Author.OPERATOR, stop, "a freeze").looks("web1", true);
        assertThat(starts("web1").violated()).containsExactly("S11");
    }

    @Test
    void aTaskOnANodeThatThePolicyLeavesAloneViolatesS11() {
        told.claimsHot("web1")
                .wrote(Author.OPERATOR, "config", "{\"deny\":[\"web1\"]}")
                .looks("web1", true);
        assertThat(starts("web1").violated()).contains("S11");
    }

    @Test
    void aRequestThatIsClearedBeforeItsTasksHaveSucceededViolatesL2() {
        told.wrote(Author.OPERATOR, REQUEST, "{\"kind\":\"hot\"}")
                .claimsHot("web1")
                .looks("web1", true);
        told.wrote(agent("web1"), unlock("web1"), Told.hot(), new Told.Wish(REQUEST, Optional.empty()));
        assertThat(told.violated()).contains("S11");
    }

    @Test
    void aClaimThatIsLeftInTheEndViolatesS7() {
        told.claimsHot("web1").wrote(agent("web1"), unlock("web1"));
        assertThat(told.ends().violated()).contains("S11");
    }
}
