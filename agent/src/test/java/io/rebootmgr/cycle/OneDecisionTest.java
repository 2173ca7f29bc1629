package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.verdict.ExitCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code check}, a dry run and a run of the same moment say and do the same, in situations of all kinds: exit code, and
 * what is done first.
 */
class OneDecisionTest {
    private static final int DRAWN = 900;

    static IntStream situations() {
        return IntStream.range(0, DRAWN);
    }

    /** What each of the three came to. */
    private record Said(Outcome check, Outcome dry, Optional<FirstAct> act, Optional<Outcome> run) {
        static Said of(int seed) {
            Outcome check = Checkup.now(new DrawnNode(seed).ports(), WatchedNode.SELF, Set.of())
                    .outcome();
            RunRequest plain = RunRequest.timer(Set.of());
            RunRequest dryRun = new RunRequest(
                    plain.by(), true, plain.patience(), plain.patienceIfNext(), plain.ignore(), plain.reason());
            Outcome dry = new Cycle(new DrawnNode(seed).ports(), WatchedNode.SELF).run(dryRun);
            DrawnNode node = new DrawnNode(seed);
            try {
                Outcome run = new Cycle(node.ports(), WatchedNode.SELF).run(plain);
                // What they say decides where nothing else asks; else they were asked on the way.
                boolean asks = node.asked() && run.text().startsWith("nothing to do");
                return new Said(check, dry, asks ? Optional.of(FirstAct.ASK) : node.first(), Optional.of(run));
            } catch (WatchedNode.Acted e) {
                return new Said(check, dry, node.first(), Optional.empty());
            }
        }
    }

    @ParameterizedTest(name = "situation {0}")
    @MethodSource("situations")
    void areTheSame(int seed) {
        Said said = Said.of(seed);
        String all = new DrawnNode(seed) + "\n" + said;
        String prefix = said.dry().text().startsWith("nothing to do: no trigger; if one asked")
                ? "would do nothing"
                : said.dry().text().replaceFirst("^dry run: ", "");
        assertThat(said.dry().code()).as(all).isEqualTo(said.check().code());
        assertThat(FirstAct.announcedBy(prefix))
                .as(all)
                .isEqualTo(FirstAct.announcedBy(said.check().text()));
        // Under a stop nothing is undone: the slot of a drain that stands is kept.
        Optional<FirstAct> act = said.act()
                .filter(first -> first != FirstAct.UNDO || said.check().code() != ExitCode.STOPPED);
        assertThat(act).as(all).isEqualTo(FirstAct.announcedBy(said.check().text()));
        if (said.act().isEmpty()) {
            assertThat(said.run().map(Outcome::code))
                    .as(all)
                    .contains(said.check().code());
        }
    }

    /** Or the situations would prove little. */
    @Test
    void everyKindOfActAndManyEndsAreAmongThem() {
        Map<FirstAct, Integer> acts = new EnumMap<>(FirstAct.class);
        Map<ExitCode, Integer> ends = new EnumMap<>(ExitCode.class);
        situations().mapToObj(Said::of).forEach(said -> {
            said.act().ifPresent(act -> acts.merge(act, 1, Integer::sum));
            ends.merge(said.check().code(), 1, Integer::sum);
        });
        assertThat(acts).containsOnlyKeys(FirstAct.values());
        assertThat(acts.values()).allMatch(times -> times >= 5);
        assertThat(ends)
                .containsKeys(
                        ExitCode.DONE,
                        ExitCode.HEALTH,
                        ExitCode.MEMBERS,
                        ExitCode.NO_SLOT,
                        ExitCode.WINDOW,
                        ExitCode.HELD,
                        ExitCode.DETECTOR,
                        ExitCode.ROLLOUT,
                        ExitCode.DISABLED,
                        ExitCode.LEASED,
                        ExitCode.STOPPED,
                        ExitCode.NOT_REBOOTED,
                        ExitCode.NOT_INITIALISED,
                        ExitCode.INVALID,
                        ExitCode.GIVEN_UP);
    }
}
