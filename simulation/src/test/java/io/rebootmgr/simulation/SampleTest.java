package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the ordinary check of a mishap at each effect leaves out, some other mishap strikes. */
class SampleTest {
    private static final List<Effect> RUN = run();

    /** Reads for the most part, as a run has them, and of each other kind one or a few. */
    private static List<Effect> run() {
        List<Effect> effects = new ArrayList<>(Collections.nCopies(40, Effect.READ));
        for (Effect effect : Effect.values()) {
            effects.addAll(Collections.nCopies(1 + effect.name().length() % 5, effect));
        }
        return effects;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aMishapStrikesEachKindThatItFits(Mishap mishap) {
        List<Integer> sample = Sample.of(RUN, mishap);

        assertThat(sample).isSorted().doesNotHaveDuplicates().allMatch(at -> mishap.fits(RUN.get(at)));
        assertThat(sample.stream().map(RUN::get).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        RUN.stream().filter(mishap::fits).distinct().toList());
        assertThat(sample.size()).isLessThan(RUN.size() / 2);
    }

    @Test
    void thoseThatFitEveryEffectStrikeAllOfThemTogether() {
        List<Mishap> fitting = Arrays.stream(Mishap.values())
                .filter(mishap -> mishap != Mishap.NONE)
                .filter(mishap -> Arrays.stream(Effect.values()).allMatch(mishap::fits))
                .toList();
        Set<Integer> struck = new TreeSet<>();
        fitting.forEach(mishap -> struck.addAll(Sample.of(RUN, mishap)));

        assertThat(fitting).hasSize(6);
        assertThat(struck)
                .containsExactlyElementsOf(
                        IntStream.range(0, RUN.size()).boxed().toList());
    }
}
