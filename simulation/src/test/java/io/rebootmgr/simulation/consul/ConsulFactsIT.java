package io.rebootmgr.simulation.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.simulation.consul.Draft.Which;
import io.rebootmgr.testing.ConsulServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of Consul and matters to the cycle, a line a test: true of the real one, and of the model. */
class ConsulFactsIT {
    private static final String KEY = "/key";
    private static final int OURS = 0;
    private static final int THEIRS = 1;

    private ConsulAdapter consul;
    private SideBySide sides;

    @BeforeEach
    void connect() throws Exception {
        consul = new ConsulAdapter(ConnectionSettings.plain(ConsulServer.http(), Duration.ofSeconds(10)));
        sides = new SideBySide(consul, ConsulServer.api());
    }

    @AfterEach
    void close() {
        consul.close();
    }

    @Test
    void theSameValueAgainKeepsTheModifyIndex() {
        applied(Draft.set(KEY, "1"));
        applied(Draft.set(KEY, "1"));
        applied(Draft.checkIndex(KEY, Which.CURRENT));
        assertThat(sides.model().index(KEY, Which.FORMER))
                .as("never another index")
                .isZero();
    }

    @Test
    void allStepsOfATransactionHaveOneIndex() {
        applied(Draft.set(KEY, "1"), Draft.set("/other", "1"));
        assertThat(sides.real().index(KEY, Which.CURRENT))
                .isEqualTo(sides.real().index("/other", Which.CURRENT));
        assertThat(sides.model().index(KEY, Which.CURRENT))
                .isEqualTo(sides.model().index("/other", Which.CURRENT));
    }

    @Test
    void stepsSeeWhatThoseBeforeThemDid() {
        applied(Draft.checkNotExists(KEY), Draft.set(KEY, "1"), Draft.delete(KEY), Draft.checkNotExists(KEY));
    }

    @Test
    void aRefusalChangesNothingAndTellsEveryReason() {
        assertThat(write(Draft.set(KEY, "1"), Draft.checkNotExists(KEY), Draft.cas("/other", "1", Which.WRONG)))
                .startsWith("refused: ")
                .contains("exists")
                .contains("index is stale");
        assertThat(sides.model().entries()).isEmpty();
    }

    @Test
    void compareAndSetWithZeroMeansThatThereMustBeNone() {
        applied(Draft.cas(KEY, "1", Which.NONE));
        refused("index is stale", Draft.cas(KEY, "2", Which.NONE));
        refused("index is stale", Draft.cas(KEY, "2", Which.WRONG));
        applied(Draft.cas(KEY, "2", Which.CURRENT));
        refused("index is stale", Draft.cas(KEY, "3", Which.FORMER));
    }

    @Test
    void deleteCasOfAMissingKeySucceeds() {
        applied(Draft.deleteCas(KEY, Which.WRONG));
        applied(Draft.set(KEY, "1"));
        refused("index is stale", Draft.deleteCas(KEY, Which.WRONG));
        applied(Draft.deleteCas(KEY, Which.CURRENT));
    }

    @Test
    void checkSessionWithAnEmptySessionPassesOnAnUnlockedKey() {
        applied(Draft.set(KEY, "1"));
        applied(Draft.checkSession(KEY, Ids.NO_SESSION));
        sides.both(new Step.NewSession(OURS, RealSide.SERVER, 0));
        applied(Draft.lock(KEY, "1", OURS));
        refused("current session", Draft.checkSession(KEY, Ids.NO_SESSION));
    }

    @Test
    void anybodyCanWriteAndDeleteALockedKey() {
        sides.both(new Step.NewSession(OURS, RealSide.SERVER, 0));
        applied(Draft.lock(KEY, "1", OURS));
        applied(Draft.set(KEY, "2"));
        applied(Draft.checkSession(KEY, OURS));
        applied(Draft.delete(KEY));
    }

    @Test
    void aPlainWriteOfALockedKeyResetsItsLockIndex() {
        sides.both(new Step.NewSession(OURS, RealSide.SERVER, 0));
        applied(Draft.lock(KEY, "1", OURS));
        assertThat(lockIndex()).isEqualTo(1);
        applied(Draft.cas(KEY, "1", Which.CURRENT));
        assertThat(lockIndex()).isZero();
        refused("index is stale", Draft.cas(KEY, "2", Which.FORMER));
    }

