package io.rebootmgr.rollout;

import static io.rebootmgr.rollout.Some.NOW;
import static io.rebootmgr.rollout.Some.SOAK;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.logbook.Boot;
import io.rebootmgr.rollout.Move.Finalize;
import io.rebootmgr.rollout.Move.Judge;
import io.rebootmgr.rollout.Move.Stay;
import io.rebootmgr.rollout.Move.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes next of a rollout, by where its nodes stand, by its place and by the clock. */
class MovesTest {
    private static final Instant LATER = NOW.plus(SOAK);

    /** The place as {@code 0} (open), {@code 0~} (soaks) or {@code 2} (all waves are through). */
    private static Rollout at(String place, RolloutState state, int maxFailed) {
        int wave = Integer.parseInt(place.replace("~", ""));
        Rollout rollout = Some.rollout(maxFailed).to(state, state == RolloutState.RUNNING ? "" : "why");
        return place.endsWith("~") ? Some.soaking(rollout, wave) : Some.in(rollout, wave);
    }

    private static String text(Move move) {
        return switch (move) {
            case Stay stay -> "stays: " + stay.why();
            case Judge judge -> "judges " + String.join(" ", judge.nodes());
            case Finalize end -> "finalizes " + String.join(" ", end.groups());
            case Write write -> write.kind().name().toLowerCase(Locale.ROOT);
        };
    }

    @ParameterizedTest(name = "{0} {1}, bears {2}, {3}, {4}m on: {5}")
    @CsvSource(delimiter = '|', textBlock = """
                # place | state | bears | nodes | minutes | what comes next
                0  | running | 0 | c1=waiting r1=waiting           | 0  | stays: wave canaries waits for c1
                0  | running | 0 | c1=running r1=waiting           | 0  | stays: wave canaries waits for c1
                0  | running | 0 | c1=unheard_of r1=waiting        | 0  | stays: wave canaries waits for c1
                0  | running | 0 | c1=ok r1=waiting                | 0  | wave_closed
                0  | running | 0 | c1=ok c2=skipped r1=waiting     | 0  | wave_closed
                0  | running | 0 | c1=ok c2=waiting r1=waiting     | 0  | stays: wave canaries waits for c2
                0  | running | 0 | c1=ok c2=failed r1=waiting      | 0  | failed
                0  | running | 1 | c1=ok c2=failed r1=waiting      | 0  | wave_closed
                0  | running | 1 | c1=failed c2=failed r1=waiting  | 0  | failed
                0  | running | 1 | c1=failed c2=waiting r1=waiting | 0  | stays: wave canaries waits for c2
                0  | running | 0 | c1=left_out r1=waiting          | 0  | stays: wave canaries has no node left that was done: `rebootmgr rollout advance r1` opens the next one
                0  | running | 0 | c1=skipped r1=waiting           | 0  | stays: wave canaries has no node left that was done: `rebootmgr rollout advance r1` opens the next one
                0  | running | 0 | r1=waiting                      | 0  | stays: wave canaries has no node left that was done: `rebootmgr rollout advance r1` opens the next one
                0  | paused  | 0 | c1=ok r1=waiting                | 0  | stays: why
                0  | paused  | 0 | c1=failed r1=waiting            | 0  | failed
                0  | failed  | 0 | c1=ok r1=waiting                | 0  | stays: why
                0  | failed  | 0 | c1=failed r1=waiting            | 0  | stays: why
                0  | done    | 0 | c1=failed                       | 0  | stays: it is over
                0  | unknown | 0 | c1=ok r1=waiting                | 0  | stays: a newer version of rebootmgr knows its state, this one does not
                0~ | running | 0 | c1=ok r1=waiting                | 0  | stays: wave canaries soaks
                0~ | running | 0 | c1=ok r1=waiting                | 29 | stays: wave canaries soaks
                0~ | running | 0 | c1=ok r1=waiting                | 30 | soak_seen
                0~ | running | 1 | c1=ok c2=failed r1=waiting      | 30 | soak_seen
                0~ | running | 0 | c1=ok c2=skipped r1=waiting     | 30 | soak_seen
                0~ | running | 0 | c1=ok r1=skipped                | 30 | judges c1
                0~ | running | 0 | c1=waiting r1=waiting           | 30 | wave_reopened
                0~ | running | 0 | c1=failed r1=waiting            | 30 | failed
                0~ | paused  | 0 | c1=ok r1=waiting                | 99 | stays: why
                0~ | failed  | 0 | c1=ok r1=waiting                | 99 | stays: why
                1  | running | 0 | c1=ok r1=ok r2=waiting          | 0  | stays: wave rest waits for r2
                1  | running | 0 | c1=waiting r1=ok                | 0  | stays: wave rest waits for c1
                1  | running | 0 | c1=ok r1=ok r2=ok               | 0  | wave_closed
                1  | running | 0 | c1=ok r1=skipped                | 0  | wave_closed
                1~ | running | 0 | c1=ok r1=ok                     | 30 | soak_seen
                1~ | running | 0 | c1=ok r1=ok rnew=waiting        | 5  | wave_reopened
                2  | running | 0 | c1=ok r1=ok                     | 0  | finalizing
                2  | running | 1 | c1=ok r1=failed                 | 0  | stays: all waves are through, but r1 failed: retry or skip it
                2  | running | 0 | c1=ok r1=ok rnew=waiting        | 0  | wave_reopened
                """)
    void next(String place, String state, int maxFailed, String nodes, int minutes, String expected) {
        Rollout rollout = at(place, RolloutState.of(state), maxFailed);
        Move move = Moves.next(rollout, Some.results(rollout, nodes), "n1", NOW.plus(Duration.ofMinutes(minutes)));
        assertThat(text(move)).isEqualTo(expected);
    }

