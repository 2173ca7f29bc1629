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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        Simulation fleet = Simulation.of(fleet(change));
        strikeEverywhere(fleet::with, mishap, isHot ? 25 : 70, isHot ? 15 : 50, isHot ? 0 : 3);
    }

    /** It is committed twice: as changing before its drained tasks, and as rebooting behind them. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void noEffectOfARebootBehindDrainedTasksCanBreakAnything(Mishap mishap) {
        strikeEverywhere(Simulation.of(fleet(ChangeKind.REBOOT, 2))::with, mishap, 90, 65, 3);
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
        Simulation fleet = Simulation.of(fleet(change.kind().orElseThrow()));
        strikeEverywhere(trouble -> fleet.rollingOut(change, trouble), mishap, 40, 20, 0);
    }

    /**
     * Each effect in turn that the mishap fits. Up to the strike a run is the same as one without any.
     *
     * @param effects there are more of them
     * @param reads it fits more of them, if it is one that can strike a read
     * @param others the same of one that strikes what changes something
     */
    private static void strikeEverywhere(
            Function<Trouble, Result> run, Mishap mishap, int effects, int reads, int others) {
        Strikes none = new Strikes(Map.of());
        none.through(run);
        assertThat(none.effects).as("effects of the whole of it").hasSizeGreaterThan(effects);
        int struck = 0;
        for (int at = 0; at < none.effects.size(); at++) {
            if (mishap.fits(none.effects.get(at))) {
                Strikes strike = new Strikes(Map.of(at, mishap));
                strike.through(run);
                assertThat(strike.effects.get(at)).as(strike::toString).isEqualTo(none.effects.get(at));
                struck++;
            }
        }
        assertThat(struck).as("effects that it fits").isGreaterThan(mishap.fits(Effect.READ) ? reads : others);
    }

    /** The second mishap meets what the first has left. */
    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER", "POWER_CUT_AFTER", "ANSWER_LOST", "LATE"})
    void noTwoMishapsAtEffectsThatChangeSomethingCanBreakAnything(Mishap first) {
        Simulation fleet = Simulation.of(fleet(ChangeKind.REBOOT));
        List<Integer> changes = new Strikes(Map.of()).through(fleet::with).changes();
        assertThat(changes).hasSizeGreaterThan(20);
        for (int at : changes) {
            Strikes once = new Strikes(Map.of(at, first)).through(fleet::with);
            if (!first.fits(once.effects.get(at))) {
                continue;
            }
            List<Integer> left = once.changes().stream()
                    .filter(later -> later > at)
                    .limit(changes.size())
                    .toList();
            for (int later : left) {
                for (Mishap second :
                        List.of(Mishap.CRASH_BEFORE, Mishap.CRASH_AFTER, Mishap.POWER_CUT_AFTER, Mishap.ANSWER_LOST)) {
                    if (second.fits(once.effects.get(later))) {
                        new Strikes(Map.of(at, first, later, second)).through(fleet::with);
                    }
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

    /** Mishaps at effects of the victim, by their numbers; it writes down all of them. */
    private static final class Strikes implements Trouble {
        private final Map<Integer, Mishap> mishaps;
        private final List<Effect> effects = new ArrayList<>();

        Strikes(Map<Integer, Mishap> mishaps) {
            this.mishaps = mishaps;
        }

        Strikes through(Function<Trouble, Result> run) {
            Result result = run.apply(this);
            assertThat(result.isGood()).as(() -> this + "\n" + result.story()).isTrue();
            return this;
        }

        /** The numbers of those that change something. */
        List<Integer> changes() {
            return IntStream.range(0, effects.size())
                    .filter(at -> effects.get(at).isChanging())
                    .boxed()
                    .toList();
        }

        @Override
        public Mishap at(String node, Effect now) {
            if (!node.equals(VICTIM)) {
                return Mishap.NONE;
            }
            Mishap mishap = mishaps.getOrDefault(effects.size(), Mishap.NONE);
            effects.add(now);
            return mishap.fits(now) ? mishap : Mishap.NONE;
        }

        @Override
        public String toString() {
            return new TreeMap<>(mishaps)
                    .entrySet().stream()
                            .map(one -> one.getValue() + " at effect " + one.getKey()
                                    + (one.getKey() < effects.size() ? ", " + effects.get(one.getKey()) : ""))
                            .collect(Collectors.joining(" and ", "of " + VICTIM + ": ", ""));
        }
    }
}
