package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.simulation.node.Pace;
import io.rebootmgr.simulation.node.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A small fleet is rebooted, or changed, again and again, each time with one mishap at another effect of what one node
 * does, the reads too. What a mishap leaves is the business of the runs that follow.
 */
@Tag("slow")
class CrashEverywhereTest {
    private static final String VICTIM = "web1";

    static Stream<Arguments> changes() {
        return Arrays.stream(ChangeKind.values())
                .flatMap(change -> Arrays.stream(Mishap.values())
                        .filter(mishap -> mishap != Mishap.NONE)
                        .map(mishap -> Arguments.of(change, mishap)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void noEffectOfAWholeChangeCanBreakAnything(ChangeKind change, Mishap mishap) {
        boolean isHot = change == ChangeKind.HOT;
        strikeEverywhere(fleet(change), mishap, isHot ? 25 : 70, isHot ? 15 : 50, isHot ? 0 : 3);
    }

    /** It is committed twice: as changing before its drained tasks, and as rebooting behind them. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void noEffectOfARebootBehindDrainedTasksCanBreakAnything(Mishap mishap) {
        strikeEverywhere(fleet(ChangeKind.REBOOT, 2), mishap, 90, 65, 3);
    }

    /**
     * Each effect in turn.
     *
     * @param effects there are more of them
     * @param reads it fits more of them, if it is one that can strike a read
     * @param others the same of one that strikes what changes something
     */
    private static void strikeEverywhere(Scenario fleet, Mishap mishap, int effects, int reads, int others) {
        int at = 0;
        int struck = 0;
        while (true) {
            Strike strike = new Strike(at++, mishap);
            Result result = Simulation.of(fleet).with(strike);
            assertThat(result.isGood()).as(() -> strike + "\n" + result.story()).isTrue();
            if (strike.effects <= strike.at) {
                break;
            }
            struck += strike.struck ? 1 : 0;
        }
        assertThat(at).as("effects of a whole change").isGreaterThan(effects);
        assertThat(struck).as("effects that it fits").isGreaterThan(mishap.fits(Effect.READ) ? reads : others);
    }

    static Stream<Arguments> rollouts() {
        return Stream.of(RolloutChange.HOT, RolloutChange.DRAIN, RolloutChange.REBOOT)
                .flatMap(change -> Arrays.stream(Mishap.values())
                        .filter(mishap -> mishap != Mishap.NONE)
                        .map(mishap -> Arguments.of(change, mishap)));
    }

    /** Of three nodes in two waves; the victim is the canary, and carries the rollout on with the others. */
    @ParameterizedTest
    @MethodSource("rollouts")
    void noEffectInARolloutCanBreakAnything(RolloutChange change, Mishap mishap) {
        int at = 0;
        int struck = 0;
        while (true) {
            Strike strike = new Strike(at++, mishap);
            Result result = Simulation.of(fleet(change.kind().orElseThrow())).rollingOut(change, strike);
            assertThat(result.isGood()).as(() -> strike + "\n" + result.story()).isTrue();
            if (strike.effects <= strike.at) {
                break;
            }
            struck += strike.struck ? 1 : 0;
        }
        assertThat(at).as("effects of a rollout").isGreaterThan(40);
        assertThat(struck).as("effects that it fits").isGreaterThan(mishap.fits(Effect.READ) ? 20 : 0);
    }

    /** The second mishap meets what the first has left. */
    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER", "POWER_CUT_AFTER", "ANSWER_LOST", "LATE"})
    void noTwoMishapsAtEffectsThatChangeSomethingCanBreakAnything(Mishap first) {
        int changes = new Strikes(-1, -1, Mishap.NONE, Mishap.NONE).run();
        assertThat(changes).isGreaterThan(20);
        for (Mishap second :
                List.of(Mishap.CRASH_BEFORE, Mishap.CRASH_AFTER, Mishap.POWER_CUT_AFTER, Mishap.ANSWER_LOST)) {
            for (int at = 0; at < changes; at++) {
                for (int later = at + 1; later < at + changes; later++) {
                    new Strikes(at, later, first, second).run();
                }
            }
        }
    }

    private static Scenario fleet(ChangeKind asked) {
        return fleet(asked, asked == ChangeKind.REBOOT ? 0 : 2);
    }

    /** @param changes how many hot tasks there are, and how many drained ones */
    private static Scenario fleet(ChangeKind asked, int changes) {
        List<LocalService> service = List.of(new LocalService("s", "s", List.of("rebootmgr")));
        List<NodeSpec> nodes = Stream.of(VICTIM, "web10", "web")
                .map(name -> new NodeSpec(name, name, "web", service, false, false))
                .toList();
        Pace pace = new Pace(
                Span.seconds(2, 2),
                Span.seconds(1, 1),
                Span.seconds(20, 20),
                Span.seconds(5, 5),
                Span.seconds(9, 9),
                1,
                0,
                Pace.Work.NONE,
                0,
                changes);
        return new Scenario(
                7,
                Level.NONE,
                nodes,
                1,
                pace,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                "",
                asked,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofHours(6),
                "the exhaustive run");
    }

    /** One mishap at one effect. */
    private static final class Strike implements Trouble {
        private final int at;
        private final Mishap mishap;
        private int effects;
        private boolean struck;
        private Effect effect = Effect.READ;

        Strike(int at, Mishap mishap) {
            this.at = at;
            this.mishap = mishap;
        }

        @Override
        public Mishap at(String node, Effect now) {
            if (!node.equals(VICTIM) || effects++ != at) {
                return Mishap.NONE;
            }
            effect = now;
            struck = mishap.fits(now);
            return struck ? mishap : Mishap.NONE;
        }

        @Override
        public String toString() {
            return mishap + " at effect " + at + " of " + VICTIM + ", " + effect;
        }
    }

    /** Two mishaps at effects that change something. */
    private static final class Strikes implements Trouble {
        private final int at;
        private final int later;
        private final Mishap first;
        private final Mishap second;
        private int changes;

        Strikes(int at, int later, Mishap first, Mishap second) {
            this.at = at;
            this.later = later;
            this.first = first;
            this.second = second;
        }

        int run() {
            Result result = Simulation.of(fleet(ChangeKind.REBOOT)).with(this);
            assertThat(result.isGood()).as(() -> this + "\n" + result.story()).isTrue();
            return changes;
        }

        @Override
        public Mishap at(String node, Effect now) {
            if (!node.equals(VICTIM) || !now.isChanging()) {
                return Mishap.NONE;
            }
            int number = changes++;
            Mishap mishap = number == at ? first : number == later ? second : Mishap.NONE;
            return mishap.fits(now) ? mishap : Mishap.NONE;
        }

        @Override
        public String toString() {
            return first + " at change " + at + " and " + second + " at change " + later + " of " + VICTIM;
        }
    }
}