    private static Rollout changed(Move move) {
        assertThat(move).isInstanceOf(Write.class);
        return ((Write) move).next();
    }

    @Test
    void fromBeginningToEnd() {
        Rollout rollout = Some.rollout(0);
        rollout = changed(Moves.next(rollout, Some.results(rollout, "c1=ok r1=waiting"), "n1", NOW));
        assertThat(rollout.progress().soakEnds(SOAK)).contains(LATER);
        Results soaked = Some.results(rollout, "c1=ok r1=waiting");
        rollout = changed(Moves.judged(rollout, soaked, new TreeMap<>(), LATER));
        assertThat(rollout.wave()).map(Wave::name).contains("rest");
        assertThat(rollout.progress().since()).isEqualTo(LATER);
        Results all = Some.results(rollout, "c1=ok r1=ok");
        rollout = changed(Moves.next(rollout, all, "n1", LATER));
        rollout = changed(Moves.judged(rollout, all, new TreeMap<>(), LATER.plus(SOAK)));
        assertThat(rollout.isFinalizing()).isTrue();
        rollout = changed(Moves.next(rollout, all, "n1", LATER));
        assertThat(rollout.unfinalized())
                .as("no node could do anything at the end")
                .isEmpty();
        rollout = changed(Moves.next(rollout, all, "n1", LATER));
        assertThat(rollout.state()).isEqualTo(RolloutState.DONE);
    }

    private static NodeResult finalizer(String wave) {
        return NodeResult.waiting("r1", wave, NOW).done(new NodeResult.Came(new Boot("boot", ""), "6.1", "web"), NOW);
    }