    @Test
    void aLockKeepsOthersOutUntilItsSessionEndsAndTakesTheKeyWithIt() {
        sides.both(new Step.NewSession(OURS, RealSide.SERVER, 0));
        sides.both(new Step.NewSession(THEIRS, RealSide.SERVER, 0));
        applied(Draft.lock(KEY, "1", OURS));
        refused("already held", Draft.lock(KEY, "1", THEIRS));
        sides.both(new Step.Destroy(OURS));
        assertThat(sides.model().entries()).isEmpty();
        applied(Draft.lock(KEY, "1", THEIRS));
    }

    @Test
    void aLockDelayBlocksLocksAndNothingElse() {
        sides.both(new Step.NewSession(OURS, RealSide.SERVER, 60));
        sides.both(new Step.NewSession(THEIRS, RealSide.SERVER, 0));
        applied(Draft.lock(KEY, "1", OURS));
        sides.both(new Step.Destroy(OURS));
        refused("lock delay", Draft.lock(KEY, "1", THEIRS), Draft.checkIndex("/none", Which.WRONG));
        applied(Draft.cas(KEY, "1", Which.NONE));
        refused("lock delay", Draft.lock(KEY, "1", THEIRS));
    }

    @Test
    void aSessionOfAnUnknownNodeIsNotMadeAndADeadOneNotRenewed() {
        assertThat(sides.both(new Step.NewSession(OURS, "-n1", 0))).contains("Missing node registration");
        assertThat(sides.both(new Step.Renew(OURS))).isEqualTo("gone");
        refused("invalid session", Draft.lock(KEY, "1", OURS));
    }

    @Test
    void aNodeThatIsDeregisteredTakesItsSessionsAndLocksWithItInOneEntry() {
        sides.both(new Step.Register("-n1", "-web", "passing"));
        sides.both(new Step.NewSession(OURS, "-n1", 0));
        sides.both(new Step.NewSession(THEIRS, "-n1", 0));
        applied(Draft.lock(KEY, "1", OURS), Draft.lock("/other", "1", THEIRS));
        costs(1, new Step.Deregister("-n1"));
        assertThat(sides.model().entries()).isEmpty();
        assertThat(sides.model().watchIndex(KEY)).isEqualTo(sides.model().watchIndex("/other"));
        assertThat(sides.real().watchIndex(KEY)).isEqualTo(sides.real().watchIndex("/other"));
        assertThat(sides.both(new Step.Renew(OURS))).isEqualTo("gone");
    }

    @Test
    void everyWriteIsARaftEntryWhateverComesOfItAndConditionsAloneAreNone() {
        sides.both(new Step.Register("-n1", "-web", "passing"));
        costs(1, new Step.NewSession(OURS, "-n1", 0));
        costs(1, new Step.NewSession(THEIRS, "-n1", 60));
        costs(1, new Step.NewSession(2, "-n2", 0));
        costs(0, new Step.Renew(OURS));
        costs(1, new Step.Write(List.of(Draft.lock(KEY, "1", THEIRS))));
        costs(1, new Step.Write(List.of(Draft.lock(KEY, "1", OURS))));
        costs(1, new Step.Write(List.of(Draft.cas(KEY, "2", Which.WRONG), Draft.checkNotExists(KEY))));
        costs(0, new Step.Write(List.of(Draft.checkSession(KEY, THEIRS))));
        costs(0, new Step.Write(List.of(Draft.checkNotExists(KEY))));
        costs(1, new Step.Write(List.of(Draft.delete("/none"))));
        costs(1, new Step.Destroy(THEIRS));
        costs(1, new Step.Destroy(THEIRS));
        costs(0, new Step.Write(List.of(Draft.lock(KEY, "1", OURS))));
    }

    private String write(Draft... drafts) {
        return sides.both(new Step.Write(List.of(drafts)));
    }

    private void applied(Draft... drafts) {
        assertThat(write(drafts)).isEqualTo("applied");
    }

    private void refused(String reason, Draft... drafts) {
        assertThat(write(drafts)).startsWith("refused: ").contains(reason);
    }

    private long lockIndex() {
        return sides.model().entries().getFirst().lockIndex();
    }

    /** A server that is alone writes nothing of its own into the log, or hardly ever. */
    private void costs(int entries, Step step) {
        long modelBefore = sides.model().raftIndex();
        long realBefore = sides.real().raftIndex();
        sides.both(step);
        assertThat(sides.real().raftIndex() - realBefore).as("real: %s", step).isEqualTo(entries);
        assertThat(sides.model().raftIndex() - modelBefore)
                .as("model: %s", step)
                .isEqualTo(entries);
    }
}