    @Test
    void whatComesOnceAtTheEndIsForSomeOfThoseThatCould() {
        Rollout through = Some.in(Some.rollout(0), 2);
        Map<String, NodeResult> nodes = new TreeMap<>();
        nodes.put("c1", NodeResult.waiting("r1", "canaries", NOW).done(NodeResult.Came.NOT, NOW));
        for (int n = 1; n <= 9; n++) {
            nodes.put("r" + n, finalizer("rest"));
        }
        Results results = Results.of(through, nodes, Map.of());
        Rollout chosen = changed(Moves.next(through, results, "n1", NOW));
        List<String> of = chosen.finale().of("web");
        assertThat(of).hasSize(5).doesNotContain("c1");
        assertThat(Moves.next(chosen, results, "n1", NOW)).isEqualTo(new Finalize(List.of("web")));

        Rollout others = Moves.choosing(chosen, results, List.of("web"), of).next();
        assertThat(others.finale().of("web"))
                .as("those that are gone come last")
                .hasSize(5);
        assertThat(others.finale().of("web").subList(0, 4)).doesNotContainAnyElementsOf(of);

        assertThat(changed(Moves.next(chosen.finalizedFor("web"), results, "n1", NOW))
                        .state())
                .isEqualTo(RolloutState.DONE);
        Rollout failed = chosen.finalizeFailed("web", "exit 4");
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        assertThat(failed.why()).contains("web", "exit 4");
    }

    @Test
    void theFailureThatIsOneTooManyStopsItInTheSameMoment() {
        Rollout rollout = Some.rollout(1).failing("c1", "exit 1", NOW);
        assertThat(rollout.state()).isEqualTo(RolloutState.RUNNING);
        assertThat(rollout.failing("c1", "exit 1", NOW).state())
                .as("the same again")
                .isEqualTo(RolloutState.RUNNING);
        Rollout stopped = rollout.to(RolloutState.PAUSED, "lunch").failing("c2", "exit 2", NOW);
        assertThat(stopped.state()).isEqualTo(RolloutState.FAILED);
        assertThat(stopped.why()).isEqualTo("2 nodes failed, more than 1: c1, c2");
        Rollout told = changed(Moves.next(stopped, Some.results(stopped, "c1=failed c2=failed"), "n1", NOW));
        assertThat(told.untold()).as("people are told by one").isFalse();
        assertThat(Moves.next(told, Some.results(told, "c1=failed c2=failed"), "n1", NOW))
                .isInstanceOf(Stay.class);
    }

    @Test
    void aNodeThatFellFailsTheRollout() {
        Rollout rollout = Some.soaking(Some.rollout(0), 0);
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        Rollout failed = changed(Moves.judged(rollout, results, new TreeMap<>(Map.of("c1", "booted again")), LATER));
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        assertThat(failed.why()).isEqualTo("1 node failed: c1");
        assertThat(failed.progress().wave()).isZero();
        Results after = Some.results(failed, "c1=ok r1=waiting");
        assertThat(after.nodes().get("c1"))
                .extracting(NodeResult::state, NodeResult::reason)
                .containsExactly(ResultState.FAILED, "booted again");
    }

    @Test
    void whatItBearsMayFall() {
        Rollout rollout = Some.soaking(Some.rollout(1), 0);
        Results results = Some.results(rollout, "c1=ok c2=ok r1=waiting");
        Rollout next = changed(Moves.judged(rollout, results, new TreeMap<>(Map.of("c1", "dead")), LATER));
        assertThat(next.wave()).map(Wave::name).contains("rest");
        assertThat(Some.results(next, "c1=ok c2=ok r1=ok").in(ResultState.FAILED))
                .containsExactly("c1");
    }

    @Test
    void ofTooManyThatFellSomeAreNamed() {
        TreeMap<String, String> fell = new TreeMap<>();
        StringBuilder nodes = new StringBuilder();
        for (int n = 0; n < 500; n++) {
            fell.put("c" + n, "dead");
            nodes.append("c").append(n).append("=ok ");
        }
        Rollout rollout = Some.soaking(Some.rollout(3), 0);
        Rollout failed = changed(Moves.judged(rollout, Some.results(rollout, nodes.toString()), fell, LATER));
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        assertThat(failed.fallen()).hasSize(23);
    }

    @Test
    void anEndedSoakIsJudgedAtOnce() {
        Rollout rollout = Some.rollout(0)
                .at(RolloutProgress.opened(0, NOW).soakingSince(NOW).soakEnded());
        assertThat(Moves.next(rollout, Some.results(rollout, "c1=ok"), "n1", NOW))
                .isInstanceOf(Judge.class);
    }

    /** A node whose clock is ahead by the whole soak would end it before it has begun. */
    @Test
    void aSoakIsOverWhenASecondNodeSaysSo() {
        Rollout rollout = Some.soaking(Some.rollout(0), 0);
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        Rollout seen = changed(Moves.next(rollout, results, "fast", LATER));
        assertThat(seen.progress().soaking()).as("nothing has changed but that").contains(NOW);
        assertThat(text(Moves.next(seen, results, "fast", LATER.plusSeconds(60))))
                .isEqualTo("stays: the soak of wave canaries is over by the clock of fast: the next run of another node"
                        + " judges it");
        assertThat(text(Moves.next(seen, results, "right", NOW.plusSeconds(60))))
                .isEqualTo("stays: wave canaries soaks");
        assertThat(text(Moves.next(seen, results, "right", LATER))).isEqualTo("judges c1");
        assertThat(text(Moves.next(seen, results, "fast", LATER.plus(SOAK))))
                .as("whom nobody follows waits for as long once more")
                .isEqualTo("judges c1");
        Rollout again = changed(Moves.next(seen, Some.results(rollout, "c1=waiting r1=waiting"), "right", LATER));
        assertThat(again.progress()).isEqualTo(RolloutProgress.opened(0, NOW));
    }

    @Test
    void whoOnlyLooksIsToldWhoHasToJudge() {
        Rollout rollout = Some.soaking(Some.rollout(0), 0);
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        assertThat(text(Moves.next(rollout, results, "", LATER))).contains("over by the clock of this machine");
    }

    /** A closer whose clock is behind does not make the soak shorter: its nodes know better. */
    @Test
    void aClockThatIsBehindDoesNotCutTheSoakShort() {
        Rollout rollout = Some.rollout(0);
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        Rollout closed = changed(Moves.next(rollout, results, "n1", NOW.minus(Duration.ofMinutes(20))));
        assertThat(closed.progress().soaking()).contains(NOW);
    }

    /** By a closer that booted with the clock of last year, the soak would be over before it began. */
    @ParameterizedTest
    @ValueSource(ints = {31, 60 * 24, 60 * 24 * 365})
    void neitherDoesOneThatIsFarBehind(int minutes) {
        Rollout rollout = Some.rollout(0);
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        Rollout closed = changed(Moves.next(rollout, results, "n1", NOW.minus(Duration.ofMinutes(minutes))));
        assertThat(closed.progress().soaking()).contains(NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 60 * 24, 60 * 24 * 365})
    void aClockThatIsFarAheadIsNotBelieved(int minutes) {
        Instant ahead = NOW.plus(Duration.ofMinutes(minutes));
        Rollout rollout = Some.rollout(0).at(RolloutProgress.opened(0, NOW).soakingSince(ahead));
        Rollout anew = changed(Moves.next(rollout, Some.results(rollout, "c1=ok"), "n1", NOW));
        assertThat(anew.progress().soaking()).contains(NOW);
        Results results = Results.of(
                rollout,
                Map.of("c1", NodeResult.waiting("r1", "canaries", NOW).to(ResultState.OK, "", ahead)),
                Map.of());
        Rollout closed = changed(Moves.next(Some.rollout(0), results, "n1", NOW));
        assertThat(changed(Moves.next(closed, results, "n1", NOW)).progress().soaking())
                .as("which clock is wrong the next look tells")
                .contains(NOW);
    }

    /** Either of two clocks may be wrong. */
    @Test
    void oneNodeWhoseClockIsBehindCutsNoSoakShort() {
        Rollout rollout = Some.rollout(0).at(RolloutProgress.opened(0, NOW).soakingSince(NOW));
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        Instant behind = NOW.minus(Duration.ofMinutes(31));
        Rollout doubted = changed(Moves.next(rollout, results, "slow", behind));
        assertThat(doubted.progress().soaking()).contains(NOW);
        assertThat(Moves.next(doubted, results, "slow", behind.plusSeconds(10))).isInstanceOf(Stay.class);
        assertThat(((Stay) Moves.next(doubted, results, "right", NOW)).until()).contains(NOW.plus(SOAK));
        assertThat(changed(Moves.next(doubted, results, "slow too", behind)).progress())
                .isEqualTo(RolloutProgress.opened(0, NOW).soakingSince(behind));
    }

    @Test
    void ofTwoThatDoubtASoakTheOneWhoseClockIsAheadIsBelieved() {
        Rollout rollout = Some.rollout(0).at(RolloutProgress.opened(0, NOW).soakingSince(NOW.plus(Duration.ofDays(1))));
        Results results = Some.results(rollout, "c1=ok r1=waiting");
        Rollout doubted = changed(Moves.next(rollout, results, "right", NOW));
        Rollout anew = changed(Moves.next(doubted, results, "slow", NOW.minus(Duration.ofHours(2))));
        assertThat(anew.progress().soaking()).contains(NOW);
    }

    @Test
    void whoOnlyLooksIsToldWhatEndsASoakThatBeginsInTheFuture() {
        Rollout rollout = Some.rollout(0).at(RolloutProgress.opened(0, NOW).soakingSince(NOW.plus(Duration.ofDays(1))));
        Move seen = Moves.next(rollout, Some.results(rollout, "c1=ok r1=waiting"), "", NOW);
        assertThat(((Stay) seen).why())
                .contains("begins in the future by this clock", "once two nodes see that", "rollout advance r1");
    }

    /** Nobody who is through with it, or never was in it, looks at its clock for it. */
    @Test
    void oneThatIsLeftAloneIsBelieved() {
        Rollout rollout = Some.rollout(0).at(RolloutProgress.opened(0, NOW).soakingSince(NOW.plus(Duration.ofDays(1))));
        Results results = Some.results(rollout, "c1=ok r1=skipped r2=left_out");
        assertThat(changed(Moves.next(rollout, results, "c1", NOW)).progress().soaking())
                .contains(NOW);
    }

    @Test
    void aWaveThatNobodyIsLeftInWhileItSoaksOpensNothing() {
        Rollout soaking = Some.soaking(Some.rollout(1), 0);
        Results results = Some.results(soaking, "c1=skipped r1=waiting");
        Instant end = NOW.plus(SOAK);
        assertThat(text(Moves.next(soaking, results, "n1", end))).contains("`rebootmgr rollout advance r1` opens");
        assertThat(Moves.next(soaking.at(soaking.progress().soakEnded()), results, "n1", end))
                .isInstanceOf(Move.Judge.class);
    }

    @Test
    void aClockThatIsALittleAheadIsBelieved() {
        Instant ahead = NOW.plus(SOAK);
        Rollout rollout = Some.rollout(0).at(RolloutProgress.opened(0, NOW).soakingSince(ahead));
        Move move = Moves.next(rollout, Some.results(rollout, "c1=ok"), "n1", NOW);
        assertThat(((Stay) move).until()).contains(ahead.plus(SOAK));
    }

    @Test
    void aKeyThatCannotBeReadHolds() {
        Rollout rollout = Some.rollout(0);
        Results results = new Results(
                rollout.order(),
                Some.results(rollout, "c1=ok").nodes(),
                new TreeMap<>(Map.of("c2", "is not JSON")),
                Set.of());
        assertThat(text(Moves.next(rollout, results, "n1", NOW))).contains("cannot be read: c2");
    }

    @Test
    void onlyWavesThatWereOpenedAreOpenAndOnlyWhileItRuns() {
        Rollout rollout = Some.rollout(0);
        assertThat(rollout.isOpenTo("canaries")).isTrue();
        assertThat(rollout.isOpenTo("rest")).isFalse();
        assertThat(rollout.isOpenTo("who knows")).as("as the last one").isFalse();
        assertThat(Some.in(rollout, 1).isOpenTo("who knows")).isTrue();
        for (RolloutState state : RolloutState.values()) {
            assertThat(rollout.to(state, "").isOpenTo("canaries")).isEqualTo(state == RolloutState.RUNNING);
        }
    }
}
